"""HTML in a post: elements that are opened and never closed, so that all that follows stands in them."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import TYPE_CHECKING, NamedTuple

from sphinx.locale import get_translation

from kawaraban.sources.proofreading.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markdown_it.token import Token

    from kawaraban.sources.proofreading.document import Part

_ = get_translation("sphinx")

NEEDING_AN_END = frozenset({
    "a", "abbr", "address", "article", "aside", "audio", "b", "bdi", "bdo", "blockquote", "button", "canvas",
    "center", "cite", "code", "data", "datalist", "del", "details", "dfn", "dialog", "div", "dl", "em", "fieldset",
    "figcaption", "figure", "font", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "i",
    "iframe", "ins", "kbd", "label", "legend", "main", "map", "mark", "math", "menu", "meter", "nav", "noscript",
    "object", "ol", "output", "picture", "pre", "progress", "q", "ruby", "s", "samp", "script", "search", "section",
    "select", "small", "span", "strong", "style", "sub", "summary", "sup", "svg", "table", "template", "textarea",
    "time", "u", "ul", "var", "video",
})  # fmt: skip
"""Elements whose end tag may not be left out (HTML Standard, 13.1.2)."""
FOREIGN = frozenset({"svg", "math"})


class _Open(NamedTuple):
    name: str
    tag: str
    line: int


class _Elements(HTMLParser):
    """Keeps the elements that are open; fed with one piece of HTML after another."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[_Open] = []
        self.line = 1
        """The line of the first character of a piece."""

    def take(self, html: str, line: int) -> None:
        """Read one piece."""
        self.reset()
        self.line = line
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        """Note an element that is opened."""
        if tag in NEEDING_AN_END:
            self.open.append(_Open(tag, self.get_starttag_text() or f"<{tag}>", self.line + self.getpos()[0] - 1))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element that seems to close itself: in HTML, none does; in a drawing, they may."""
        if not any(each.name in FOREIGN for each in self.open) and tag not in FOREIGN:
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        """Forget the last open element of a name."""
        for at in reversed(range(len(self.open))):
            if self.open[at].name == tag:
                del self.open[at]
                break


def html(part: Part) -> Iterator[Finding]:
    """Yield the elements that are still open where the part ends."""
    elements = _Elements()
    for line, piece in pieces(part):
        elements.take(piece, line)
    for name, tag, line in elements.open:
        told = _("“%s” is never closed, and takes what follows; close it with “%s”.")
        yield Finding(line, told % (tag if len(tag) <= 60 else tag[:59] + "…", f"</{name}>"))


def pieces(part: Part) -> Iterator[tuple[int, str]]:
    """Yield the HTML of a part, piece by piece, with the line of each."""
    for token in part.tokens:
        line = part.first(token)
        if token.type == "html_block":
            yield line, token.content
        elif token.type == "fence" and token.info.split() == ["{raw}", "html"]:
            yield line + 1, token.content
        elif token.type == "inline":
            yield from _inline(token.children or [], line)


def _inline(children: list[Token], line: int) -> Iterator[tuple[int, str]]:
    for child in children:
        if child.type == "html_inline":
            yield line, child.content
        line += child.type in ("softbreak", "hardbreak") or child.content.count("\n")
