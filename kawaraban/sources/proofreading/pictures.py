"""Find pictures without alternative text, which is an error of the build in figures and galleries; correct addresses.

A wrong address of a picture is an error of the build. `make fix` corrects it if only one file can be meant.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser
from posixpath import dirname
from typing import TYPE_CHECKING
from urllib.parse import unquote

from sphinx.locale import get_translation

from kawaraban.images.lookup import is_on_a_computer, meant_address
from kawaraban.incremental.files import scan
from kawaraban.sources.proofreading.addresses import is_file
from kawaraban.sources.proofreading.finding import Finding, Replacement
from kawaraban.sources.proofreading.html import pieces

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kawaraban.sources.proofreading.document import Document, Part, Text

_ = get_translation("sphinx")

_DIRECTIVE = re.compile(r"\{(image|figure)\}\s*(\S.*)")
_ALT = re.compile(r"^\s*:alt:\s*\S", re.MULTILINE)


class _Images(HTMLParser):
    """The `<img>` elements without the attribute `alt`; an empty `alt` marks a decoration."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[int, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Check one element."""
        if tag == "img" and not {"alt", "aria-hidden", "role"} & {name for name, _value in attrs}:
            self.found.append((self.getpos()[0] - 1, dict(attrs).get("src") or ""))


def pictures(part: Part) -> Iterator[Finding]:
    """Yield pictures without alternative text."""
    for text in part.texts():
        yield from _in_text(part, text)
    for line, html in pieces(part):
        images = _Images()
        images.feed(html)
        for below, name in images.found:
            yield Finding(line + below, _told(name, f'<img src="{name}" alt="…">'))
    for token in part.fences():
        found = _DIRECTIVE.fullmatch(token.info.strip())
        if found and found[1] == "image" and not _ALT.search(token.content):
            yield Finding(part.first(token), _told(found[2], ":alt: …"))


def _in_text(part: Part, text: Text) -> Iterator[Finding]:
    for child in text.children:
        if child.type == "image" and not child.content.strip():
            name = unquote(str(child.attrs["src"]))
            line = part.document.line_with(name, text.first, text.last)
            yield Finding(line, _told(name, f"![…]({name})"))


def _told(name: str, right: str) -> str:
    message = _("the picture “%s” has no alternative text; describe what it shows: %s")
    return message % (name[:80], right if len(right) <= 80 else "![…](…)")


def picture_addresses(part: Part) -> Iterator[Finding]:
    """Yield addresses at which there is no picture, if only one file can be meant."""
    for text in part.texts():
        for child in text.children:
            if child.type == "image":
                name = unquote(str(child.attrs["src"]))
                line = part.document.line_with(name, text.first, text.last)
                yield from _corrected(part.document, line, name)
    for token in part.fences():
        if found := _DIRECTIVE.fullmatch(token.info.strip()):
            yield from _corrected(part.document, part.first(token), found[2])


def _corrected(document: Document, number: int, address: str) -> Iterator[Finding]:
    is_elsewhere = "://" in address or address[:1] == "/" or address.startswith("data:")
    if document.root is None or is_file(document, address) or (is_elsewhere and not is_on_a_computer(address)):
        return
    line, right = document.lines[number - 1], meant_address(scan(str(document.root)), dirname(document.path), address)
    if right and line.count(address) == 1:
        message = _("there is no picture “%s”; write: %s") % (address, right)
        yield Finding(number, message, replacements=(Replacement(number, (line.replace(address, right),)),))
