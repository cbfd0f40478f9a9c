"""Place the title of a document at its top, wherever the heading of level 1 is.

Only the parsed tokens tell whether a line is a heading: a line of `=` may also be part of a formula.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from markdown_it.token import Token

if TYPE_CHECKING:
    from collections.abc import Sequence


def title_at(tokens: Sequence[Token]) -> int | None:
    """Return the index of the first heading of level 1 outside other blocks, or None."""
    openings = (at for at, token in enumerate(tokens) if token.type == "heading_open" and not token.level)
    return next((at for at in openings if tokens[at].tag == "h1"), None)


def with_title(tokens: Sequence[Token], title: str, line: int) -> list[Token]:
    """Return the tokens of a document with its title before all other headings.

    The title is the first heading of level 1. If there is none, *title* is inserted as plain text on *line* (from 0),
    unless it is empty.
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
