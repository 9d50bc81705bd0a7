"""Facts carry over, sentences do not: no run of twelve characters is the same as in a source."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from branchbook.checks.texts import Block, strings
from branchbook.findings import Finding, Severity, Where

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from branchbook.checks.texts import Library
    from branchbook.handbook import Handbook

#: A run this long is no coincidence.
RUN = 12

_HAN_RUN = re.compile("[\u4e00-\u9fff]+")
_TITLE = re.compile(r"《[^《》]*》")
#: Names that are longer than a run and have no other wording.
_SET_NAMES = (
    "中国共产党全国代表大会",
    "习近平新时代中国特色社会主义思想",
    "中国特色社会主义",
    "中国共产党",
    "全国代表大会",
)


def names(handbook: Handbook) -> list[str]:
    """Titles of documents and names of organisations, which cannot be said otherwise; the longest first."""
    found = set(_SET_NAMES)
    for regulation in handbook.regulations.values():
        found |= {regulation.title, regulation.issuer, *regulation.aliases}
    for case in handbook.cases.values():
        found |= {case.organisation, case.case_source.title, case.case_source.publisher, case.brand_name}
    return sorted((name for name in found if len(name) >= 4), key=len, reverse=True)


class Sources:
    """The runs of texts that are not ours.

    Args:
        texts: the texts by name.
        names: titles and names that may be the same.
    """

    def __init__(self, texts: Mapping[str, str], names: Iterable[str]) -> None:
        escaped = [re.escape(name) for name in names]
        self._free = re.compile("|".join([_TITLE.pattern, *escaped]))
        self._runs: dict[str, str] = {}
        for name, text in texts.items():
            for run in self.runs(text):
                self._runs.setdefault(run, name)

    def runs(self, text: str) -> Iterator[str]:
        """Yield every run of a text, free names and spaces left out."""
        for words in _HAN_RUN.findall(re.sub(r"\s+", "", self._clean(text))):
            yield from (words[start : start + RUN] for start in range(len(words) - RUN + 1))

    def _clean(self, text: str) -> str:
        return self._free.sub(lambda match: "\0" * len(match.group()), text)

    def shared(self, text: str) -> Iterator[tuple[int, str, str]]:
        """Yield place, words and source of every run that a text shares with a source."""
        shadow = self._clean(text)
        places = [index for index, char in enumerate(shadow) if not char.isspace()]
        joined = "".join(shadow[index] for index in places)
        for match in _HAN_RUN.finditer(joined):
            start = match.start()
            while start + RUN <= match.end():
                name = self._runs.get(joined[start : start + RUN])
                if name is None:
                    start += 1
                    continue
                end = start + RUN
                while end < match.end() and joined[end - RUN + 1 : end + 1] in self._runs:
                    end += 1
                yield places[start], joined[start:end], name
                start = end


def texts(library: Library) -> Iterator[Block]:
    """Yield every text of the handbook that must be in our own words, with its place."""
    for source in library.data:
        for keys, text in strings(source.data):
            yield Block("text", text, source.where(*keys))
        if source.body:
            yield Block("text", source.body, Where(source.path, source.body_line))


def check_copied(library: Library, sources: Mapping[str, str]) -> Iterator[Finding]:
    """No text of ours, example or page, shares a run of twelve Han characters with a source."""
    known = Sources(sources, names(library.handbook))
    for block in texts(library):
        for start, words, name in known.shared(block.raw):
            message = f"和 {name} 有 {len(words)} 个字一样：{words[:30]}"
            where = block.line_of(start, block.raw)
            yield Finding("copied-run", Severity.MUST, where, message, "事实可以用，换自己的话重写这一句")
