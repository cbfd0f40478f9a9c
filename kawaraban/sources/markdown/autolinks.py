"""Bare URLs in Japanese text: a plugin of markdown-it-py.

GFM and linkify-it extend URLs to the next space, so `https://example.org/aを参照。` would be one URL. Here a URL
consists of ASCII characters. It may end with a word in another script, if that is the last part of a path of several,
or a value, followed by a space, a bracket or the end: `https://ja.wikipedia.org/wiki/レアアース`. Other URLs can be
written `<https://…>`.
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
"""The end of a URL in another script; a word in hiragana is a particle, such as を, and not part of the URL."""
_GOES_ON = re.compile(r"https?://[^/?#]+(?:/[^?#]+/|.*=|.*#)", re.IGNORECASE)
_STOPS = re.compile(r"$|[\s*<>|）」』】〉》)\]]")


def address_at_start(text: str) -> str:
    """Return the URL at the beginning of *text*, or an empty text."""
    found = _ASCII.match(text)
    if not found:
        return ""
    end = found.end()
    if _GOES_ON.fullmatch(found[0]) and (word := _WORD.match(text, end)) and _STOPS.match(text, word.end()):
        end = word.end()
    return text[:end]


class Links(LinkifyIt):  # type: ignore[misc]  # the package has no types
    """Finds URLs with `http://` or `https://`, which end before Japanese text."""

    def match_at_start(self, text: str) -> Match | None:
        """Return a match for the URL at the beginning of *text*, or None."""
        return super().match_at_start(address_at_start(text))


def bare_links(md: MarkdownIt) -> None:
    """Turn bare URLs into links; host names without `https://` remain text."""
    md.linkify = Links()
    md.options["linkify"] = True
    md.inline.ruler.enable("linkify")
    md.core.ruler.disable("linkify")
