"""Embeds in Zenn's syntax: a plugin of markdown-it-py.

`@[youtube](id)` on a line of its own becomes the directive `{youtube} id`, and `@[card](address)` becomes `{linkcard}
address`. Embeds of other services become link cards, too.
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
"""Services that have a directive."""
_MARK = re.compile(r"@\[([a-z]+)\]\(([^()\s]+)\)")


def embeds(md: MarkdownIt) -> None:
    """Parse lines that contain an embed."""
    md.core.ruler.after("block", "embeds", read_embeds)


def read_embeds(state: StateCore) -> None:
    """Replace such lines by directives; they may be part of a paragraph."""
    if "@[" not in state.src:
        return
    tokens = state.tokens
    for at in range(len(tokens) - 2, 0, -1):
        if tokens[at].type == "inline" and "@[" in tokens[at].content and tokens[at - 1].type == "paragraph_open":
            tokens[at - 1 : at + 2] = _parted(tokens[at - 1 : at + 2])


def _parted(paragraph: list[Token]) -> list[Token]:
    """Return the tokens of a paragraph split into embeds and text."""
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
