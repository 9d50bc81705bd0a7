"""浏览器里每秒能读几份、连规则一起几份：在 Node 和 Chromium 里各量一遍；再看自查和填表的脚本有多大。

先打包：node scripts/web/build.mjs。和 make bench 量的是同一份 34 KB 的 .docx；量的是处理器的时间，机器忙不忙都一样。
"""

from __future__ import annotations

import base64
import gzip
import json
import resource
import subprocess
import sys
from typing import Any

import machine
from branchbook.handbook import load
from branchbook.records.bench import RECORD, of_size
from branchbook.site.kits import kit_of
from setup import ROOT

BUNDLE = ROOT / "build" / "web-test" / "read.cjs"
ROUNDS = 300


def jobs() -> list[dict[str, Any]]:
    """Return what is asked of the browser's code: one kit, then the same file many times, with rules and without."""
    template = load(ROOT).templates[RECORD]
    data = base64.b64encode(of_size(template)).decode()
    common = {"do": "speed", "data": data, "kit": template.id, "today": "2026-11-25"}
    # 先热身一遍，和人打开页面查上百份时一样。
    return [
        {"do": "kits", "kits": [kit_of(template)]},
        {**common, "rounds": 40, "rules": True},
        {**common, "rounds": ROUNDS, "rules": False},
        {**common, "rounds": ROUNDS, "rules": True},
    ]


def in_node(asked: list[dict[str, Any]]) -> list[float] | None:
    """Return files a second of processor time for each measured job in Node; None when there is none."""
    node = machine.node()
    if node is None:
        return None

    def seconds(many: list[dict[str, Any]]) -> float:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([node, str(BUNDLE)], input=json.dumps(many).encode(), capture_output=True, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    start = seconds(asked[:2])
    return [job["rounds"] / max(seconds([*asked[:2], job]) - start, 0.001) for job in asked[2:]]


def in_chromium(asked: list[dict[str, Any]]) -> list[float]:
    """Return files a second of the page's own thread for each measured job, in a page where nothing else is."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 -- 没有浏览器的机器也要能量 Node

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=machine.chromium())
        page = browser.new_page()
        clock = page.context.new_cdp_session(page)
        clock.send("Performance.enable", {"timeDomain": "threadTicks"})

        def now() -> float:
            listed = clock.send("Performance.getMetrics")["metrics"]
            return float(next(item["value"] for item in listed if item["name"] == "TaskDuration"))

        code = BUNDLE.read_text(encoding="utf-8")
        page.add_script_tag(
            content=f"window.bench=(()=>{{const module={{exports:{{}}}};{code}\nreturn module.exports}})()"
        )
        rates = []
        for job in asked:
            before = now()
            page.evaluate("job => window.bench.run(job)", job)
            rates.append(job.get("rounds", 0) / max(now() - before, 0.001))
        browser.close()
    return rates[2:]


def told(place: str, rates: list[float]) -> None:
    """Print one line for a place."""
    print(f"{place:10}{rates[0]:7.0f} 份/秒 读 {rates[1]:7.0f} 份/秒 读并过规则")


def main() -> int:
    """Print the rates and the sizes."""
    asked = jobs()
    print(f"一份 {len(base64.b64decode(asked[1]['data'])) >> 10} KB 的 .docx，一个核")
    node = in_node(asked)
    if node:
        told("Node", node)
    told("Chromium", in_chromium(asked))
    print("\n页面的脚本        压缩前      gzip 后")
    for file in sorted((ROOT / "build" / "web").glob("*.js")):
        content = file.read_bytes()
        print(f"{file.name:16}{len(content) / 1024:7.1f} KB{len(gzip.compress(content, 9)) / 1024:9.1f} KB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
