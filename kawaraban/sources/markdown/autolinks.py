"""Bare addresses in Japanese text: a plugin of markdown-it-py.

GFM and linkify-it take everything up to the next blank for the address, and Japanese writes none: of
`https://example.org/aを参照。` nothing would be left. Here an address ends where its ASCII characters end. A word of
another script goes on with it where a reader would say so, too: as the last part of a path that has one before, or as
a value, up to a blank, a bracket or the end, as in `https://ja.wikipedia.org/wiki/レアアース`. Whatever else is meant
can be written `<https://…>`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from linkify_it import LinkifyIt

if TYPE_CHECKING:
    from linkify_it.main import Match
    from markdown_it import MarkdownIt

_ASCII = re.compile(r"https?://[!-~]+", re.IGNORECASE)
_WORD = re.compile(r"(?![\u3041-\u309f])[^\W\x00-\x7f][\w!#-)+-;=?@_~]*")
"""The end of an address in another script; one that begins with hiragana is a particle, such as を."""
_GOES_ON = re.compile(r"https?://[^/?#]+(?:/[^?#]+/|.*=|.*#)", re.IGNORECASE)
_STOPS = re.compile(r"$|[\s*<>|）」』】〉》)\]]")


def address_at_start(text: str) -> str:
    """Return the part of *text* that may be the address with which it begins, empty where none does."""
    found = _ASCII.match(text)
    if not found:
        return ""
    end = found.end()
    if _GOES_ON.fullmatch(found[0]) and (word := _WORD.match(text, end)) and _STOPS.match(text, word.end()):
        end = word.end()
    return text[:end]


class Links(LinkifyIt):  # type: ignore[misc]  # the package has no types
    """Finds addresses with `http://` or `https://` that end before Japanese text."""

    def match_at_start(self, text: str) -> Match | None:
        """Return the address with which *text* begins, or None."""
        return super().match_at_start(address_at_start(text))


def bare_links(md: MarkdownIt) -> None:
    """Let an address in a text be a link; names without `https://` stay text."""
    md.linkify = Links()
    md.options["linkify"] = True
    md.inline.ruler.enable("linkify")
    md.core.ruler.disable("linkify")
