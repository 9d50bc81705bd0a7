"""The parts of a .docx that do not depend on the record: styles, settings, footers, properties."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from branchbook.records.pack import fixed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from branchbook.handbook.template import Template
    from branchbook.records.pack import Member

HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"

FANGSONG, SONG_TITLE, HEI, KAI = "仿宋_GB2312", "方正小标宋简体", "黑体", "楷体_GB2312"
LATIN = "Times New Roman"


def escaped(text: str) -> str:
    """Escape text for XML."""
    if "&" in text:
        text = text.replace("&", "&amp;")
    if "<" in text:
        text = text.replace("<", "&lt;")
    if ">" in text:
        text = text.replace(">", "&gt;")
    if '"' in text:
        text = text.replace('"', "&quot;")
    return text


@dataclass(frozen=True, slots=True)
class Page:
    """A page and its type sizes, in twips and half points.

    Attributes:
        official: GB/T 9704-2012: 22 lines of 28 characters, page numbers outside, headings 黑体.
    """

    official: bool
    top: int
    right: int
    bottom: int
    left: int
    footer: int
    body: int
    title: int
    cell: int
    numbered: bool = True

    @property
    def width(self) -> int:
        """The width of the type area."""
        return 11906 - self.left - self.right

    @property
    def height(self) -> int:
        """The height of the type area."""
        return 16838 - self.top - self.bottom


OFFICIAL = Page(official=True, top=2098, right=1474, bottom=1984, left=1587, footer=1400, body=32, title=44, cell=24)
FORM = Page(official=False, top=1304, right=1247, bottom=1247, left=1247, footer=737, body=24, title=36, cell=24)
BALLOT = Page(
    official=False,
    top=1701,
    right=1474,
    bottom=1474,
    left=1474,
    footer=737,
    body=28,
    title=36,
    cell=28,
    numbered=False,
)


def page_of(template: Template) -> Page:
    """Return the page that a kind of record is printed on."""
    if template.kind in {"letter", "notice", "report"}:
        return OFFICIAL
    return BALLOT if template.kind == "ballot" else FORM


def fonts(east: str, latin: str = LATIN) -> str:
    """Return a run's fonts."""
    return f'<w:rFonts w:ascii="{latin}" w:hAnsi="{latin}" w:eastAsia="{east}" w:cs="{latin}"/>'


def _style(name: str, label: str, ppr: str, rpr: str, based: str = "Normal") -> str:
    parent = f'<w:basedOn w:val="{based}"/>' if based else ""
    default = "" if based else ' w:default="1"'
    return (
        f'<w:style w:type="paragraph"{default} w:styleId="{name}"><w:name w:val="{label}"/>{parent}<w:qFormat/>'
        f"<w:pPr>{ppr}</w:pPr><w:rPr>{rpr}</w:rPr></w:style>"
    )


_TIGHT = '<w:spacing w:val="0"/>'


def _size(half_points: int) -> str:
    return f'<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>'


_OFF = '<w:snapToGrid w:val="0"/>'
_FLAT = '<w:ind w:firstLineChars="0" w:firstLine="0"/>'
_CENTRED = '<w:jc w:val="center"/>'


def _prose_styles(page: Page) -> list[str]:
    """Return the styles of running text: body, title, headings, signature."""
    squeeze = '<w:spacing w:val="-5"/>' if page.official else ""
    indent = f'<w:ind w:firstLineChars="200" w:firstLine="{page.body * 20}"/>'
    line = "" if page.official else '<w:spacing w:before="40" w:after="40" w:line="360" w:lineRule="auto"/>'
    above = "" if page.official else f'<w:spacing w:before="160" w:after="80"/>{_FLAT}'
    body = f'<w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/>{line}{indent}<w:jc w:val="both"/>'
    title = (
        f'<w:keepNext/>{_OFF}<w:spacing w:before="0" w:after="{579 if page.official else 240}" '
        f'w:line="{page.title * 14}" w:lineRule="exact"/>{_FLAT}{_CENTRED}'
    )
    number = f'<w:spacing w:after="{289 if page.official else 120}"/>{_FLAT}{_CENTRED}'
    return [
        _style("Normal", "Normal", body, f"{fonts(FANGSONG)}{squeeze}{_size(page.body)}", ""),
        _style("Title", "Title", title, f"{fonts(SONG_TITLE)}{_TIGHT}{_size(page.title)}"),
        _style("DocNo", "文号", number, ""),
        _style("Flush", "顶格", _FLAT, ""),
        _style("Heading1", "heading 1", f'<w:keepNext/>{above}<w:outlineLvl w:val="0"/>', fonts(HEI)),
        _style("Heading2", "heading 2", f'<w:keepNext/>{above}<w:outlineLvl w:val="1"/>', fonts(KAI)),
        _style("Sign", "落款", f'<w:keepLines/>{_FLAT}<w:jc w:val="right"/>', ""),
    ]


def _small_styles(page: Page) -> list[str]:
    """Return the styles of tables, hints, the lines at the edges and the page of advice."""

    def spaced(before: int, after: int, line: str = "") -> str:
        return f'{_OFF}<w:spacing w:before="{before}" w:after="{after}"{line}/>{_FLAT}'

    cell = spaced(0, 0, f' w:line="{page.cell * 13}" w:lineRule="atLeast"') + '<w:jc w:val="left"/>'
    identity = spaced(120, 0, ' w:line="200" w:lineRule="exact"') + '<w:jc w:val="right"/>'
    gap = spaced(0, 0, ' w:line="120" w:lineRule="exact"')
    guide = spaced(40, 40, ' w:line="320" w:lineRule="atLeast"') + '<w:jc w:val="left"/>'
    head = '<w:keepNext/><w:spacing w:before="120" w:after="80"/>'
    song = fonts("宋体")
    return [
        _style("Cell", "表格文字", cell, f"{_TIGHT}{_size(page.cell)}"),
        _style("Centre", "表格居中", _CENTRED, "", "Cell"),
        _style("Label", "表格标签", _CENTRED, fonts(HEI) + _size(min(page.cell, 24)), "Cell"),
        _style("Hint", "提示", spaced(60, 60), f'{fonts(KAI)}{_TIGHT}<w:color w:val="595959"/>{_size(22)}'),
        _style("Identity", "表样编号", identity, f'{song}{_TIGHT}<w:color w:val="7F7F7F"/>{_size(15)}'),
        _style("Gap", "间隔", gap, f"{_TIGHT}{_size(8)}"),
        _style(
            "Footer", "footer", spaced(0, 0), f"{fonts('宋体', '宋体')}{_TIGHT}{_size(28 if page.official else 21)}"
        ),
        _style("Guide", "说明文字", guide, f"{_TIGHT}{_size(21)}"),
        _style("GuideHead", "说明标题", head, f"{fonts(HEI)}{_size(26)}", "Guide"),
    ]


_OTHER_STYLES = (
    '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont"><w:name w:val="Default Paragraph Font"/>'
    '<w:uiPriority w:val="1"/><w:semiHidden/></w:style>'
    '<w:style w:type="character" w:styleId="PlaceholderText"><w:name w:val="Placeholder Text"/>'
    '<w:rPr><w:color w:val="767676"/></w:rPr></w:style>'
    '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:uiPriority w:val="99"/>'
    '<w:semiHidden/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:top w:w="0" w:type="dxa"/>'
    '<w:left w:w="85" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/><w:right w:w="85" w:type="dxa"/></w:tblCellMar></w:tblPr>'
    "</w:style>"
)


def styles(page: Page) -> str:
    """Return styles.xml."""
    return (
        f"{HEAD}<w:styles {W}><w:docDefaults><w:rPrDefault><w:rPr>{fonts(FANGSONG)}{_size(page.body)}"
        '<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>'
        + "".join(_prose_styles(page) + _small_styles(page))
        + f"{_OTHER_STYLES}</w:styles>"
    )


def settings(page: Page) -> str:
    """Return settings.xml."""
    even = "<w:evenAndOddHeaders/>" if page.official else ""
    return (
        f'{HEAD}<w:settings {W}><w:zoom w:percent="100"/><w:defaultTabStop w:val="420"/>{even}'
        "<w:compat><w:doNotExpandShiftReturn/>"
        '<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/>'
        "</w:compat></w:settings>"
    )


def footer(side: str, *, indented: bool) -> str:
    """Return a footer with the page number between dashes."""
    edge = f'<w:ind w:{side}Chars="100" w:{side}="280" w:firstLineChars="0" w:firstLine="0"/>' if indented else ""

    def run(inner: str) -> str:
        return f"<w:r>{inner}</w:r>"

    return (
        f'{HEAD}<w:ftr {W}><w:p><w:pPr><w:pStyle w:val="Footer"/>{edge}<w:jc w:val="{side}"/></w:pPr>'
        + run('<w:t xml:space="preserve">— </w:t>')
        + run('<w:fldChar w:fldCharType="begin"/>')
        + run('<w:instrText xml:space="preserve"> PAGE </w:instrText>')
        + run('<w:fldChar w:fldCharType="separate"/>')
        + run("<w:t>1</w:t>")
        + run('<w:fldChar w:fldCharType="end"/>')
        + run('<w:t xml:space="preserve"> —</w:t>')
        + "</w:p></w:ftr>"
    )


def core(title: str) -> str:
    """Return docProps/core.xml with fixed times."""
    return (
        f'{HEAD}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escaped(title)}</dc:title><dc:creator>支部手册</dc:creator><cp:lastModifiedBy>支部手册</cp:lastModifiedBy>"
        '<dcterms:created xsi:type="dcterms:W3CDTF">1980-01-01T00:00:00Z</dcterms:created>'
        '<dcterms:modified xsi:type="dcterms:W3CDTF">1980-01-01T00:00:00Z</dcterms:modified></cp:coreProperties>'
    )


def custom(identity: str) -> str:
    """Return docProps/custom.xml with a template's identity, `id@version`."""
    return (
        f'{HEAD}<Properties xmlns="{_OFFICE}/custom-properties" xmlns:vt="{_OFFICE}/docPropsVTypes">'
        '<property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="2" name="recordTemplate">'
        f"<vt:lpwstr>{identity}</vt:lpwstr></property></Properties>"
    )


_APP = f'{HEAD}<Properties xmlns="{_OFFICE}/extended-properties"><Application>Branchbook</Application></Properties>'
_ROOT_RELS = (
    f'{HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/relationships/officeDocument" Target="word/document.xml"/>'
    f'<Relationship Id="rId2" Type="{_PACKAGE}/relationships/metadata/core-properties" Target="docProps/core.xml"/>'
    f'<Relationship Id="rId3" Type="{_OFFICE}/relationships/extended-properties" Target="docProps/app.xml"/>'
    f'<Relationship Id="rId4" Type="{_OFFICE}/relationships/custom-properties" Target="docProps/custom.xml"/></Relationships>'
)


def shared(page: Page) -> dict[str, str]:
    """Return the parts that all records on such a page have alike."""
    word = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    footers = {}
    if page.official:
        footers = {"footer1": footer("right", indented=True), "footer2": footer("left", indented=True)}
    elif page.numbered:
        footers = {"footer1": footer("center", indented=False)}
    kinds = {
        "/word/document.xml": f"{word}.document.main+xml",
        "/word/styles.xml": f"{word}.styles+xml",
        "/word/settings.xml": f"{word}.settings+xml",
        **{f"/word/{name}.xml": f"{word}.footer+xml" for name in footers},
        "/docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
        "/docProps/app.xml": "application/vnd.openxmlformats-officedocument.extended-properties+xml",
        "/docProps/custom.xml": "application/vnd.openxmlformats-officedocument.custom-properties+xml",
    }
    types = (
        f'{HEAD}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        + "".join(f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in kinds.items())
        + "</Types>"
    )
    targets = {"styles": "styles.xml", "settings": "settings.xml"}
    rels = "".join(
        f'<Relationship Id="rId{i}" Type="{_OFFICE}/relationships/{kind}" Target="{target}"/>'
        for i, (kind, target) in enumerate(targets.items(), 1)
    ) + "".join(
        f'<Relationship Id="rId{i}" Type="{_OFFICE}/relationships/footer" Target="{name}.xml"/>'
        for i, name in enumerate(footers, 3)
    )
    return {
        "[Content_Types].xml": types,
        "_rels/.rels": _ROOT_RELS,
        "docProps/app.xml": _APP,
        "word/styles.xml": styles(page),
        "word/settings.xml": settings(page),
        "word/_rels/document.xml.rels": (
            f'{HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{rels}</Relationships>'
        ),
        **{f"word/{name}.xml": text for name, text in footers.items()},
    }


@lru_cache(maxsize=8)
def _shared(page: Page) -> Mapping[str, Member]:
    return {name: fixed(text) for name, text in shared(page).items()}


def parts_of(template: Template, page: Page) -> dict[str, Member]:
    """Return every part but the document itself."""
    return {
        **_shared(page),
        "docProps/core.xml": fixed(core(template.title)),
        "docProps/custom.xml": fixed(custom(f"{template.id}@{template.version}")),
    }


def around(page: Page) -> tuple[str, str]:
    """Return what stands before and after the body's content in document.xml."""
    return f"{HEAD}<w:document {W} {R}><w:body>", f"{section(page)}</w:body></w:document>"


def section(page: Page) -> str:
    """Return the section properties: page, margins, grid, footers."""
    refs = ""
    if page.official:
        refs = '<w:footerReference w:type="default" r:id="rId3"/><w:footerReference w:type="even" r:id="rId4"/>'
    elif page.numbered:
        refs = '<w:footerReference w:type="default" r:id="rId3"/>'
    grid = '<w:docGrid w:type="lines" w:linePitch="579"/>' if page.official else ""
    return (
        f'<w:sectPr>{refs}<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="{page.top}" w:right="{page.right}" '
        f'w:bottom="{page.bottom}" w:left="{page.left}" w:header="851" w:footer="{page.footer}" w:gutter="0"/>{grid}</w:sectPr>'
    )
