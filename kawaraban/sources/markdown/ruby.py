r"""Ruby and emphasis dots in the syntax of web novels: a plugin for MyST's parser.

`｜漢字《かんじ》` is a word with its reading, `｜電子《でん｜し》` one with a reading for each character,
`《《強調》》` a word with emphasis dots. `｜《`, `\｜` and `\《` are escapes. They become the roles `ruby` and
`kenten`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline

_RUBY = re.compile(r"｜([^《》｜|`\\\n]{1,40})《([^《》`\\\n]{1,80})》")
_DOTS = re.compile(r"《《([^《》`\n]+)》》")
_PLAIN = re.compile(r"｜(《)|\\([｜《》])")


def novel_marks(md: MarkdownIt) -> None:
    """Parse ruby and emphasis dots."""
    md.inline.add_terminator_char("｜")
    md.inline.add_terminator_char("《")
    md.inline.ruler.before("escape", "novel_marks", read_mark)


def read_mark(state: StateInline, silent: bool) -> bool:
    """Parse a mark at the current position; return whether there is one."""
    if state.src[state.pos] not in "｜《\\":
        return False
    if found := _PLAIN.match(state.src, state.pos, state.posMax):
        if not silent:
            state.pending += found[1] or found[2]
    elif (found := _RUBY.match(state.src, state.pos, state.posMax)) and found[1].strip() and found[2].strip():
        _push(state, silent, "ruby", f"{found[1]}|{found[2].replace('｜', '|')}")
    elif found := _DOTS.match(state.src, state.pos, state.posMax):
        _push(state, silent, "kenten", found[1])
    else:
        return False
    state.pos = found.end()
    return True


def _push(state: StateInline, silent: bool, role: str, content: str) -> None:
    if not silent:
        token = state.push("myst_role", "", 0)
        token.meta, token.content = {"name": role}, content
