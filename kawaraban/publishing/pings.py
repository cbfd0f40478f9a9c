"""Pings after a publication: IndexNow tells search engines of changed pages, WebSub a hub of changed feeds.

IndexNow (https://www.indexnow.org/documentation) passes addresses on to all search engines that take part; the file
`<key>.txt` of the site proves that they are ours. WebSub (https://www.w3.org/TR/websub/) leaves the message to a hub
open; hubs understand that of PubSubHubbub 0.3, section 7.1. A ping that fails is told, and is never an error.

If another program brings the site to its readers, as a workflow of GitHub does, what is to be told waits in the cache.
"""

from __future__ import annotations

import json
import re
from html import unescape
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote, urlencode, urlsplit

import httpcore
from sphinx.locale import get_translation

from kawaraban.directives.links.fetch import ascii_of
from kawaraban.directives.links.network import Budget, PublicBackend, Unreachable, UnrestrictedBackend
from kawaraban.incremental.checksummed import read_checksummed, write_checksummed
from kawaraban.model.feeds import COPIES, KINDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from kawaraban.incremental.manifest import PageRecord

_ = get_translation("sphinx")

INDEXNOW = "https://api.indexnow.org/indexnow"
SECONDS, BYTES = 10.0, 2_000_000
"""Limits of a ping: its time, and the bytes of its answer."""
MOST = 10_000
"""How many addresses IndexNow takes at once."""
TOLD = "told-pages.json"
"""The file in the cache with the signatures of the pages as search engines know them."""
WAITING = "pings.json"
"""The file in the cache with what `kawaraban ping` will tell."""


class Pings(NamedTuple):
    """Whom to ping for the blog at `base_url`: the key of IndexNow and the hub of WebSub, empty for neither.

    `private` also allows private addresses, and `endpoint` is where IndexNow is asked (both for tests).
    """

    base_url: str
    indexnow: str = ""
    websub: str = ""
    private: bool = False
    endpoint: str = INDEXNOW


class News(NamedTuple):
    """What has changed: addresses of pages for search engines, and of feeds for the hub."""

    pages: list[str]
    feeds: list[str]


def news_of(
    pings: Pings, changed: Iterable[str], site: Path, pages: Mapping[str, PageRecord], cache: Path
) -> News:  # fmt: skip
    """Return what is to be told of *changed*, the files that a publication has sent or deleted.

    *site* is the folder of the built site, *pages* are from the record of its build, *cache* is its cache. Raises
    OSError where these cannot be read.
    """
    files = sorted(set(changed))
    return News(
        changed_pages(pings.base_url, files, site, pages, cache) if pings.indexnow else [],
        changed_feeds(pings.base_url, files, site) if pings.websub else [],
    )


def ping(pings: Pings, news: News, pages: Mapping[str, PageRecord], cache: Path) -> list[str]:
    """Tell *news*, and return lines for the author; see `news_of` for *pages* and *cache*. Raises OSError."""
    lines, left = _tell(pings, news)
    if news.pages and not left.pages:
        _remember(pages, cache)
    return lines


def ping_later(news: News, pages: Mapping[str, PageRecord], cache: Path) -> None:
    """Keep *news* for `ping_waiting`, together with those that wait already. Raises OSError."""
    if any(news):
        before = _waiting(cache)
        _keep(News(*(sorted({*old, *new}) for old, new in zip(before, news, strict=True))), cache)
        _remember(pages, cache)


def ping_waiting(pings: Pings, cache: Path) -> list[str]:
    """Tell the news that wait in the cache, and return lines for the author. Raises OSError.

    What could not be told goes on waiting.
    """
    lines, left = _tell(pings, _waiting(cache))
    _keep(left, cache)
    return lines


def _waiting(cache: Path) -> News:
    data = read_checksummed(cache / WAITING)
    return News(*json.loads(data)) if data else News([], [])


def _keep(news: News, cache: Path) -> None:
    if any(news):
        write_checksummed(cache / WAITING, json.dumps(news).encode())
    else:
        (cache / WAITING).unlink(missing_ok=True)


def _remember(pages: Mapping[str, PageRecord], cache: Path) -> None:
    write_checksummed(cache / TOLD, json.dumps(_signatures(pages)).encode())


def _tell(pings: Pings, news: News) -> tuple[list[str], News]:
    """Tell *news*; return lines for the author, and what could not be told."""
    lines, left = [], News([], [])
    if news.pages:
        if failed := _tell_indexnow(pings, news.pages):
            left = left._replace(pages=news.pages)
        lines.append(failed or _("IndexNow: pages that search engines were told of: %d.") % len(news.pages))
    if news.feeds:
        if failed := _tell_hub(pings, news.feeds):
            left = left._replace(feeds=news.feeds)
        lines.append(failed or _("WebSub: feeds that the hub was told of: %d.") % len(news.feeds))
    return lines, left


def changed_pages(
    base_url: str, files: Iterable[str], site: Path, pages: Mapping[str, PageRecord], cache: Path
) -> list[str]:  # fmt: skip
    """Return the addresses of deleted pages, and of pages of the site map that search engines do not know like this.

    A page whose sidebar alone has changed is left out: its signature is that of before. One that could not be told, or
    was published before the publication was cut off, is told now.
    """
    told: dict[str, str] = json.loads(read_checksummed(cache / TOLD) or b"{}")
    now = _signatures(pages)
    sitemap = (site / "sitemap.xml").read_text("utf-8")
    listed = {unescape(address) for address in re.findall(r"<loc>([^<]*)</loc>", sitemap)}
    untold = {file for file in {*told, *now} if told.get(file) != now.get(file)} if told else set()
    found = []
    for file in sorted({*files, *untold}):
        if file.endswith(".html"):
            address = base_url + ("" if file == "index.html" else quote(file))
            is_new = address in listed and (file not in now or told.get(file) != now[file])
            if is_new or not (site / file).exists():
                found.append(address)
    return found


def _signatures(pages: Mapping[str, PageRecord]) -> dict[str, str]:
    return {file: record.signature for file, record in pages.items() if file.endswith(".html")}


def changed_feeds(base_url: str, files: Iterable[str], site: Path) -> list[str]:
    """Return the addresses of the changed feeds, without archive pages and copies at other addresses."""
    feeds = [file for file in files if file not in COPIES and file.rpartition("/")[2] in KINDS]
    return [base_url + quote(file) for file in feeds if (site / file).exists()]


def _tell_indexnow(pings: Pings, addresses: list[str]) -> str:
    """Send addresses to IndexNow; return why it failed, or an empty text."""
    key = {
        "host": urlsplit(pings.base_url).netloc,
        "key": pings.indexnow,
        "keyLocation": f"{pings.base_url}{pings.indexnow}.txt",
    }
    try:
        for start in range(0, len(addresses), MOST):
            body = json.dumps(key | {"urlList": addresses[start : start + MOST]}).encode()
            _post(pings.endpoint, "application/json; charset=utf-8", body, private=pings.private)
    except Unreachable as error:
        return _("IndexNow: search engines could not be told: %s The site is published all the same.") % error
    return ""


def _tell_hub(pings: Pings, feeds: list[str]) -> str:
    """Tell the hub of feeds, all at once; return why it failed, or an empty text."""
    body = urlencode([("hub.mode", "publish"), *(("hub.url", feed) for feed in feeds)]).encode()
    try:
        _post(pings.websub, "application/x-www-form-urlencoded", body, private=pings.private)
    except Unreachable as error:
        return _("WebSub: the hub could not be told: %s The site is published all the same.") % error
    return ""


def _post(url: str, content_type: str, body: bytes, *, private: bool) -> None:
    """Send a request that expects a status of success. Raises Unreachable with the reason for anything else."""
    budget = Budget(SECONDS, BYTES)
    backend = (UnrestrictedBackend if private else PublicBackend)(budget)
    headers: dict[bytes | str, bytes | str] = {
        "Host": urlsplit(ascii_of(url)).netloc,
        "User-Agent": "Kawaraban",
        "Content-Type": content_type,
        "Content-Length": str(len(body)),
    }
    try:
        with (
            httpcore.ConnectionPool(network_backend=backend, retries=0) as pool,
            pool.stream("POST", ascii_of(url), headers=headers, content=body) as response,
        ):
            if not 200 <= response.status < 300:
                raise Unreachable(_("the server responded with status %d.") % response.status)
    except httpcore.ConnectError as error:
        raise Unreachable(_("no connection: %s") % error) from None
    except httpcore.TimeoutException:
        raise Unreachable(_("it takes too long.")) from None
    except (httpcore.NetworkError, httpcore.ProtocolError, OSError, ValueError) as error:
        raise Unreachable(_("the connection broke: %s") % (str(error) or type(error).__name__)) from None
