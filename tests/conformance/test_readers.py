"""Python and the browser read every file alike: values, ways, warnings and refusals, to the letter."""

from __future__ import annotations

import base64
import inspect
import json
import random
import re
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from branchbook.handbook import load
from branchbook.handbook.template import FieldType
from branchbook.records import DOSSIER, PackageError, Style, open_package, read, render
from branchbook.records.pack import deflated, pack
from branchbook.records.read import made_on
from branchbook.records.scan import Grid, scan
from branchbook.records.words import parse
from branchbook.site.kits import kit_of
from tests.conformance import node
from tests.records import hostile, test_read, world

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from branchbook.handbook.template import Template

    Case = tuple[str, bytes, Mapping[str, Template]]


@pytest.fixture(scope="module")
def known(root: Path) -> Mapping[str, Template]:
    """Every template of the handbook, and the small ones of the tests."""
    return {**load(root).templates, **world.ALL}


def ours(data: bytes, templates: Mapping[str, Template]) -> dict[str, Any]:
    """Read in Python; the result as the browser's code hands it over."""
    try:
        found = read(data, templates)
    except PackageError as refused:
        return {"refused": str(refused)}
    return {
        "template": found.template,
        "version": found.version,
        "values": dict(found.values),
        "found": {name: how.value for name, how in found.found.items()},
        "warnings": list(found.warnings),
        "identified_by": found.identified_by,
        "flags": list(found.flags),
    }


def plain(value: Any) -> Any:
    """Sort the reading's own keys; the order of values and rows' cells stays."""
    return dict(sorted(value.items())) if isinstance(value, dict) and "values" in value else value


def coded(data: bytes) -> str:
    return base64.b64encode(data).decode()


def kits(templates: Iterable[Template]) -> dict[str, Any]:
    return {"do": "kits", "kits": [kit_of(template) for template in templates]}


def hold(cases: Iterable[Case], templates: Mapping[str, Template]) -> list[dict[str, Any]]:
    """Read every case in both languages and hold them together; return what was read."""
    listed = list(cases)
    assert listed
    jobs = [{"do": "read", "data": coded(data), "kits": list(own)} for _, data, own in listed]
    theirs = node.run("read", [kits(templates.values()), *jobs])[1:]
    mine = [ours(data, own) for _, data, own in listed]
    for (name, _, _), left, right in zip(listed, mine, theirs, strict=True):
        assert json.dumps(plain(left), ensure_ascii=False) == json.dumps(plain(right), ensure_ascii=False), name
    return mine


def stripped(data: bytes, *patterns: re.Pattern[str]) -> bytes:
    def strip(xml: str) -> str:
        for pattern in patterns:
            xml = pattern.sub("", xml)
        return xml

    return test_read.changed(data, strip)


def test_every_template_s_files(known: Mapping[str, Template]) -> None:
    """Blank, guided and filled, with controls, with bookmarks alone, and with nothing but the words."""

    def cases() -> Iterable[Case]:
        for template in known.values():
            for style in Style:
                data = render(template, template.example, style)
                yield f"{template.id} {style}", data, known
            if template.suffix == ".docx":
                bare = stripped(data, test_read.NO_CONTROLS)
                yield f"{template.id} no controls", bare, known
                words = test_read.without(stripped(bare, test_read.NO_BOOKMARKS), "docProps/custom.xml")
                yield f"{template.id} words", words, known
            else:
                words = test_read.without(test_read.unnamed(data), "docProps/custom.xml")
                yield f"{template.id} no names", words, {template.id: template}

    found = hold(cases(), known)
    assert sum(len(item["values"]) for item in found) > 10 * len(known)
    assert {how for item in found for how in item["found"].values()} == {"tag", "anchor", "label"}


def test_what_befalls_files(known: Mapping[str, Template], monkeypatch: pytest.MonkeyPatch) -> None:
    """Every file that the reader's own tests make, recorded while they run."""
    cases: list[Case] = []

    def recorded(data: bytes, templates: Mapping[str, Template]) -> Any:
        cases.append((name, data, templates))
        return read(data, templates)

    monkeypatch.setattr(test_read, "read", recorded)
    templates = {key: value for key, value in known.items() if key not in world.ALL}
    for name, test in inspect.getmembers(test_read, inspect.isfunction):
        if name.startswith("test_") and not inspect.signature(test).parameters:
            test()
    for name in ("test_guided_without_values_reads_as_nothing", "test_an_empty_register_reads_as_nothing"):
        getattr(test_read, name)(templates)
    assert len(cases) > 100
    hold(cases, known)


def test_hostile_files() -> None:
    found = hold(((name, make(), world.ALL) for name, (make, _) in hostile.HOSTILE.items()), world.ALL)
    assert all("refused" in item for item in found)
    found = hold(((name, make(), world.ALL) for name, (make, _) in hostile.FLAGGED.items()), world.ALL)
    assert all(item["flags"] for item in found)


def test_heavy_files() -> None:
    hold(((name, make(), world.ALL) for name, make in hostile.HEAVY.items()), world.ALL)


def sticky() -> Iterable[Case]:
    for part, pieces in hostile.STICKY.items():
        for piece in pieces:
            parts = dict(open_package(hostile.SHEET))
            padding = random.Random(1).randbytes(16_000).hex().encode()  # noqa: S311 -- no secret
            parts[part] = piece.encode() * (1_000_000 // len(piece)) + parts[part] + b"<!--" + padding + b"-->"
            yield f"{part} {piece}", pack({name: deflated(content) for name, content in parts.items()}), world.ALL
    for piece in ["〔", "〔〔", "〔a〕", "年", "2026年", " ", "　", "：", "、", "表样 ", "<w:t>", "&amp;", "&#", "□是"]:
        text = piece if piece.startswith(("<", "&")) else f"<w:p><w:r><w:t>{piece * 100_000}</w:t></w:r></w:p>"
        again = 100_000 if text is piece else 1
        yield f"body {piece}", hostile.many(text, again), world.ALL


def test_no_text_makes_either_slow() -> None:
    """Forty files made to be looked at again and again, in one process within the time of one minute."""
    listed = list(sticky())
    jobs = [{"do": "read", "data": coded(data)} for _, data, _ in listed]
    theirs = node.run("read", [kits(world.ALL.values()), *jobs], timeout=60)[1:]
    for (name, data, templates), right in zip(listed, theirs, strict=True):
        assert plain(ours(data, templates)) == plain(right), name


def damaged(make: random.Random, data: bytes) -> bytes:
    """Change a few bytes, or leave out or double a stretch."""
    made = bytearray(data)
    for _ in range(make.randint(1, 3)):
        at = make.randrange(len(made))
        match make.randrange(4):
            case 0:
                made[at] ^= 1 << make.randrange(8)
            case 1:
                made[at] = make.choice([0, 255, 0x50, 0x4B])
            case 2:
                del made[at : at + make.randint(1, 40)]
            case _:
                made[at:at] = made[at : at + make.randint(1, 40)]
    return bytes(made)


_PIECES = [
    "<w:p>", "</w:p>", "<w:tbl>", "</w:tbl>", "<w:tr>", "</w:tr>", "<w:tc>", "</w:tc>", "<w:sdt>", "</w:sdt>", "<w:br/>",
    '<w:tag w:val="host"/>', "<w:tag w:val='place'/>", '<w:showingPlcHdr w:val="0"/>', "<w:showingPlcHdr/>", "<w:tab/>",
    '<w:bookmarkStart w:name="L_host"/>', "<w:del>", "</w:del>", "<mc:Fallback>", "</mc:Fallback>", "<w:t>字&amp;&nbsp;</w:t>",
    "<w:t/>", '<w:t xml:space="preserve"/>', "&#65;", "&#x1F600;", "&#0;", "&#xD800;", "\x1c", "\x85", "\ufeff", "\u3000", "\r\n",
    "<w:t>主持人</w:t>", "<w:t>地点：三楼</w:t>", "𠮷", "<w:cr/>", "<w:noBreakHyphen/>", "<", ">", '"', "'", "<w:p/>", "²", "٣",
]  # fmt: skip


def rewritten(make: random.Random, xml: str) -> str:
    """Put pieces of markup and text where they do not belong, or take stretches away."""
    for _ in range(make.randint(1, 6)):
        at = make.randrange(200, len(xml))
        tag = xml.find("<", at)
        at = tag if tag > 0 and make.random() < 0.7 else at
        xml = xml[:at] + make.choice([*_PIECES, ""]) + xml[at + make.choice([0, 0, 0, 1, 7, 60, 400]) :]
    return xml


def unusual(xml: str) -> str:
    """Bind the namespace to another prefix, so that the scanner of the usual files is not taken."""
    return re.sub(r"(</?|\s|xmlns:)w(?=[: =])", r"\1x", xml)


def test_damaged_files() -> None:
    make = random.Random(20261129)  # noqa: S311 -- the same files every time
    files = {item.id: render(item, item.example, Style.FILLED) for item in world.ALL.values()}

    def cases() -> Iterable[Case]:
        for name, data in files.items():
            for number in range(25):
                yield f"{name} bytes {number}", damaged(make, data), world.ALL
            template = world.ALL[name]
            parts = ["word/document.xml"] if template.suffix == ".docx" else list(open_package(data))
            for number in range(25):
                part = make.choice(parts)

                def change(xml: str) -> str:
                    made = rewritten(make, xml)
                    return unusual(made) if make.random() < 0.3 else made

                yield f"{name} text {number} of {part}", test_read.changed(data, change, part), world.ALL

    found = hold(cases(), world.ALL)
    assert sum("refused" in item for item in found) > 40
    assert sum("values" in item and bool(item["values"]) for item in found) > 80


# -- XML of other habits ------------------------------------------------------------------------

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_XML = [
    "ab<!--x-->cd<?p q?>e", "<b:c/>", '<c b:d="1"/>', '<c xmlns:b=""/>', '<c xmlns:b="u" xmlns:d="u" b:x="1" d:x="2"/>', "&foo;",
    "&#0;", "&#xD800;", "&#xFFFE;", "]]>", "\x01", "\ufffe", '<c d="<"/>', '<c d="1"e="2"/>', '<c d="1" d="2"/>', "<?xml v?>",
    "<?XML v?>", "<!-- a--b -->", "<![CDATA[x<&]]>", "<c></c >", "< c/>", "<c/ >", "<c x=1/>", "<c x/>", "<中/>", "<:c/>", "<c:/>",
    "<-c/>", "<c·/>", "<c xml:b='1'/>", "<c xmlns:xml='u'/>", "<c xmlns:xmlns='u'/>", "<xmlns:c/>", "<c xmlns='u'><d xmlns=''/></c>",
    "<c>" * 252 + "</c>" * 252, "<c>" * 253 + "</c>" * 253, "&amp;&lt;&#65;&#x41;", "&#X41;", "&#65", "& b", "<c x='a\n\tb&#10;c'/>",
    "\r\n\r", "<?p?>", "<?p:q r?>", "<c x='&foo;'/>", "<c>", "</c>", "<c></d>", "<![CDATA[x", "\x7f\x85", "<!--->", "<!---->",
    "<c xmlns:x='a b'/>", "<?1?>", "<c x='1'\x0bd='2'/>", "<c x='1'\xa0d='2'/>", "<𠀀/>", "<!---a-->", "<!-- a--->", "<?xmlx?>",
    "&#1114112;", "&#99999999999999;", "&#x1F600;", "&lt", "<c x='&lt;'/>", "<c xmlns:p='u' xmlns:q='u'><p:b></q:b></c>", "<!FOO>",
    "<c xmlns='u' xmlns='v'/>", "<c xmlns:p='中'/>", "<c xmlns:p='a#b#c'/>", "<c xmlns:p='1:b'/>", "<c xmlns:p='a:b'/>",
    "<c xmlns:p='a[b]'/>", "<c xmlns:p='a%zz'/>", "<c xml:id='1 2'/>", "<c xmlns='http://www.w3.org/XML/1998/namespace'/>",
    "<c xmlns:p='http://www.w3.org/2000/xmlns/'/>", "<c><![CDATA[]]>]]></c>", "<!--\ufffe-->", "<c x=\"a'b\"/>", "&#x0000041;",
    "<x:t xmlns:x='u'>不算</x:t>", "<x:br/>甲", "<x:sdt><x:sdtPr><x:tag x:val='a&amp;b'/></x:sdtPr><x:t>乙</x:t></x:sdt>",
    "<x:bookmarkStart x:name='m'/>", "<x:t>外<x:t>里</x:t></x:t>", "<x:del><x:t>丙</x:t></x:del>", "<mc:Fallback xmlns:mc='u'>丁</mc:Fallback>",
    "<x:t>一<x:br/>二</x:t>",
]  # fmt: skip
_WHOLE = [
    "", "x", "<a/>", "<a/>x", "x<a/>", " <a/>", "\ufeff<a/>", " <?xml version='1.0'?><a/>", "<?xml version='2.0'?><a/>", "<a/><b/>",
    "<?xml version='1.1'?><a/>", "<?xml encoding='utf-8'?><a/>", "<?xml version='1.0' standalone='maybe'?><a/>", "<a/><!-- --><?x?>",
    "<?xml version='1.0'encoding='UTF-8'?><a/>", "<?xml version='1.'?><a/>", "<?xml version='1.0' encoding='gbk'?><a/>",
    "<?xml version='1.0' encoding='utf 8'?><a/>", "<?xml version='1.0' x='y'?><a/>", "<a/><![CDATA[x]]>", "<!-- --> <a/>", "<a",
    "<?xml version='1.0'  encoding = \"UTF-8\"  ?><a/>", "<?xml?><a/>", "<a></a><?xml x?>", "<a/>\n<!--x-->", "<a>&", "<?xmlx?><a/>",
]  # fmt: skip


def scanned(content: bytes) -> Any:
    """Return a body as the browser's code hands it over."""
    try:
        body = scan(content)
    except PackageError as refused:
        return {"refused": str(refused)}
    return [
        [[[cell.text, cell.value, cell.tags, cell.bookmarks] for cell in row] for row in item.rows]
        if isinstance(item, Grid)
        else [
            item.text,
            item.value,
            [[control.tag, item.text[control.start : control.end], control.prompting] for control in item.controls],
            [[name, item.mark(name)] for name in item.bookmarks],
        ]
        for item in body.items
    ]


def test_xml_of_other_habits() -> None:
    """Without a parser in a worker, the browser's own one takes and refuses what lxml does."""
    bodies = [f'<x:document xmlns:x="{_W}"><x:p><x:r><x:t>{piece}</x:t></x:r></x:p></x:document>' for piece in _XML]
    bodies += [f'<x:document xmlns:x="{_W}"><x:p>{piece}</x:p><x:p/></x:document>' for piece in _XML]
    contents = [text.encode() for text in [*bodies, *_WHOLE]] + [
        b"<a>\xff</a>",
        b"<a>\xed\xa0\x80</a>",
        b"\xef\xbb\xbf<a/>",
    ]
    theirs = node.run("read", [{"do": "scan", "data": coded(content)} for content in contents])
    for content, right in zip(contents, theirs, strict=True):
        assert scanned(content) == right, content
    assert sum(isinstance(item, dict) for item in theirs) > 60


# -- values -------------------------------------------------------------------------------------

_SIGNS = [
    *"0123456789０１２３〇零一二三四五六七八九十百廿卅年月日号时点分半整上下午：:./-～~，, 、;；\n\t　 　□☐○☑√✓■是否男女人名票份件天页＿_—〔〕（）“”+²٣Ｏ\x1c\x85\ufeff\xa0",
    "2026", "2026年", "11月", "29日", "二〇二六年", "十一月", "二十九日", "下午", "晚上", "中午", "3:30", "14时", "病假", "出差", "正式", "预备",
    "点击此处输入文字", "选择一项。", "Choose an item", "20/22", "999999999999999", "9999999999999999", "𠮷", "，000", "第1类材料，共同保管的第1种",
]  # fmt: skip


def test_values() -> None:
    """Dates, numbers, choices and people as people write them, with signs that languages class differently."""
    make = random.Random(1949)  # noqa: S311 -- the same texts every time
    jobs: list[dict[str, Any]] = []
    mine: list[Any] = []
    for template in world.ALL.values():
        for item in template.fields.values():
            fields = [(item, None)] if item.type is not FieldType.TABLE else [(c, c.id) for c in item.columns.values()]
            for field, column in fields:
                own = [
                    field.label,
                    field.help,
                    field.unit,
                    *field.choices,
                    f"〔{field.label}〕",
                    f"〔{field.label}：{field.help}〕",
                ]
                pool = [*_SIGNS, *_SIGNS, *filter(None, own)]
                texts = ["".join(make.choices(pool, k=make.randint(1, 9))) for _ in range(120)]
                texts += [sign * 401 for sign in ("9", "十", "人", "　", "年")] + ["", *own]
                jobs.append({"do": "parse", "kit": template.id, "field": item.id, "column": column, "texts": texts})
                if column is None:
                    del jobs[-1]["column"]
                mine.append([list(parse(field, text)) for text in texts])
    theirs = node.run("read", [kits(world.ALL.values()), *jobs])[1:]
    for job, left, right in zip(jobs, mine, theirs, strict=True):
        for text, one, other in zip(job["texts"], left, right, strict=True):
            assert json.dumps(one) == json.dumps(other), (job["kit"], job["field"], text)


def placed(xml: str, number: int, kind: str, cell: str) -> str:
    """Put a cell's content in the place of one of the sheet's cells."""
    found = list(re.finditer(r'<c (r="[A-Z]+\d+")[^>]*?(?:/>|>.*?</c>)', xml))
    old = found[number % max(1, len(found) - 4)]
    return f"{xml[: old.start()]}<c {old[1]}{kind}>{cell}</c>{xml[old.end() :]}"


def test_registers_with_odd_cells() -> None:
    """Numbers, days, shared and escaped texts as Excel and strangers write them."""
    cells = [
        "<v>1e3</v>", "<v>0.00001</v>", "<v>1.5e-7</v>", "<v>46000.999999994</v>", "<v>46000.9999999</v>", "<v>0.1</v>", "<v>-3</v>",
        "<v>1_000</v>", "<v>nan</v>", "<v>inf</v>", "<v>1e999</v>", "<v> 12 </v>", "<v>0x10</v>", "<v>12.</v>", "<v>٣</v>", "<v/>", "<v></v>",
        "<v>1e300</v>", "<v>199999.5</v>", "<v>-0</v>", "<f>A1</f><v>0</v>", "<v>36526.5208333333</v>", "<v>123456789.25</v>",
    ]  # fmt: skip
    kinds = ["", ' t="n"', ' t="str"', ' t="s"', ' t="e"', ' t="d"', ' t="b"', ' t="inlineStr"']
    texts = ["_x0041_", "_xD83D__xDE00_", "_x000B_", "a&amp;b&nbsp;", "2026年1月2日", "²", "1" * 5000]

    def cases() -> Iterable[Case]:
        for template in (world.REGISTER, world.CATALOGUE):
            data = render(template, template.example, Style.FILLED)
            for part in (name for name in open_package(data) if "/sheet" in name):
                for number, (kind, cell) in enumerate(
                    [(kind, cell) for kind in kinds for cell in cells]
                    + [(kind, f"<v>{text}</v>") for kind in kinds for text in texts]
                    + [
                        (' t="inlineStr"', f"<is><t>{text}</t><rPh><t>x</t></rPh><r><t>y</t></r></is>")
                        for text in texts
                    ]
                ):
                    own = test_read.changed(data, partial(placed, number=number, kind=kind, cell=cell), part)
                    yield f"{template.id} {part} {number} {kind} {cell}", own, world.ALL

    hold(cases(), world.ALL)


def test_names_in_packages() -> None:
    """A dossier's names in either encoding, in order, with their sizes."""
    members = {"资料/请示.docx": b"x" * 30, "a/b.xml": b"<a/>", "空.txt": b""}
    data = pack({name: deflated(content) for name, content in members.items()})
    old = data
    for name in members:
        if name.isascii():
            continue
        raw, other = name.encode(), name.encode("gb18030")
        old = old.replace(raw, other + b"x" * (len(raw) - len(other)))
    files = [data, old, *(make_one() for make_one, _ in hostile.HOSTILE.values())]
    for limits in (None, DOSSIER):
        jobs = [{"do": "names", "data": coded(item), "dossier": bool(limits)} for item in files]
        for item, right in zip(files, node.run("read", jobs), strict=True):
            try:
                found = open_package(item, limits) if limits else open_package(item)
                left: Any = [[name, found.size(name), len(content)] for name, content in found.items()]
            except PackageError as refused:
                left = {"refused": str(refused)}
            assert left == right


def test_the_day_a_file_was_made() -> None:
    """In China, whatever the zone; a day that there is not is none."""
    days = [
        "2026-11-29T15:59:59Z", "2026-11-29T16:00:00Z", "2026-02-30T00:00:00Z", "0001-01-01T00:00:00Z", "0000-01-01T00:00:00Z",
        "9999-12-31T23:00:00Z", "2026-11-29T24:00:00Z", "2026-11-29T10:60:00Z", "2026-11-29T10:00:61Z", "２０２６-01-01T00:00:00Z",
        "2024-02-29T20:00:00", " 2026-01-01T00:00:00Z ", "2026-01-01", "",
    ]  # fmt: skip
    core = '<cp:coreProperties xmlns:cp="u"><dcterms:created xsi:type="x">{}</dcterms:created></cp:coreProperties>'
    files = [
        pack({"docProps/core.xml": deflated(core.format(day).encode()), "a.xml": deflated(b"<a/>")}) for day in days
    ]
    files.append(render(world.FORM, None, Style.BLANK))
    theirs = node.run("read", [{"do": "made", "data": coded(data)} for data in files])
    assert [made_on(open_package(data)) for data in files] == theirs
    assert theirs[:3] == ["2026-11-29", "2026-11-30", ""]
