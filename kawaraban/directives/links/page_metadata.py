"""Metadata of a web page: title, site, description and picture, in whatever encoding it is written."""

from __future__ import annotations

import codecs
import contextlib
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

import webencodings
from lxml import etree

if TYPE_CHECKING:
    from collections.abc import Mapping

LOOKS_AT = 4096
"""How many bytes are searched for the encoding; the HTML standard requires 1,024, some pages need more."""
MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
GUESSES = ("utf-8", "iso2022_jp", "euc_jp", "cp932")
LONGEST = {"title": 200, "site": 80, "description": 300}


@dataclass(frozen=True, slots=True)
class PageMetadata:
    """Metadata of a page; `picture`, `icon` and `oembed` are absolute addresses or empty."""

    title: str = ""
    site: str = ""
    description: str = ""
    picture: str = ""
    oembed: str = ""
    icon: str = ""


def decoded(data: bytes, content_type: str) -> str:
    """Return a page as text; the encoding is given by a byte order mark, the server or the page, or else guessed.

    Labels are interpreted as browsers do (https://encoding.spec.whatwg.org); unknown ones are ignored.
    """
    if data.startswith(MARKS):
        return str(webencodings.decode(data, "utf-8")[0])
    named = re.search(r"charset\s*=\s*[\"']?([\w.:-]+)", content_type, re.IGNORECASE)
    inside = re.search(
        rb"<(?:meta\b[^>]*?charset|\?xml\b[^>]*?encoding)\s*=\s*[\"']?\s*([\w.:-]+)", data[:LOOKS_AT], re.IGNORECASE
    )
    label = inside[1].decode() if inside else ""
    for name in (named[1] if named else "", "utf-8" if label.lower().startswith("utf-16") else label):
        encoding = webencodings.lookup(name)
        if encoding and encoding.name != "replacement":
            return str(webencodings.decode(data, encoding)[0])
    for guess in GUESSES:
        with contextlib.suppress(UnicodeDecodeError):  # the last character may be truncated
            return codecs.getincrementaldecoder(guess)().decode(data)
    return data.decode("utf-8", "replace")


def parse_page(html: str, url: str) -> PageMetadata:
    """Return the metadata of the page at *url*; of several values, the first that is not empty counts."""
    html = re.sub(r"^\s*<\?xml[^>]*\?>", "", html.replace("\0", ""))
    head = Head()
    target: Any = head  # the stubs require more methods than lxml
    parser = etree.HTMLParser(target=target)
    with contextlib.suppress(etree.LxmlError):  # the page is empty
        etree.fromstring(html or "<p>", parser)
    base = _address(url, head.first("base")) or url
    picture = head.first("og:image:secure_url", "og:image", "og:image:url", "twitter:image", "twitter:image:src")
    return PageMetadata(
        title=_short(head.first("og:title", "twitter:title", "title", "h1"), "title"),
        site=_short(head.first("og:site_name", "application-name"), "site"),
        description=_short(head.first("og:description", "twitter:description", "description"), "description"),
        picture=_address(base, picture),
        oembed=_address(base, head.first("oembed")),
        icon=_address(base, head.first("apple-touch-icon", "icon")),
    )


class Head:
    """A parser target for lxml that collects metadata by name.

    It builds no tree: libxml2 takes half a minute to add 100,000 attributes to one element.
    """

    def __init__(self) -> None:
        self._values: dict[str, str] = {}
        self._open = ""
        self._text: list[str] = []

    def first(self, *names: str) -> str:
        """Return the value of the first of these names that has one."""
        return next((self._values[name] for name in names if name in self._values), "")

    def _set(self, name: str, text: str | None) -> None:
        if name not in self._values and (plain := _plain(text or "")):
            self._values[name] = plain

    def start(self, tag: str, attributes: Mapping[str, str | None]) -> None:
        """Handle a start tag."""
        if tag == "meta":
            name = attributes.get("property") or attributes.get("name") or ""
            self._set(name.strip().lower(), attributes.get("content"))
        elif tag == "base":
            self._set("base", attributes.get("href"))
        elif tag == "link":
            if (attributes.get("type") or "").lower() == "application/json+oembed":
                self._set("oembed", attributes.get("href"))
            for name in {"icon", "apple-touch-icon"} & {*(attributes.get("rel") or "").lower().split()}:
                self._set(name, attributes.get("href"))
        elif tag in ("title", "h1") and not self._open:
            self._open = tag

    def data(self, text: str) -> None:
        """Handle text."""
        if self._open:
            self._text.append(text)

    def end(self, tag: str) -> None:
        """Handle an end tag."""
        if tag == self._open:
            self._set(tag, "".join(self._text))
            self._open, self._text = "", []

    def close(self) -> None:
        """Handle the end of the page."""
        self.end(self._open)


def _plain(text: str) -> str:
    return " ".join("".join(char for char in text if char.isprintable() or char.isspace()).split())


def _short(text: str, name: str) -> str:
    longest = LONGEST[name]
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def _address(base: str, address: str) -> str:
    try:
        found = urljoin(base, address.strip()) if address else ""
        return found if urlsplit(found).scheme in ("http", "https") and urlsplit(found).hostname else ""
    except ValueError:
        return ""


def parse_oembed(text: str, url: str) -> PageMetadata:
    """Return the metadata in an oEmbed response (https://oembed.com, JSON), empty if it is invalid."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):  # such as 200,000 nested brackets
        return PageMetadata()
    if not isinstance(found, dict):
        return PageMetadata()
    texts = {name: _plain(value) for name, value in found.items() if isinstance(value, str)}
    return PageMetadata(
        title=_short(texts.get("title", ""), "title"),
        site=_short(texts.get("provider_name", ""), "site"),
        picture=_address(url, texts.get("thumbnail_url", "")),
    )
