"""What a page says of itself: its title, site, description and picture, out of whatever it was written in."""

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
"""How many bytes are looked through for the name of the encoding; the HTML standard asks for 1,024, some are late."""
MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
GUESSES = ("utf-8", "iso2022_jp", "euc_jp", "cp932")
LONGEST = {"title": 200, "site": 80, "description": 300}


@dataclass(frozen=True, slots=True)
class About:
    """What a page says of itself; `picture`, `icon` and `oembed` are full addresses or empty."""

    title: str = ""
    site: str = ""
    description: str = ""
    picture: str = ""
    oembed: str = ""
    icon: str = ""


def decoded(data: bytes, content_type: str) -> str:
    """Return a page as text, in the encoding that its first bytes, the server or the page names, else a guess.

    A name means what it means to browsers (https://encoding.spec.whatwg.org); what they do not know is no encoding.
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
        with contextlib.suppress(UnicodeDecodeError):  # the last character may be cut in two
            return codecs.getincrementaldecoder(guess)().decode(data)
    return data.decode("utf-8", "replace")


def about(html: str, url: str) -> About:
    """Return what the page at *url* says of itself; of what is said twice, the first that is not empty."""
    html = re.sub(r"^\s*<\?xml[^>]*\?>", "", html.replace("\0", ""))
    head = Head()
    target: Any = head  # the stubs want more of it than lxml does
    parser = etree.HTMLParser(target=target)
    with contextlib.suppress(etree.LxmlError):  # there is nothing in it
        etree.fromstring(html or "<p>", parser)
    base = _address(url, head.first("base")) or url
    picture = head.first("og:image:secure_url", "og:image", "og:image:url", "twitter:image", "twitter:image:src")
    return About(
        title=_short(head.first("og:title", "twitter:title", "title", "h1"), "title"),
        site=_short(head.first("og:site_name", "application-name"), "site"),
        description=_short(head.first("og:description", "twitter:description", "description"), "description"),
        picture=_address(base, picture),
        oembed=_address(base, head.first("oembed")),
        icon=_address(base, head.first("apple-touch-icon", "icon")),
    )


class Head:
    """Hears a page from lxml's parser, and keeps what it says of itself, by name.

    No tree is built: libxml2 takes half a minute to hang 100,000 attributes on one tag.
    """

    def __init__(self) -> None:
        self._said: dict[str, str] = {}
        self._open = ""
        self._text: list[str] = []

    def first(self, *names: str) -> str:
        """Return what is said under the first of these names that says anything."""
        return next((self._said[name] for name in names if name in self._said), "")

    def _say(self, name: str, text: str | None) -> None:
        if name not in self._said and (plain := _plain(text or "")):
            self._said[name] = plain

    def start(self, tag: str, attributes: Mapping[str, str | None]) -> None:
        """Hear a tag."""
        if tag == "meta":
            name = attributes.get("property") or attributes.get("name") or ""
            self._say(name.strip().lower(), attributes.get("content"))
        elif tag == "base":
            self._say("base", attributes.get("href"))
        elif tag == "link":
            if (attributes.get("type") or "").lower() == "application/json+oembed":
                self._say("oembed", attributes.get("href"))
            for name in {"icon", "apple-touch-icon"} & {*(attributes.get("rel") or "").lower().split()}:
                self._say(name, attributes.get("href"))
        elif tag in ("title", "h1") and not self._open:
            self._open = tag

    def data(self, text: str) -> None:
        """Hear a text."""
        if self._open:
            self._text.append(text)

    def end(self, tag: str) -> None:
        """Hear the end of a tag."""
        if tag == self._open:
            self._say(tag, "".join(self._text))
            self._open, self._text = "", []

    def close(self) -> None:
        """Hear the end of the page."""
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


def about_oembed(text: str, url: str) -> About:
    """Return what an oEmbed answer (https://oembed.com, JSON) says; nothing where it is none."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):  # 200,000 brackets
        return About()
    if not isinstance(found, dict):
        return About()
    texts = {name: _plain(value) for name, value in found.items() if isinstance(value, str)}
    return About(
        title=_short(texts.get("title", ""), "title"),
        site=_short(texts.get("provider_name", ""), "site"),
        picture=_address(url, texts.get("thumbnail_url", "")),
    )
