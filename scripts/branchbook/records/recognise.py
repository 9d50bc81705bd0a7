"""Which kind of record a file is that does not say so itself: by title, wording, labels and the file's name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from branchbook.records.typed_forms import kind_of
from branchbook.records.typed_labels import index_of, label_of, norm, segments
from branchbook.records.typed_page import fold, squeeze, trim
from branchbook.records.typed_places import heading_lines, is_genre

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from branchbook.handbook.kinds import Kind
    from branchbook.handbook.template import Template
    from branchbook.records.typed_page import Page

#: How far in front the best must be, and what it must reach with a title and without one.
_MARGIN, _ENOUGH, _WITHOUT_TITLE = 4, 36, 14
#: From here on a kind is named among those that a file may be.
_PERHAPS = 9
_MOST_ITEMS = 400
_MOST_TEXT = 60_000
#: Labels whose words say what sort of meeting it is.
_TELLING = frozenset(
    {
        "会议名称",
        "会议类型",
        "会议类别",
        "会议种类",
        "会议性质",
        "活动类型",
        "活动名称",
        "组织生活类型",
        "类型",
        "类别",
        "标题",
        "题目",
        "名称",
    }
)
_TICKED = re.compile("[☑☒√✓✔■●◆✅] *([^ □☐○☑☒√✓✔■●◆✅]{2,20})")
#: Where the boxes stand behind the words.
_TICKED_BEHIND = re.compile("([^ □☐○☑☒√✓✔■●◆✅]{2,20}) *[☑☒√✓✔■●◆✅]")
_BOX = re.compile("[□☐○☑☒√✓✔■●◆✅]")
_BRANCH, _DID = re.compile("党支部|支部党员|党员"), re.compile("(?:组织|开展|召开|举行|走进|送进)[^。]{2,60}[，。]")
_DECORATION = re.compile(r"[0-9]{4}年?[0-9]{0,2}月?[0-9]{0,2}日?|[-_ ()（）]|副本|最终版?|终稿|定稿|修改稿?|新建")


@dataclass(frozen=True, slots=True)
class Recognised:
    """What a file is.

    Attributes:
        kind: its kind; None when nothing says what it is, or two kinds are as likely.
        score: how surely, in points; what counts is the distance to the next.
        rivals: the titles of the kinds between which it is undecided.
    """

    kind: Kind | None
    score: int = 0
    rivals: tuple[str, ...] = ()

    @property
    def warning(self) -> str:
        """Why it was not recognised, in a sentence; empty when it was."""
        if self.kind is not None:
            return ""
        if self.rivals:
            return f"可能是“{'”，也可能是“'.join(self.rivals)}”，分不清是哪一种材料"
        return "认不出这是哪一种材料"


@dataclass(frozen=True, slots=True)
class _Line:
    """A text that may be the title, and what it counts less than the best place."""

    text: str
    less: int
    joined: bool = False
    """Whether it is two lines put together that may be two things: a branch's name, and a title."""
    told: bool = False
    """Whether a label such as 会议类型 says it, which leaves no doubt."""


@dataclass(frozen=True, slots=True)
class _Ready:
    """A kind with its words as they are compared, and the fields that its labels mean."""

    kind: Kind
    labels: Mapping[str, list[str]]
    title: str
    recognise: tuple[tuple[str, ...], ...]
    unless: tuple[str, ...]
    wording: tuple[str, ...]


def _counted(kinds: Mapping[str, Kind], templates: Iterable[Template]) -> dict[str, list[Template]]:
    """Return, by kind, the templates that are the same paper as what people type."""
    found: dict[str, list[Template]] = {}
    for template in templates:
        if template.counts_as in kinds:
            found.setdefault(template.counts_as, []).append(template)
    return found


def _fit(template: Template, lines: Iterable[str]) -> int:
    """Return how many characters of a template's name, or of another name for it, stand in a title."""
    names = [squeeze(name) for name in (template.title, *template.aliases)]
    return max((len(name) for name in names for line in lines if name in line), default=0)


def _ready(kind: Kind, template: Template, counted: Iterable[Template]) -> _Ready:
    words = [*kind.recognise, *(words for item in counted for words in kind_of(item).recognise)]
    return _Ready(
        kind,
        index_of(template),
        squeeze(kind.title),
        tuple(tuple(map(squeeze, one)) for one in words),
        tuple(map(squeeze, kind.unless)),
        tuple(map(squeeze, kind.wording)),
    )


class Recogniser:
    """Knows every kind, and the templates that have no kind of their own."""

    def __init__(self, kinds: Mapping[str, Kind], templates: Mapping[str, Template]) -> None:
        self.papers = templates
        bound = {kind.template for kind in kinds.values()}
        alone = [item for name, item in templates.items() if name not in bound]
        self.counted = _counted(kinds, alone)
        counting = {item.id for items in self.counted.values() for item in items}
        own = [*kinds.values(), *(kind_of(item) for item in alone if item.id not in counting)]
        self.families = {kind.id: kind.family for kind in kinds.values()}
        self.templates = {kind.id: kind.as_template(templates) for kind in own}
        self.kinds = [_ready(kind, self.templates[kind.id], self.counted.get(kind.id, ())) for kind in own]
        self.labels = {kind.kind.id: kind.labels for kind in self.kinds}
        self.known = frozenset(label for kind in self.kinds for label in kind.labels)

    def paper(self, kind: Kind, page: Page, path: str) -> tuple[str, dict[str, str]]:
        """Return the template of ours that a paper of a kind is; of several that nothing tells apart, their titles.

        Args:
            kind: what the paper was recognised as.
            page: its lines and rows.
            path: its path, of which the last part counts.
        """
        counted = self.counted.get(kind.id, ())
        if kind.template or not counted:
            return kind.template or "", {}
        lines = [line.text for line in _titles(page, path, self.known)] if len(counted) > 1 else []
        fits = [_fit(item, lines) for item in counted]
        best = [item for item, fit in zip(counted, fits, strict=True) if fit == max(fits)]
        return (best[0].id, {}) if len(best) == 1 else ("", {item.id: item.title for item in best})

    def recognise(self, page: Page, path: str) -> Recognised:
        """Return what a file is.

        Args:
            page: its lines and rows.
            path: its path, of which the last part counts a little.
        """
        lines = _titles(page, path, self.known)
        for sure in ([line for line in lines if line.told], [line for line in lines if not line.joined]):
            if any(_title_score(kind, line) for kind in self.kinds for line in sure):
                lines = sure
                break
        text = squeeze("\n".join(page.lines)[:_MOST_TEXT])
        found = _labels(page, self.known)
        scored = [(*_score(kind, lines, text, found), kind) for kind in self.kinds]
        scored = [one for one in scored if one[1] > 0]
        scored.sort(key=lambda one: (-one[0], -one[1]))
        if not scored:
            return Recognised(None)
        title, best, kind = scored[0]
        # More words of the title tell more than anything in the text: a request for a change of name is a request too.
        rivals = [other for head, score, other in scored[1:] if head > title - _MARGIN and score > best - _MARGIN]
        named = any(is_genre(line) for _, line in heading_lines(page, self.known))
        if not rivals and not title and (best < _WITHOUT_TITLE or named):
            return Recognised(None, best)  # its title says that it is something else
        if rivals:
            return Recognised(None, best, tuple(other.kind.title for other in (kind, *rivals[:1])))
        return Recognised(kind.kind, best)


def _score(ready: _Ready, lines: list[_Line], text: str, found: Collection[str]) -> tuple[int, int]:
    """Return a kind's points for the title and in all; 0 in all when too little speaks for it."""
    kind = ready.kind
    title = max((_title_score(ready, line) for line in lines), default=0)
    wording = sum(1 for word in ready.wording if word in text)
    if kind.bare:
        named = next((line.text for line in lines), "")
        around = min(15, 3 * wording) + (0 if is_genre(named) else 15)
        around += 10 if len(found) < 2 else -20 if len(found) > 3 else 0
    else:
        fields = {name for label in found for name in ready.labels.get(label, ())}
        around = min(15, 3 * wording) + 2 * min(10, len(fields))
    if title:
        return title, title + around if title + around >= _ENOUGH else 0
    if kind.bare:
        around = 3 * wording + 14 if kind.family == "news" and _is_news(lines, text, found) else 0
    told = any(word in line.text for line in lines for word in ready.unless)
    return 0, around if around >= _PERHAPS and (wording or kind.bare) and not told else 0


def _is_news(lines: list[_Line], text: str, found: Collection[str]) -> bool:
    """Tell whether a text without labels tells in sentences what a branch did."""
    named = lines[0].text if lines else ""
    return len(found) < 2 and not is_genre(named) and bool(_BRANCH.search(text)) and bool(_DID.search(text))


def _title_score(ready: _Ready, line: _Line) -> int:
    """Return what a line says for a kind as a title: the more words of it, and the nearer its end, the more."""
    text = line.text
    if any(word in text for word in ready.unless):
        return 0
    best = 0
    for words in ready.recognise:
        if all(word in text for word in words):
            points = 40 + 4 * sum(map(len, words)) - line.less
            if any(text.endswith(word) for word in words):
                points += 6
            if text == ready.title:
                points += 10
            best = max(best, points)
    return best


def _titles(page: Page, path: str, known: Collection[str]) -> list[_Line]:
    """Return the texts that may be a title, the likeliest first."""
    heads = [squeeze(line) for _, line in heading_lines(page, known)]
    found = [_Line(text, 2 * number) for number, text in enumerate(heads)]
    for number, (a, b) in enumerate(pairwise(heads)):
        found.append(_Line(a + b, 3 + 2 * number, joined="关于" not in a and not b.startswith("关于")))
    first = heads[0] if heads else ""
    suffix = next((word for word in ("记录", "纪要", "通知") if word in first), "")
    for said in _told(page):
        found.append(_Line(said if suffix in said else said + suffix, 4, told=True))
        found += [_Line(first + said, 5), _Line(said + first, 6)]
    name = path.rpartition("/")[2]
    stem = _DECORATION.sub("", squeeze(name.rpartition(".")[0] or name))
    if stem:
        found.append(_Line(stem, 12))
    return found


def _told(page: Page) -> list[str]:
    """Return what stands behind labels such as 会议名称, ticked boxes only."""
    found: list[str] = []
    for item in page.items[:40]:
        pairs: Iterable[tuple[str, str]]
        if isinstance(item, str):
            places = segments(item, _TELLING)
            ends = [*(begin for _, begin, _ in places[1:]), len(item)]
            pairs = [(label, item[start:end]) for (label, _, start), end in zip(places, ends, strict=False)]
        else:
            pairs = [(norm(a), b) for a, b in pairwise(item) if len(a) <= 40]
        for label, text in pairs:
            if label not in _TELLING:
                continue
            folded = trim(fold(text))
            ticked = (_TICKED if _BOX.match(folded) else _TICKED_BEHIND).findall(folded)
            said = "" if not ticked and _BOX.search(text) else squeeze(ticked[0] if len(ticked) == 1 else text)
            if 1 < len(said) <= 60 and (len(ticked) < 2):
                found.append(said)
    return found


def _labels(page: Page, known: Collection[str]) -> set[str]:
    """Return the labels of any kind that stand in a page."""
    found: set[str] = set()
    for item in page.items[:_MOST_ITEMS]:
        for cell in (item,) if isinstance(item, str) else item:
            for line in cell.split("\n")[:40]:
                found |= {label for label, _, _ in segments(line[:2000], known) if label}
            bare = label_of(cell, known) if len(trim(cell)) <= 40 else ""
            if bare in known:
                found.add(bare)
    return found


__all__ = ["Recognised", "Recogniser"]
