"""用 Zensical 把同样的页面生成一遍，比页面数和标题。只报告，不决定成败；见决定记录 0008。"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import yaml

from branchbook.handbook import HandbookError, load
from branchbook.site.pages import Options, nav, pages
from setup import ROOT, SetupError, run, say

HOME = ROOT / "build" / "zensical"
VENV = HOME / "venv"


def stage() -> dict[str, str]:
    """Write the pages and a configuration without our plugin; return the title of each page."""
    handbook = load(ROOT)
    docs = HOME / "docs"
    shutil.rmtree(docs, ignore_errors=True)
    titles = {}
    for path, content in pages(handbook, Options(today=date.today().isoformat())).items():  # noqa: DTZ011 -- 只比结构
        file = docs / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
        if path.endswith(".md") and (match := re.search(r"^# (.+?)(?: \{.*\})?$", content.decode(), re.MULTILINE)):
            titles[path] = match.group(1)
    config = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    config = re.sub(r"^docs_dir: .*$", "docs_dir: docs", config, flags=re.MULTILINE)
    config = re.sub(r"^site_dir: .*$", "site_dir: site", config, flags=re.MULTILINE)
    config = re.sub(r"^  - branchbook$\n", "", config, flags=re.MULTILINE)
    config = config.replace("custom_dir: scripts/", "custom_dir: ../../scripts/")
    terms = "  - branchbook.site.terms:\n      file: docs/assets/terms.json\n"
    config = re.sub(r"^  - branchbook_terms$\n", terms, config, flags=re.MULTILINE)
    config += "\n" + yaml.safe_dump({"nav": nav(handbook)}, allow_unicode=True, sort_keys=False)
    (HOME / "mkdocs.yml").write_text(config, encoding="utf-8")
    return titles


def build() -> None:
    """Install Zensical apart from everything else and let it build.

    Raises:
        SetupError: when it cannot be installed or does not build.
    """
    command = VENV / "bin" / "zensical"
    if not command.exists():
        say("装 Zensical（单独一个环境，不影响别的）")
        if not (
            run(sys.executable, "-m", "venv", VENV)
            and run(VENV / "bin" / "python", "-m", "pip", "-qq", "--no-input", "install", "zensical")
        ):
            raise SetupError("Zensical 没有装上：原因见上。这不算失败，记下来就好。")
    say("用 Zensical 生成")
    shutil.rmtree(HOME / "site", ignore_errors=True)
    done = subprocess.run(
        [str(command), "build", "-f", "mkdocs.yml"],
        cwd=HOME,
        check=False,
        stdin=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": str(ROOT / "scripts")},
    )
    if done.returncode:
        raise SetupError("Zensical 没有生成出网站：原因见上。这不算失败，记下来就好。")


def compare(titles: dict[str, str]) -> None:
    """Say which pages are missing or have another title."""
    missing, other = [], []
    for path, title in titles.items():
        stem = path.removesuffix(".md")
        page = HOME / "site" / (stem + ".html" if Path(stem).name == "index" else f"{stem}/index.html")
        if not page.exists():
            missing.append(path)
        elif title.split("<", maxsplit=1)[0].strip() not in page.read_text(encoding="utf-8"):
            other.append(path)
    version = subprocess.run(
        [str(VENV / "bin" / "zensical"), "--version"], capture_output=True, text=True, check=False
    ).stdout.strip()
    say(f"{version}：{len(titles)} 页里缺 {len(missing)} 页，标题不同 {len(other)} 页")
    for path in (missing + other)[:20]:
        print(f"  {path}")


if __name__ == "__main__":
    try:
        HOME.mkdir(parents=True, exist_ok=True)
        wanted = stage()
        build()
        compare(wanted)
    except (HandbookError, SetupError) as problem:
        print(problem, file=sys.stderr)
        sys.exit(1)
