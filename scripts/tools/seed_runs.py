"""Write what tests need to know of texts that may not be in the repository: a short digest of each run of twelve.

Usage: `python scripts/tools/seed_runs.py FOLDER`, the folder holding the texts. The digests give nothing of the text
away, and tell whether a sentence of ours shares a run with it.
"""

from __future__ import annotations

import sys
from hashlib import blake2b
from pathlib import Path

from branchbook.checks.copied import Sources
from setup import ROOT

FILE = ROOT / "tests" / "data" / "seed-runs.bin"
#: Bytes a digest: of a million runs of ours, none is likely to be taken for one of a few thousand of the seeds.
SIZE = 6


def digest(run: str) -> bytes:
    """Return the digest of a run."""
    return blake2b(run.encode(), digest_size=SIZE).digest()


def main() -> None:
    """Write the digests."""
    texts = {file.name: file.read_text(encoding="utf-8") for file in sorted(Path(sys.argv[1]).glob("*.txt"))}
    none = Sources({}, [])
    found = {digest(run) for text in texts.values() for run in none.runs(text)}
    FILE.write_bytes(b"".join(sorted(found)))
    print(f"{len(texts)} 份来源，{len(found)} 个十二字。")


if __name__ == "__main__":
    main()
