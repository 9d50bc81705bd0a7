"""How many files a second: `python -m branchbook.records.bench`, beside python-docx and docxtpl as ratios."""

from __future__ import annotations

import hashlib
import io
import sys
import time
from importlib import import_module
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

from branchbook.handbook import load
from branchbook.records.docx import render_docx
from branchbook.records.flow import Flow
from branchbook.records.layout import Form, Heading, Paragraph, Sign, Table
from branchbook.records.pack import deflated, pack
from branchbook.records.package import open_package
from branchbook.records.read import read
from branchbook.records.style import Style
from branchbook.records.words import show
from branchbook.rules import RuleBook

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from branchbook.handbook.template import Template


def rate(make: Callable[[], object], count: int, runs: int = 5) -> float:
    """Return the median of `count` calls a second of one core's time over several runs."""
    seconds = []
    for _ in range(runs):
        start = time.process_time()
        for _ in range(count):
            make()
        seconds.append(time.process_time() - start)
    return count / median(seconds)


def with_python_docx(flow: Flow) -> bytes:
    """Build the same blocks with python-docx, as plainly as it allows."""
    document = import_module("docx").Document()
    fields = flow.template.fields

    def table(name: str) -> None:
        field = fields[name]
        rows = flow.rows(field)
        columns = list(field.columns.values())
        lines = document.add_table(rows=len(rows) + 1, cols=len(columns)).rows
        for cell, column in zip(lines[0].cells, columns, strict=True):
            cell.text = column.label
        for number, row in enumerate(rows, 1):
            for cell, column in zip(lines[number].cells, columns, strict=True):
                cell.text = show(column, row.get(column.id))

    for block in flow.blocks():
        if isinstance(block, Heading | Paragraph):
            document.add_paragraph("".join(piece.text for piece in flow.pieces(block.inline)))
        elif isinstance(block, Sign):
            for line in block.lines:
                document.add_paragraph("".join(piece.text for piece in flow.pieces(line)))
        elif isinstance(block, Table):
            table(block.field)
        elif isinstance(block, Form):
            for part in flow.form_parts(block):
                if not isinstance(part, tuple):
                    table(part.id)
                    continue
                lines = document.add_table(rows=len(part), cols=2 * max(len(row) for row in part)).rows
                for number, row in enumerate(part):
                    cells = lines[number].cells
                    for index, name in enumerate(row):
                        cells[2 * index].text = fields[name].label
                        cells[2 * index + 1].text = flow.piece(name, cell=True).text
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def with_docxtpl(template: Template) -> Callable[[], bytes]:
    """Return a filler by docxtpl: the template's own text with `{{ field }}` in it, read once from bytes."""
    document = import_module("docx").Document()
    for line in template.body.splitlines():
        if line.strip() and not line.startswith((":::", "---")):
            document.add_paragraph(
                " ".join("{{ " + cell.strip() + " }}" for cell in line.split("|"))
                if "{{" not in line and line[0].isascii() and line[0].islower()
                else line
            )
    saved = io.BytesIO()
    document.save(saved)
    values: dict[str, Any] = {name: show(field, template.example.get(name)) for name, field in template.fields.items()}
    engine = import_module("docxtpl").DocxTemplate

    def fill() -> bytes:
        made = engine(io.BytesIO(saved.getvalue()))
        made.render(values)
        out = io.BytesIO()
        made.save(out)
        return out.getvalue()

    return fill


#: The record whose file is read in `reading`: its document.xml has 55 KB, as a filled form has that Word saved.
RECORD = "first-committee-minutes"
_SIZE = 34 << 10


def of_size(template: Template) -> bytes:
    """Return a template's example as a file of 34 KB: padded by a part that no reader looks at."""
    parts = dict(open_package(render_docx(template, template.example, Style.FILLED)))
    missing = _SIZE - len(pack({name: deflated(content) for name, content in parts.items()}))
    parts["word/media/image1.png"] = hashlib.shake_256(b"padding").digest(max(0, missing - 120))
    return pack({name: deflated(content) for name, content in parts.items()})


def read_by_python_docx(data: bytes) -> int:
    """Read every paragraph and cell as python-docx does; return the number of characters."""
    document = import_module("docx").Document(io.BytesIO(data))
    count = sum(len(paragraph.text) for paragraph in document.paragraphs)
    return count + sum(len(cell.text) for table in document.tables for row in table.rows for cell in row.cells)


def unzipped(data: bytes) -> int:
    """Unzip every member and do nothing with it; return the number of bytes."""
    with ZipFile(io.BytesIO(data)) as package:
        return sum(len(package.read(name)) for name in package.namelist())


def reading(templates: Mapping[str, Template]) -> None:
    """Print how fast one filled file of 34 KB is read and judged, beside python-docx reading alone and plain unzip."""
    template = templates[RECORD]
    data, book = of_size(template), RuleBook(template)

    def judged() -> None:
        values = read(data, templates).values
        book.judge_all(values, today="2026-11-25")

    rates = {
        "解压": rate(lambda: unzipped(data), 200),
        "读": rate(lambda: read(data, templates), 60),
        f"读，并过 {len(template.rules)} 条规则": rate(judged, 60),
    }
    print(f"\n读一份 {len(data) / 1024:.0f} KB 的 .docx（{template.title}），一个核")
    try:
        rates["python-docx 只读"] = rate(lambda: read_by_python_docx(data), 10)
    except ModuleNotFoundError as error:
        print(f"没有装 {error.name}，不比较")
    for name, value in rates.items():
        print(f"{value:7.0f} 个/秒  {name}")
    if "python-docx 只读" in rates:
        print(f"读和过规则是 python-docx 只读的 {list(rates.values())[2] / rates['python-docx 只读']:.1f} 倍")


def main(root: Path | None = None) -> int:
    """Print the rates; return 1 when the average falls below 200 files a second."""
    templates = load(root or Path.cwd()).templates
    words = [template for template in templates.values() if template.suffix == ".docx"]
    if not words:
        print("没有 .docx 的模板")
        return 1

    def all_of(make: Callable[[Template], object]) -> Callable[[], object]:
        return lambda: [make(template) for template in words]

    ours = rate(all_of(lambda t: render_docx(t, t.example, Style.FILLED)), 3) * len(words)
    blank = rate(all_of(lambda t: render_docx(t, None, Style.BLANK)), 3) * len(words)
    files = [render_docx(template, template.example, Style.FILLED) for template in words]
    back = rate(lambda: [read(data, templates) for data in files], 3) * len(words)
    size = sum(map(len, files)) // len(files)
    print(f"{len(words)} 个 .docx 模板，平均 {size / 1024:.1f} KB")
    print(f"写范例   {ours:7.0f} 个/秒")
    print(f"写空白   {blank:7.0f} 个/秒")
    print(f"读回     {back:7.0f} 个/秒")
    try:
        flows = [Flow.of(template, template.example, Style.FILLED) for template in words]
        plain = rate(lambda: [with_python_docx(flow) for flow in flows], 1, 3) * len(words)
        print(f"python-docx {plain:4.0f} 个/秒，我们是它的 {ours / plain:.1f} 倍")
        fillers = [with_docxtpl(template) for template in words]
        filled = rate(lambda: [fill() for fill in fillers], 1, 3) * len(words)
        print(f"docxtpl     {filled:4.0f} 个/秒，我们是它的 {ours / filled:.1f} 倍（它不画表格）")
    except ModuleNotFoundError as error:
        print(f"没有装 {error.name}，不比较（uv pip install python-docx docxtpl）")
    if RECORD in templates:
        reading(templates)
    return 0 if ours >= 200 else 1


if __name__ == "__main__":
    sys.exit(main())
