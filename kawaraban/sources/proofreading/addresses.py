"""Find links whose address contains spaces, which Markdown shows literally; collect the links of a part."""

from __future__ import annotations

import posixpath
import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote

from sphinx.locale import get_translation

from kawaraban.images.lookup import find_file
from kawaraban.sources.proofreading.finding import Finding, Replacement
from kawaraban.sources.proofreading.html import pieces

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kawaraban.sources.proofreading.document import Document, Part

_ = get_translation("sphinx")

_BLANK = re.compile(
    r"""(?<!!)(?P<label>\[[^\[\]]+\]\()(?P<address>[^()<>{}\s"']+(?: [^()<>{}"']+)+)(?P<rest>(?: +"[^"]*")?\))"""
)
_WITHIN = re.compile(r"(?<!!)\[[^\[\]]+\]\((?=[^()]*(?:/|\.\w{1,5}\b))[^()<>{}\s]+ [^()<>{}]*\)")
_WEB = re.compile(r"https?://[^\s/]+\.[^\s/]+/\S* ?", re.IGNORECASE)


class Link(NamedTuple):
    """A link: its address and its line."""

    address: str
    line: int


class _Anchors(HTMLParser):
    """The links in a piece of HTML."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Link] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Check one element."""
        if tag in ("a", "area") and (address := dict(attrs).get("href")):
            self.found.append(Link(address.strip(), self.getpos()[0] - 1))


def links(part: Part) -> Iterator[Link]:
    """Yield the links of a part, in Markdown and in raw HTML."""
    yield from markdown_links(part)
    yield from html_links(part)


def markdown_links(part: Part) -> Iterator[Link]:
    """Yield the links of a part in Markdown."""
    for text in part.texts():
        for child in text.children:
            if child.type == "link_open" and (address := str(child.attrs.get("href", ""))):
                yield Link(address, part.document.line_with(unquote(address), text.first, text.last))


def html_links(part: Part) -> Iterator[Link]:
    """Yield the links of a part in raw HTML."""
    for line, html in pieces(part):
        anchors = _Anchors()
        anchors.feed(html)
        yield from (Link(address, line + below) for address, below in anchors.found)


def addresses(part: Part) -> Iterator[Finding]:
    """Yield links that are shown literally because of a space in the address."""
    for text in part.texts():
        for number, words in enumerate(text.lines(), text.first):
            for found in _BLANK.finditer(words):
                address = found["address"].strip()
                if not (_WITHIN.fullmatch(found[0]) or is_file(part.document, address)):
                    continue
                right = f"{found['label']}{_right(address)}{found['rest']}"
                message = _("“%s” is not a link, because its address contains a space; write %s")
                replacements = _replaced(part.document, number, found[0], right, address)
                yield Finding(number, message % (found[0], right), replacements=replacements)


def _right(address: str) -> str:
    """Return an address with spaces in a form that Markdown accepts."""
    return address.replace(" ", "%20") if _WEB.match(address) else f"<{address}>"


def is_file(document: Document, address: str) -> bool:
    """Return whether an address refers to a file, relative to the document or to the root."""
    if document.root is None:
        return False
    path = re.split("[?#]", unquote(address))[0]
    folder = "" if path.startswith("/") else posixpath.dirname(document.path)
    whole = posixpath.normpath(posixpath.join(folder, path.lstrip("/")))
    return not whole.startswith("../") and find_file(document.root, whole) is not None


def _replaced(document: Document, number: int, typed: str, right: str, address: str) -> tuple[Replacement, ...]:
    """Return the corrected line if the address is certain: that of an existing file, or of the web."""
    line = document.lines[number - 1]
    if line.count(typed) != 1 or not (_WEB.match(address) or is_file(document, address)):
        return ()
    return (Replacement(number, (line.replace(typed, right),)),)
