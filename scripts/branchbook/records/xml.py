"""The text of an XML part, as the scanners see it; the browser sees it the same way."""

from __future__ import annotations

import re

_ENTITY = re.compile(r"&(?:(amp|lt|gt|quot|apos)|#([0-9]{1,7})|#x([0-9A-Fa-f]{1,6}));")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_XML_CHAR = re.compile("[\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def xml_text(content: bytes) -> str | None:
    """Return a part's text with every line end as one character; None when it is not UTF-8."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _character(match: re.Match[str]) -> str:
    name, decimal, hexadecimal = match.groups()
    if name:
        return _NAMED[name]
    code = int(decimal) if decimal else int(hexadecimal, 16)
    return chr(code) if code <= 0x10FFFF and _XML_CHAR.fullmatch(chr(code)) else match[0]


def unescape(text: str) -> str:
    """Return text without XML's own escapes; whatever else stands behind an ampersand is left as it is.

    `html.unescape` knows two thousand names that mean nothing in XML.
    """
    return _ENTITY.sub(_character, text) if "&" in text else text


__all__ = ["unescape", "xml_text"]
