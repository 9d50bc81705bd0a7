"""A markdown-it-py block rule for `::: name` containers whose content stays raw."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock

_OPEN = re.compile(r"^:::[ \t]*([a-z]+)[ \t]*$")


def colon_container(md: MarkdownIt, names: tuple[str, ...]) -> None:
    """Teach the parser `::: name … :::`; the token is `container`, its `info` the name."""

    def rule(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001 -- the library's signature
        def text(line: int) -> str:
            return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]

        match = _OPEN.match(text(start).strip())
        if match is None or match.group(1) not in names:
            return False
        close = next((line for line in range(start + 1, end) if text(line).strip() == ":::"), None)
        if close is None:
            return False
        if not silent:
            token = state.push("container", "", 0)
            token.info = match.group(1)
            token.content = "\n".join(text(line) for line in range(start + 1, close))
            token.map = [start, close + 1]
            token.block = True
            state.line = close + 1
        return True

    md.block.ruler.before("paragraph", "colon_container", rule, {"alt": ["paragraph", "blockquote"]})
