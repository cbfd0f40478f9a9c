"""Videos and cards as Zenn writes them: a plugin of markdown-it-py.

`@[youtube](id)` on a line of its own is the directive `{youtube} id`, `@[card](address)` is `{linkcard} address`, and
so is every other service's mark: what it shows has a page that can be read.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from markdown_it.token import Token

from kawaraban.videos import SERVICES

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_core import StateCore

_MARK = re.compile(r"@\[([a-z]+)\]\(([^()\s]+)\)")


def embeds(md: MarkdownIt) -> None:
    """Read lines that show something from elsewhere."""
    md.core.ruler.after("block", "embeds", read_embeds)


def read_embeds(state: StateCore) -> None:
    """Replace each paragraph of such lines by blocks that hold directives."""
    if "@[" not in state.src:
        return
    tokens = state.tokens
    for at in range(len(tokens) - 2, 0, -1):
        if tokens[at].type == "inline" and tokens[at - 1].type == "paragraph_open":
            marks = [_MARK.fullmatch(line.strip()) for line in tokens[at].content.split("\n")]
            if all(marks):
                start = (tokens[at].map or [0])[0]
                written = [(mark[1], mark[2]) for mark in marks if mark]
                tokens[at - 1 : at + 2] = [_block(*pair, start + n, tokens[at].level) for n, pair in enumerate(written)]


def _block(name: str, target: str, line: int, level: int) -> Token:
    info = f"{{{name if name in SERVICES else 'linkcard'}}} {target}"
    return Token("fence", "code", 0, map=[line, line + 1], level=level - 1, info=info, markup="```", block=True)
