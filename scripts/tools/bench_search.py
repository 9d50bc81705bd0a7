"""检索好不好、快不快、重不重：和 Material 自带的检索、Pagefind 在同样的页面上、同一次运行里比。

问法在 tests/data/search/queries.yml。别家的程序装在 build/bench/ 里，不进仓库。
"""

from __future__ import annotations

import argparse
import functools
import http.server
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import threading
import time
import zlib
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlparse

import yaml
from playwright.sync_api import TimeoutError as Unanswered
from playwright.sync_api import sync_playwright

import machine
from branchbook.site.build import build, stage
from setup import ROOT, SetupError, run, say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Page

HOME = ROOT / "build" / "bench"
DAY = "2026-11-29"
JIEBA, PAGEFIND = "jieba==0.42.1", "pagefind@1.6.0"
FOUND = ".md-search-result__item > a:first-child"
META = ".md-search-result__meta"
BOX = "[data-md-component=search-query]"
#: So many questions are asked with nothing cached; the table shows the median.
COLD = 9


@dataclass(frozen=True)
class Query:
    """A question, the pages that answer it, and where the answer itself stands, if one sentence settles it.

    Those that are held were never looked at while the search was tuned.
    """

    text: str
    pages: frozenset[str]
    answers: frozenset[str] = frozenset()
    kind: str = ""
    held: bool = False


@dataclass
class Score:
    """What an engine made of the questions."""

    name: str
    ranks: dict[str, int | None] = field(default_factory=dict)
    empty: set[str] = field(default_factory=set)
    answered: dict[str, bool] = field(default_factory=dict)
    first_bytes: int = 0
    first_ms: float = 0
    keys_ms: list[float] = field(default_factory=list)

    def mrr(self, queries: list[Query]) -> float:
        """Return the mean reciprocal rank within the first ten."""
        return statistics.fmean(1 / rank if (rank := self.ranks[item.text]) else 0 for item in queries)

    def row(self, queries: list[Query], name: str = "") -> str:
        """Return one line of the table for these questions."""
        count = len(queries)
        first = sum(self.ranks[item.text] == 1 for item in queries) / count
        five = sum((self.ranks[item.text] or 99) <= 5 for item in queries) / count
        zero = sum(item.text in self.empty for item in queries) / count
        answered = [self.answered[item.text] for item in queries if item.text in self.answered]
        told = f"{statistics.fmean(answered):.3f}" if answered else "—"
        keys = f"{statistics.median(self.keys_ms):.0f}" if self.keys_ms else "—"
        return (
            f"{name or self.name:<18}{self.mrr(queries):>8.3f}{first:>8.3f}{five:>8.3f}{zero:>8.3f}{told:>10}"
            f"{self.first_bytes / 1000:>10.1f}{self.first_ms:>10.0f}{keys:>10}"
        )


def load_queries() -> list[Query]:
    """Read the questions."""
    data = yaml.safe_load((ROOT / "tests/data/search/queries.yml").read_text(encoding="utf-8"))
    return [
        Query(
            str(item["q"]),
            frozenset(item["pages"]),
            frozenset(item.get("answer", ())),
            item["kind"],
            held=item.get("held", False),
        )
        for item in data
    ]


class Served:
    """A folder served on a free port, compressed as servers do; counts what goes out."""

    def __init__(self, folder: Path) -> None:
        counter = self

        class Handler(http.server.SimpleHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_: object) -> None:
                """Say nothing."""

            def do_GET(self) -> None:
                path = Path(self.translate_path(self.path))
                if path.is_dir():
                    path /= "index.html"
                if not path.is_file():
                    self.send_error(404)
                    return
                squeezed = zlib.compressobj(6, zlib.DEFLATED, 31)
                body = squeezed.compress(path.read_bytes()) + squeezed.flush()
                counter.sent[self.path.partition("?")[0]] += len(body) + 250
                self.send_response(200)
                self.send_header("Content-Type", self.guess_type(str(path)))
                self.send_header("Content-Encoding", "gzip")
                self.send_header("Content-Length", str(len(body)))
                self.send_header("Cache-Control", "max-age=600")
                self.end_headers()
                self.wfile.write(body)

        self.sent: Counter[str] = Counter()
        self.server = http.server.ThreadingHTTPServer(
            ("127.0.0.1", 0), functools.partial(Handler, directory=str(folder))
        )
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.address = f"http://127.0.0.1:{self.server.server_port}/"

    def close(self) -> None:
        """Stop serving."""
        self.server.shutdown()
        self.server.server_close()


def page_of(url: str) -> str:
    """Return the page of a result, from the site's root."""
    return unquote(urlparse(url).path).lstrip("/").removesuffix("index.html")


# ---- the sites ----------------------------------------------------------------------------------------------------


def ours() -> tuple[Path, float]:
    """Build our site; return the folder and the seconds."""
    start = time.perf_counter()
    build(ROOT, HOME / "ours", day=DAY)
    return HOME / "ours", time.perf_counter() - start


def stock() -> tuple[Path, float]:
    """Build the same pages with Material's own search and jieba, in an environment of its own."""
    python = HOME / "venv" / "bin" / "python"
    if not python.exists():
        say("装 Material 自带检索要的 jieba（单独一个环境）")
        lock = ROOT / "requirements" / "runtime.txt"
        if not (
            run(sys.executable, "-m", "venv", HOME / "venv")
            and run(python, "-m", "pip", "-qq", "--no-input", "install", "--require-hashes", "-r", lock)
            and run(python, "-m", "pip", "-qq", "--no-input", "install", JIEBA)
        ):
            raise SetupError("jieba 没有装上：原因见上。")
    stage(ROOT, HOME / "docs", today=DAY)
    shutil.rmtree(HOME / "docs" / "search", ignore_errors=True)
    config = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    config = re.sub(r"^docs_dir: .*$", "docs_dir: docs", config, flags=re.MULTILINE)
    config = re.sub(r"^site_dir: .*$", "site_dir: stock", config, flags=re.MULTILINE)
    config = re.sub(r"^  - (branchbook|branchbook_terms)$\n", "", config, flags=re.MULTILINE)
    config = re.sub(r"^ +custom_dir: .*$\n", "", config, flags=re.MULTILINE)
    (HOME / "mkdocs.yml").write_text(config, encoding="utf-8")
    start = time.perf_counter()
    done = subprocess.run(
        [str(python), "-m", "mkdocs", "build", "-q", "-f", str(HOME / "mkdocs.yml")], check=False, cwd=HOME
    )
    if done.returncode:
        raise SetupError("Material 的网站没有生成出来：原因见上。")
    return HOME / "stock", time.perf_counter() - start


def pagefind(site: Path) -> tuple[Path, float]:
    """Let Pagefind index our built pages; return the folder and the seconds of indexing."""
    command = HOME / "npm" / "node_modules" / ".bin" / "pagefind"
    if not command.exists():
        say("装 Pagefind（在 build/bench/npm 里）")
        if not run("npm", "install", "--silent", "--no-save", "--prefix", HOME / "npm", PAGEFIND):
            raise SetupError("Pagefind 没有装上：原因见上。")
    folder = HOME / "pagefind"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(site, folder)
    start = time.perf_counter()
    done = subprocess.run(
        [
            str(command),
            "--site",
            str(folder),
            "--root-selector",
            "article",
            "--exclude-selectors",
            ".headerlink",
            "--silent",
        ],
        check=False,
    )
    if done.returncode:
        raise SetupError("Pagefind 没有建成索引：原因见上。")
    return folder, time.perf_counter() - start


# ---- asking -------------------------------------------------------------------------------------------------------


def ask_box(page: Page, query: str) -> list[str]:
    """Ask by the theme's own search box; return the addresses of the results, none if a minute brings none."""
    box = page.locator(BOX)
    box.fill("")
    box.press("End")
    page.wait_for_function("!document.querySelector('.md-search-result__item')")
    before = page.locator(META).inner_text()
    box.fill(query)
    box.press("End")
    try:
        page.wait_for_function(
            "([meta, before]) => document.querySelector('.md-search-result__item') || "
            "(document.querySelector(meta).innerText !== before && /没有|未找到/.test(document.querySelector(meta).innerText))",
            arg=[META, before],
            timeout=60_000,
        )
    except Unanswered:
        return []
    page.wait_for_timeout(60)
    addresses: list[str] = page.evaluate(f"[...document.querySelectorAll('{FOUND}')].map(a => a.href)")
    return addresses


_PAGEFIND = """async query => {
  window.finder ??= await import('/pagefind/pagefind.js')
  await window.finder.init?.()
  const found = await window.finder.search(query)
  const data = await Promise.all(found.results.slice(0, 10).map(item => item.data()))
  return data.map(item => item.url)
}"""


def ask_pagefind(page: Page, query: str) -> list[str]:
    """Ask Pagefind by its own script."""
    addresses: list[str] = page.evaluate(_PAGEFIND, query)
    return addresses


def is_answer(page: Page) -> bool:
    """Tell whether the first result is an answer."""
    return bool(page.locator(".md-search-result__item").first.locator(".bb-hit__kind--answer").count())


def judge(
    name: str, browser: Browser, folder: Path, queries: list[Query], ask: Callable[[Page, str], list[str]]
) -> Score:
    """Ask an engine everything."""
    score = Score(name)
    served = Served(folder)
    try:
        cold = [first_result(browser, served, query.text, ask) for query in queries[:: max(1, len(queries) // COLD)]]
        score.first_bytes = round(statistics.median(size for size, _ in cold))
        score.first_ms = statistics.median(took for _, took in cold)
        page = browser.new_page()
        page.goto(served.address)
        if ask is ask_box:
            page.locator(BOX).click()
        for query in queries:
            addresses = ask(page, query.text)
            pages = list(dict.fromkeys(page_of(address) for address in addresses))[:10]
            rank = next((place for place, found in enumerate(pages, 1) if found in query.pages), None)
            score.ranks[query.text] = rank
            if not addresses or (name == "支部手册" and page.locator("text=没有找到，换个问法试试").count()):
                score.empty.add(query.text)
            if query.answers and name == "支部手册":
                place = urlparse(addresses[0]) if addresses else urlparse("")
                spot = place.path.lstrip("/") + ("#" + unquote(place.fragment) if place.fragment else "")
                score.answered[query.text] = spot in query.answers and is_answer(page)
        if name == "支部手册":
            score.keys_ms = keystrokes(browser, served, queries)
        page.close()
    finally:
        served.close()
    return score


def first_result(
    browser: Browser, served: Served, query: str, ask: Callable[[Page, str], list[str]]
) -> tuple[int, float]:
    """Return bytes and milliseconds from opening the search to the first result, with nothing cached."""
    context = browser.new_context()
    page = context.new_page()
    served.sent.clear()
    page.goto(served.address, wait_until="networkidle")
    at_load = sum(size for path, size in served.sent.items() if "search" in path or "pagefind" in path)
    served.sent.clear()
    start = time.perf_counter()
    if ask is ask_box:
        page.locator(BOX).click()
    ask(page, query)
    took = (time.perf_counter() - start) * 1000
    context.close()
    return sum(served.sent.values()) + at_load, took


#: Measures each answer of the worker: from the question posted to the result received.
_TIMED = """(() => {
  const Plain = window.Worker
  window.__times = []
  window.Worker = class extends Plain {
    constructor(...all) {
      super(...all)
      this.addEventListener('message', event => {
        if (event.data.type === 3 && this.asked) window.__times.push(performance.now() - this.asked)
      })
    }
    postMessage(message, ...more) {
      if (message?.type === 2 && message.data) this.asked = performance.now()
      super.postMessage(message, ...more)
    }
  }
})()"""


def keystrokes(browser: Browser, served: Served, queries: list[Query]) -> list[float]:
    """Type forty questions key by key; return the milliseconds from each key to its result."""
    page = browser.new_page()
    page.add_init_script(_TIMED)
    page.goto(served.address)
    page.locator(BOX).click()
    for query in queries[:: max(1, len(queries) // 40)]:
        page.locator(BOX).fill("")
        page.locator(BOX).press_sequentially(query.text, delay=60)
    page.wait_for_timeout(300)
    times: list[float] = page.evaluate("window.__times")
    page.close()
    return times


# ---- size ---------------------------------------------------------------------------------------------------------

_GROW = """
import json, random, resource, sys, time
from pathlib import Path
from branchbook.handbook import load
from branchbook.site.library import Library, Options
from branchbook.site.search import search
from branchbook.site.search.index import Unit
from branchbook.site.search.units import units
root, pages, out = Path(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3])
library = Library(load(root), Options(today="2026-11-29"))
real = units(library)
parts = [s for u in real for s in (u.body + "。" + u.summary).split("。") if len(s) > 8]
titles = [u.title for u in real]
rng = random.Random(20261129)
own = len({u.url.partition("#")[0] for u in real})
more = []
for number in range(max(0, pages - own)):
    title = f"{rng.choice(titles)}（{number}）"
    url = f"x/{number}/"
    more.append(Unit(0, url, title, summary=rng.choice(parts), body="。".join(rng.sample(parts, 12))))
    for step in range(4):
        more.append(Unit(1, f"{url}#s{step}", rng.choice(titles), heading=title, body="。".join(rng.sample(parts, 6))))
start, cpu = time.perf_counter(), time.process_time()
made = search(library, more=more)
took, used = time.perf_counter() - start, time.process_time() - cpu
for name, content in made.files.items():
    file = out / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
(out / "search" / "search_index.json").write_bytes(made.stub)
print(json.dumps({"units": len(real) + len(more), "seconds": used, "wall": took,
    "rss": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    "bytes": sum(map(len, made.files.values())), "files": len(made.files)}))
"""


def grow(browser: Browser, site: Path, queries: list[Query], sizes: list[int]) -> Iterator[str]:
    """Yield one line for each number of pages: time, memory, size, bytes and milliseconds to the first result."""
    for pages in sizes:
        folder = HOME / "grown"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(site, folder, ignore=shutil.ignore_patterns("downloads"))
        shutil.rmtree(folder / "search")
        done = subprocess.run(
            [sys.executable, "-c", _GROW, str(ROOT), str(pages), str(folder)],
            check=True,
            capture_output=True,
            text=True,
            env={**os.environ, "PYTHONPATH": str(ROOT / "scripts")},
        )
        told: dict[str, Any] = json.loads(done.stdout)
        served = Served(folder)
        weights = [
            first_result(browser, served, query.text, ask_box) for query in queries[:: max(1, len(queries) // 7)]
        ]
        keys = statistics.median(keystrokes(browser, served, queries))
        served.close()
        yield (
            f"{pages:>8}{told['units']:>10}{told['seconds']:>10.1f}{told['rss']:>10.0f}{told['bytes'] / 1e6:>10.1f}"
            f"{told['files']:>8}{statistics.median(w for w, _ in weights) / 1000:>12.1f}"
            f"{statistics.median(m for _, m in weights):>10.0f}{keys:>10.0f}"
        )


# ---- telling ------------------------------------------------------------------------------------------------------


def worst(score: Score, queries: list[Query], count: int) -> Iterator[str]:
    """Yield the questions that went worst."""
    bad = [item for item in queries if score.ranks[item.text] != 1 or score.answered.get(item.text) is False]
    bad.sort(key=lambda item: (-(score.ranks[item.text] or 99), item.text))
    for item in bad[:count]:
        place = score.ranks[item.text]
        told = "，回答不在第一" if score.answered.get(item.text) is False else ""
        yield f"  {item.text}：{f'第 {place}' if place else '前十里没有'}{told}，要的是 {min(item.answers or item.pages)}"


def main() -> int:
    """Measure and print; exit 1 when our search falls below what is promised."""
    options = argparse.ArgumentParser(description="检索的基准")
    options.add_argument("--alone", action="store_true", help="只量我们自己的")
    options.add_argument("--sizes", default="", help="再量这么多页时的大小和快慢，如 500,5000,20000")
    options.add_argument("--worst", type=int, default=10, help="列出最差的几个问法")
    chosen = options.parse_args()
    HOME.mkdir(parents=True, exist_ok=True)
    queries = load_queries()
    say("生成网站")
    site, seconds = ours()
    built = {"支部手册": seconds}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=machine.chromium(), args=["--no-sandbox"])
        scores = [judge("支部手册", browser, site, queries, ask_box)]
        if not chosen.alone:
            for name, make, ask in (
                ("Material+jieba", stock, ask_box),
                ("Pagefind 1.6.0", lambda: pagefind(site), ask_pagefind),
            ):
                say(f"量 {name}")
                folder, built[name] = make()
                scores.append(judge(name, browser, folder, queries, ask))
        print(f"\n{len(queries)} 个问法")
        print("                       MRR@10     第一    前五    没有   直接回答  首次KB  首次ms   每键ms")
        for score in scores:
            print(score.row(queries))
        for kind in dict.fromkeys(query.kind for query in queries):
            print(scores[0].row([query for query in queries if query.kind == kind], f"  {kind}"))
        print(scores[0].row([query for query in queries if query.held], "  held out"))
        print("生成（秒）：" + "，".join(f"{name} {seconds:.1f}" for name, seconds in built.items()))
        print("\n最差的问法")
        for line in worst(scores[0], queries, chosen.worst):
            print(line)
        if chosen.sizes:
            print("\n    页数      单元   索引秒    内存MB    索引MB    文件    首次KB    首次ms    每键ms")
            for line in grow(browser, site, queries, [int(size) for size in chosen.sizes.split(",")]):
                print(line)
        browser.close()
    first = scores[0]
    zero = len(first.empty) / len(queries)
    kept = first.mrr(queries) >= 0.97 and statistics.fmean(first.answered.values()) >= 0.9 and zero <= 0.01
    return 0 if kept else 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    except SetupError as problem:
        print(problem, file=sys.stderr)
        sys.exit(1)
