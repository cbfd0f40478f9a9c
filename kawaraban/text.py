"""The plain text of an article, a line a paragraph, for search."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from lxml import etree

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_BLOCKS = (
    "p", "li", "td", "th", "h1", "h2", "h3", "h4", "h5", "h6", "figcaption", "pre", "dt", "dd", "blockquote", "div",
    "br", "caption", "summary",
)  # fmt: skip
_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}


class Words(NamedTuple):
    """The text of an article, a line a block; `headings` are the numbers of the lines that are headings."""

    lines: tuple[str, ...]
    headings: tuple[int, ...]


_END, _HEADING = "\U0010fff0", "\U0010fff1"
"""Stand for the edges of blocks and the beginnings of headings: private characters of the last plane."""


def words_in(root: HtmlElement) -> Words:
    """Return the text of a reduced article; the tree is of no use afterwards."""
    etree.strip_elements(root, "rt", "rp", with_tail=False)
    for listing in root.find_class("postlist"):
        listing.drop_tree()  # the words of other posts
    for image in root.iter("img"):
        image.text = image.get("alt", "")
    for code in root.iter("pre"):
        for part in code.iter():
            part.text = (part.text or "").replace("\n", _END)
    for block in root.iter(*_BLOCKS, "img"):
        sign = _HEADING if block.tag in _HEADINGS else ""
        block.text = f"{_END}{sign}{block.text or ''}"
        block.tail = f"{_END}{block.tail or ''}"
    found = re.sub(r"\s+", " ", "".join(root.itertext())).split(_END)
    lines = [line.strip(" ") for line in found if line.strip(f" {_HEADING}")]
    headings = (number for number, line in enumerate(lines) if line.startswith(_HEADING))
    return Words(tuple(line.strip(f" {_HEADING}") for line in lines), tuple(headings))
