"""Headings as people write them: the title stands once and on top, levels may be skipped.

Whether a document has a heading of its own for a title is known when it has been parsed, and no sooner: a line `=` is
one thing below words and another in a formula.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from markdown_it.token import Token

if TYPE_CHECKING:
    from collections.abc import Sequence


def title_at(tokens: Sequence[Token]) -> int | None:
    """Return where the first heading of the first level opens that is not part of another block, None without one."""
    openings = (at for at, token in enumerate(tokens) if token.type == "heading_open" and not token.level)
    return next((at for at in openings if tokens[at].tag == "h1"), None)


def with_title(tokens: Sequence[Token], title: str, line: int) -> list[Token]:
    """Return a document's tokens with its title before all other headings.

    That is its first heading of the first level; where it has none, *title*, if that is not empty, set as plain text
    on *line* (from 0).
    """
    found, at = list(tokens), title_at(tokens)
    if at is None:
        start = 1 if found and found[0].type == "front_matter" else 0
        found[start:start] = _heading(title, line) if title else []
        return found
    first = next(n for n, token in enumerate(found) if token.type == "heading_open" and not token.level)
    if first < at:
        found[first:first], found[at + 3 : at + 6] = found[at : at + 3], []
    return found


def _heading(title: str, line: int) -> list[Token]:
    place = [line, line + 1]
    text = Token("text", "", 0, content=title)
    return [
        Token("heading_open", "h1", 1, map=place, markup="#", block=True),
        Token("inline", "", 0, map=place, level=1, children=[text], content=title, block=True),
        Token("heading_close", "h1", -1, markup="#", block=True),
    ]
