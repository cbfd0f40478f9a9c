"""Find HTML elements that are never closed, and so contain everything after them."""

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
"""Elements whose end tag must not be omitted (HTML Standard, 13.1.2)."""
FOREIGN = frozenset({"svg", "math"})


class _Open(NamedTuple):
    name: str
    tag: str
    line: int


class _Elements(HTMLParser):
    """The open elements, after one piece of HTML after another."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[_Open] = []
        self.line = 1
        """The line of the first character of the current piece."""

    def take(self, html: str, line: int) -> None:
        """Parse one piece that begins in *line*."""
        self.reset()
        self.line = line
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        """Keep an element that is opened."""
        if tag in NEEDING_AN_END:
            self.open.append(_Open(tag, self.get_starttag_text() or f"<{tag}>", self.line + self.getpos()[0] - 1))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep an element such as `<a/>`: only SVG and MathML have self-closing tags."""
        if not any(each.name in FOREIGN for each in self.open) and tag not in FOREIGN:
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        """Remove the last open element of a name."""
        for at in reversed(range(len(self.open))):
            if self.open[at].name == tag:
                del self.open[at]
                break


def html(part: Part) -> Iterator[Finding]:
    """Yield elements that are still open at the end of a part."""
    elements = _Elements()
    for line, piece in pieces(part):
        elements.take(piece, line)
    for name, tag, line in elements.open:
        message = _("“%s” is not closed, and contains everything after it; close it with “%s”.")
        yield Finding(line, message % (tag if len(tag) <= 60 else tag[:59] + "…", f"</{name}>"))


def pieces(part: Part) -> Iterator[tuple[int, str]]:
    """Yield the line and the text of each piece of raw HTML in a part."""
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
