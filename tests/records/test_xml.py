"""XML's own escapes, and nothing of HTML's."""

from __future__ import annotations

import pytest

from branchbook.records.xml import unescape, xml_text


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("a&amp;lt;&lt;&gt;&quot;&apos;", "a&lt;<>\"'"),
        ("&#65;&#x41;&#x1F600;", "AA😀"),
        ("&nbsp;&copy;&amp", "&nbsp;&copy;&amp"),
        ("&#0;&#xD800;&#x110000;&#9999999;&#99999999;", "&#0;&#xD800;&#x110000;&#9999999;&#99999999;"),
        ("没有", "没有"),
    ],
)
def test_escapes(written: str, meant: str) -> None:
    assert unescape(written) == meant


def test_line_ends_and_encoding() -> None:
    assert xml_text("\ufeff一\r\n二\r三".encode()) == "一\n二\n三"
    assert xml_text("字".encode("gb18030")) is None
