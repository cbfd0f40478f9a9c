"""Find internal links to missing pages and anchors that Sphinx does not check.

These are links in raw HTML, and links with the full address of the site.
"""

from __future__ import annotations

import re
from difflib import get_close_matches
from functools import cache
from html import unescape
from typing import TYPE_CHECKING
from urllib.parse import unquote, urljoin, urlsplit

from sphinx.locale import get_translation

from kawaraban.sources.proofreading.addresses import html_links, markdown_links
from kawaraban.sources.proofreading.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from kawaraban.sources.proofreading.document import Part

_ = get_translation("sphinx")

_ID = re.compile(r"""\s(?:id|name)=(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_PAGES = (".html", ".htm")
_LIKE_FILES = re.compile(r"\.(?:md|rst)(?:[?#]|$)|^#", re.IGNORECASE)


def dead_anchors(parts: Iterable[Part], page: str, site: Path, base: str) -> Iterator[Finding]:
    """Yield the broken links of a document.

    *page* is its file below *site*, the folder of the finished site, whose address is *base*.
    """
    for part in parts:
        own = (link for link in markdown_links(part) if link.address.startswith(base))  # Sphinx has checked the others
        for link in (*own, *html_links(part)):
            target = _target(link.address, base, page)
            if target and (message := _fault(site, *target, link.address)):
                yield Finding(link.line, message, part.document.path)


def _target(address: str, base: str, page: str) -> tuple[str, str] | None:
    """Return the file of the site and the anchor that an address refers to, or None for other sites and sources."""
    try:
        whole = urljoin(base + page, address)
        parts = urlsplit(whole)
    except ValueError:
        return None
    if not whole.startswith(base) or _LIKE_FILES.search(address.partition("#")[0]):
        return None
    path = unquote(urlsplit(whole).path.removeprefix(urlsplit(base).path))
    return path, unquote(parts.fragment)


def _fault(site: Path, path: str, anchor: str, address: str) -> str:
    """Return the message about a broken link to *path* and *anchor*, or an empty text."""
    file = site / path
    if file.is_dir():
        file /= "index.html"
    if not file.is_file():
        if file.suffix not in (*_PAGES, ""):
            return ""  # files beside posts are checked while reading
        return _("“%s” is a broken link: this site has no such page.") % address
    if not anchor or file.suffix not in _PAGES or anchor == "top":
        return ""
    known = _anchors(file, file.stat().st_mtime_ns)
    if anchor in known or anchor.startswith(":~:"):
        return ""
    near = get_close_matches(anchor, known, n=1, cutoff=0.5)
    message = _("“%s” is a broken link: the page has no anchor “%s”.") % (address, anchor)
    return message + (" " + _("Did you mean “%s”?") % f"#{near[0]}" if near else "")


@cache
def _anchors(file: Path, _modified: int) -> frozenset[str]:
    """Return the anchors of a page; its modification time is a part of the key in the cache."""
    found = _ID.findall(file.read_text("utf-8", "replace"))
    return frozenset(unescape("".join(names)) for names in found)
