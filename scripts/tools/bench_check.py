"""自查页在 Chromium 里每秒查几份：真的页面、真的工人，从选了文件到结果出来，一份 34 KB 的 .docx 拷成许多份。

先打包：node scripts/web/build.mjs。用法：python scripts/tools/bench_check.py [份数]
"""

from __future__ import annotations

import os
import re
import shutil
import sys
import tempfile
from pathlib import Path

import machine
from branchbook.handbook import load
from branchbook.records.bench import RECORD, of_size
from branchbook.site.kits import library_script
from branchbook.site.pages import Options, pages
from setup import ROOT

COUNT = 300
ROUNDS = 5

#: 从选了文件算起；画出结果也算在里面。
_CLOCK = """
document.addEventListener("change", () => { window.begun = performance.now() }, true)
new MutationObserver(() => {
  if (document.getElementById("result")) window.took ??= performance.now() - window.begun
}).observe(document.documentElement, {childList: true, subtree: true})
"""


def page(folder: Path) -> Path:
    """Write the page with nothing around it, and return where it is."""
    handbook = load(ROOT)
    text = pages(handbook, Options(today="2026-11-25"))["check.md"].decode()
    blocks = re.findall(r'^<div class="bb-check".*</div>$', text, re.MULTILINE)
    if len(blocks) != 1:
        raise SystemExit("check.md 里应有一块 bb-check。")
    (folder / "library.js").write_bytes(library_script(handbook))
    shutil.copytree(ROOT / "build" / "web", folder / "assets")
    scripts = '<script defer src="assets/check.js"></script><script defer src="library.js"></script>'
    file = folder / "index.html"
    file.write_text(
        f'<!DOCTYPE html><meta charset="utf-8">{blocks[0]}<script>{_CLOCK}</script>{scripts}', encoding="utf-8"
    )
    return file


def main(arguments: list[str]) -> int:
    """Print the rates: the first round starts the worker, later ones find it warm."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 -- 没有浏览器的机器也要能说怎么用

    count = int(arguments[0]) if arguments else COUNT
    data = of_size(load(ROOT).templates[RECORD])
    with tempfile.TemporaryDirectory() as made, sync_playwright() as play:
        folder = Path(made)
        heap = folder / "材料"
        heap.mkdir()
        for number in range(count):
            (heap / f"{number:03}.docx").write_bytes(data)
        browser = play.chromium.launch(executable_path=machine.chromium(), args=["--no-sandbox"])
        tab = browser.new_page()
        tab.goto(page(folder).as_uri())
        rates = []
        for _ in range(ROUNDS):
            tab.evaluate("window.took = undefined")
            tab.locator("input[webkitdirectory]").set_input_files(heap)
            tab.wait_for_function("window.took", timeout=120_000)
            rates.append(count / tab.evaluate("window.took") * 1000)
            tab.evaluate("document.querySelector('[data-clear]').click()")
        browser.close()
    load_now = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    listed = "，".join(f"{rate:.0f}" for rate in rates)
    print(f"自查页：{count} 份 {len(data) >> 10} KB 的 .docx，读、过规则、放在一起看、画出来，每秒 {listed} 份")
    print(f"机器的负载 {load_now:.1f}，{os.cpu_count()} 个核；清空会停掉工人，每次都从头起。")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
