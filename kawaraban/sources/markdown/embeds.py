"""Videos and cards as Zenn writes them: a plugin of markdown-it-py.

`@[youtube](id)` on a line of its own is the directive `{youtube} id`, `@[card](address)` is `{linkcard} address`, and
so is every other service's mark: what it shows has a page that can be read.
"""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING

from markdown_it.token import Token

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_core import StateCore

VIDEOS = frozenset({"youtube", "vimeo", "niconico"})
"""The services that have a directive of their own."""
_MARK = re.compile(r"@\[([a-z]+)\]\(([^()\s]+)\)")


def embeds(md: MarkdownIt) -> None:
    """Read lines that show something from elsewhere."""
    md.core.ruler.after("block", "embeds", read_embeds)


def read_embeds(state: StateCore) -> None:
    """Replace such lines by blocks that hold directives; they may stand right above or below words."""
    if "@[" not in state.src:
        return
    tokens = state.tokens
    for at in range(len(tokens) - 2, 0, -1):
        if tokens[at].type == "inline" and "@[" in tokens[at].content and tokens[at - 1].type == "paragraph_open":
            tokens[at - 1 : at + 2] = _parted(tokens[at - 1 : at + 2])


def _parted(paragraph: list[Token]) -> list[Token]:
    """Return the tokens of a paragraph, each mark in it a block of its own."""
    opening, inline, closing = paragraph
    found: list[Token] = []
    first = (inline.map or [0])[0]
    lines = enumerate(inline.content.split("\n"), first)
    for mark, group in groupby(lines, lambda pair: _MARK.fullmatch(pair[1].strip()) is not None):
        part = list(group)
        if mark:
            found += [_block(text, line, opening.level) for line, text in part]
        else:
            place = [part[0][0], part[-1][0] + 1]
            words = "\n".join(text for _line, text in part)
            found += [opening.copy(map=place), inline.copy(map=place, content=words), closing.copy()]
    return found


def _block(text: str, line: int, level: int) -> Token:
    mark = _MARK.fullmatch(text.strip())
    assert mark is not None
    name, target = mark.groups()
    info = f"{{{name if name in VIDEOS else 'linkcard'}}} {target}"
    return Token("fence", "code", 0, map=[line, line + 1], level=level, info=info, markup="```", block=True)
