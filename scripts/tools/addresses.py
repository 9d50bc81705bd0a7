"""Add the addresses of new pages to tests/data/addresses.txt; never takes one away."""

from __future__ import annotations

from branchbook.handbook import load
from branchbook.site.addresses import addresses
from branchbook.site.pages import Options, pages
from setup import ROOT

FILE = ROOT / "tests" / "data" / "addresses.txt"


def main() -> None:
    """Write the list."""
    known = set(FILE.read_text(encoding="utf-8").split()) if FILE.exists() else set()
    now = set(addresses(pages(load(ROOT), Options(today="2026-01-01"))))
    FILE.write_text("\n".join(sorted(known | now)) + "\n", encoding="utf-8")
    print(f"新的 {len(now - known)} 个，共 {len(known | now)} 个。")


if __name__ == "__main__":
    main()
