"""What a page says of itself: its title, site, description and picture, out of whatever it was written in."""

from __future__ import annotations

import codecs
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

import lxml.html
from lxml import etree

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

LOOKS_AT = 4096
"""How many bytes are looked through for the name of the encoding; the HTML standard asks for 1,024, some are late."""
GUESSES = ("utf-8", "iso2022_jp", "euc_jp", "cp932")
ALIASES = {"shift_jis": "cp932", "shift-jis": "cp932", "sjis": "cp932", "x-sjis": "cp932", "windows-31j": "cp932",
           "ms_kanji": "cp932", "iso-8859-1": "cp1252", "latin1": "cp1252", "us-ascii": "cp1252"}  # fmt: skip
"""Names that browsers take for another (https://encoding.spec.whatwg.org)."""
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
    """Return a page as text, in the encoding that its first bytes, the server or the page names, else a guess."""
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if data.startswith(mark):
            return data.removeprefix(mark).decode(name, "replace")
    named = re.search(r"charset\s*=\s*[\"']?([\w.:-]+)", content_type, re.IGNORECASE)
    inside = re.search(
        rb"<(?:meta\b[^>]*?charset|\?xml\b[^>]*?encoding)\s*=\s*[\"']?\s*([\w.:-]+)", data[:LOOKS_AT], re.IGNORECASE
    )
    for name in [named[1] if named else "", inside[1].decode() if inside else ""]:
        if encoding := _encoding(name):
            return data.decode(encoding, "replace")
    for encoding in GUESSES:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("utf-8", "replace")


def _encoding(name: str) -> str:
    try:
        return codecs.lookup(ALIASES.get(name.lower(), name)).name if name else ""
    except LookupError:
        return ""


def about(html: str, url: str) -> About:
    """Return what the page at *url* says of itself; of what is said twice, the first that is not empty."""
    try:
        root = lxml.html.document_fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", html.replace("\0", "")) or "<p>")
    except (etree.ParserError, ValueError):
        return About()
    base = next((urljoin(url, node.get("href") or "") for node in root.iter("base") if node.get("href")), url)
    said: dict[str, str] = {}
    for name, text in _said(root):
        if text and name not in said:
            said[name] = text

    def first(*names: str) -> str:
        return next((said[name] for name in names if name in said), "")

    picture = first("og:image:secure_url", "og:image", "og:image:url", "twitter:image", "twitter:image:src")
    title = first("og:title", "twitter:title", "title", "h1")
    site = first("og:site_name", "application-name")
    description = first("og:description", "twitter:description", "description")
    return About(
        title=_short(title, "title"),
        site=_short(site, "site"),
        description=_short(description, "description"),
        picture=_address(base, picture),
        oembed=_address(base, first("oembed")),
        icon=_address(base, first("apple-touch-icon", "icon")),
    )


def _said(root: HtmlElement) -> Iterator[tuple[str, str]]:
    """Yield (name, text) of all that a head says, in order."""
    for node in root.iter("meta", "title", "link", "h1"):
        if node.tag == "meta":
            name = node.get("property") or node.get("name") or ""
            yield name.strip().lower(), _plain(node.get("content") or "")
        elif node.tag == "link":
            if (node.get("type") or "").lower() == "application/json+oembed":
                yield "oembed", node.get("href") or ""
            for name in {"icon", "apple-touch-icon"} & {*(node.get("rel") or "").lower().split()}:
                yield name, node.get("href") or ""
        else:
            yield str(node.tag), _plain(node.text_content())


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
    except ValueError:
        return About()
    if not isinstance(found, dict):
        return About()
    texts = {name: _plain(value) for name, value in found.items() if isinstance(value, str)}
    return About(
        title=_short(texts.get("title", ""), "title"),
        site=_short(texts.get("provider_name", ""), "site"),
        picture=_address(url, texts.get("thumbnail_url", "")),
    )
