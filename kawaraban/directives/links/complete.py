"""`make links`: looks up links that `links.toml` lacks, stores their metadata, and reports dead links."""

from __future__ import annotations

import hashlib
import os
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote, urlsplit

from sphinx.locale import get_translation

from kawaraban.directives.links.fetch import PAGE, PICTURE, any_answers, fetch
from kawaraban.directives.links.network import Budget, Unreachable
from kawaraban.directives.links.page_metadata import PageMetadata, decoded, parse_oembed, parse_page
from kawaraban.directives.links.scan import wanted_of
from kawaraban.directives.links.thumbnails import WIDTH, small
from kawaraban.directives.links.video_services import SERVICES, video_of
from kawaraban.model.links import FILE, FOLDER, ICON, Link, read_links, to_toml

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterator
    from pathlib import Path

    from kawaraban.directives.links.fetch import Answer
    from kawaraban.directives.links.scan import Wanted

    Ask = Callable[[str, int, tuple[str, ...]], Answer]

_ = get_translation("sphinx")

ARCHIVE = "https://web.archive.org/web/{year}/{url}"
HTML = ("text/html", "application/xhtml+xml")
JSON = ("application/json", "text/json")
PATIENCE, KNOWN = 5, 3
"""After PATIENCE links without a response, KNOWN links that worked before are tried to see if there is a network."""


class Offline(Exception):
    """No server responded to any link; the message says so."""


def look_up(url: str, *, private: bool = False, budget: Budget | None = None) -> tuple[Link, bytes]:
    """Return the metadata of an address, and the data of its picture or else of its site's icon. Raises Unreachable."""
    ask = partial(fetch, budget=budget or Budget(), private=private)
    metadata = PageMetadata()
    asks = next((each for name, each in SERVICES.items() if each.oembed and video_of(name, url)), None)
    if asks:
        metadata = _oembed(ask, asks.oembed.format(page=quote(url, safe="")))
    if not metadata.title:
        answer = ask(url, PAGE, HTML)
        metadata = parse_page(decoded(answer.data, answer.content_type), answer.url)
        if not metadata.picture and metadata.oembed:
            metadata = _with_oembed(ask, metadata)
    picture = _picture(ask, metadata.picture, WIDTH) or _picture(ask, metadata.icon, ICON)
    site = metadata.site or (urlsplit(url).hostname or "").removeprefix("www.")
    return Link(metadata.title, site, metadata.description), picture


def _oembed(ask: Ask, url: str) -> PageMetadata:
    answer = ask(url, PAGE, JSON)
    return parse_oembed(answer.data.decode("utf-8", "replace"), answer.url)


def _with_oembed(ask: Ask, metadata: PageMetadata) -> PageMetadata:
    try:
        more = _oembed(ask, metadata.oembed)
    except Unreachable:
        return metadata
    return replace(metadata, title=metadata.title or more.title, site=metadata.site or more.site, picture=more.picture)


def _picture(ask: Ask, url: str, width: int) -> bytes:
    """Return a copy, at most *width* wide, of the picture at an address; empty if it cannot be fetched or used."""
    try:
        return small(ask(url, PICTURE, ("image/",)).data, width) if url else b""
    except Unreachable:
        return b""


def today() -> date:
    """Return the current date, or that of `SOURCE_DATE_EPOCH` if it is set."""
    given = os.environ.get("SOURCE_DATE_EPOCH", "")
    return datetime.fromtimestamp(int(given), UTC).date() if given.isdigit() else datetime.now().astimezone().date()


class Lookup(NamedTuple):
    """The result of looking up a link: its metadata or None, a picture, a line to print.

    `met` is true if a server responded; `silent` if none did although one should, perhaps for lack of a network.
    """

    link: Link | None
    picture: bytes
    line: str
    met: bool
    silent: bool = False


def _look_up(where: Wanted, *, private: bool) -> Lookup:
    """Look up a link; any failure is reported in its line, and never ends the run."""
    budget = Budget()
    try:
        link, picture = look_up(where.url, private=private, budget=budget)
    except Unreachable as error:
        line = _("%s:%d: %s cannot be reached: %s") % (*where, error)
        if error.dead:
            line += " " + _("A copy may be at %s") % ARCHIVE.format(year=today().year, url=where.url)
        return Lookup(None, b"", line, budget.met, silent=error.dead and not budget.met)
    except Exception as error:
        why = Unreachable(f"{type(error).__name__}: {error}")  # on a single line
        return Lookup(None, b"", _("%s:%d: %s cannot be reached: %s") % (*where, why), budget.met)
    return Lookup(link, picture, f"{where.url}: {link.title or _('no title')}", budget.met)


def _look_up_all(wanted: list[Wanted], known: list[str], *, private: bool) -> Iterator[tuple[Wanted, Lookup]]:
    """Look up links one by one; none is called dead before any server has responded. Raises Offline.

    *known*: addresses that worked when they were looked up before.
    """

    def online() -> bool:
        if not any_answers(known, private=private):
            raise Offline(_("No server answers: there seems to be no network. Try again when there is one."))
        return True

    held: list[tuple[Wanted, Lookup]] = []
    met = False
    for where in wanted:
        look = _look_up(where, private=private)
        if not (look.silent or look.met):  # a malformed address, or one that must not be fetched
            yield where, look
            continue
        held.append((where, look))
        if met := met or look.met or (len(held) == PATIENCE and bool(known) and online()):
            yield from held
            held.clear()
    if held and online():
        yield from held


def complete(root: Path, paths: list[str], *, again: bool = False, private: bool = False) -> Iterator[str]:
    """Look up the links in the sources at *paths*; yield a line for each that is new or dead, and a summary.

    *again*: also check whether known links still work; their metadata is kept. The file is written after each link, so
    that nothing is lost if the command is interrupted. Raises InvalidFile, Offline.
    """
    links, missed = read_links(root), 0
    seen = sorted(links, key=lambda url: links[url].seen or date.min, reverse=True)
    for where, look in _look_up_all(_wanted(root, paths, () if again else links), seen[:KNOWN], private=private):
        if look.link is None:
            missed += 1
        elif where.url in links:
            continue
        else:
            links[where.url] = replace(look.link, picture=_keep(root, where.url, look.picture), seen=today())
            _write(root, to_toml(links))
        yield look.line
    summary = _("Links known: %d. Not reached: %d.") % (len(links), missed)
    yield summary if missed else _("Links known: %d.") % len(links)


def _wanted(root: Path, paths: list[str], known: Container[str]) -> list[Wanted]:
    """Return the links to look up, each where it occurs first."""
    first: dict[str, Wanted] = {}
    for each in wanted_of(root, paths):
        if each.url not in known:
            first.setdefault(each.url, each)
    return list(first.values())


def _keep(root: Path, url: str, picture: bytes) -> str:
    if not picture:
        return ""
    name = f"{FOLDER}/{hashlib.sha256(url.encode()).hexdigest()[:12]}.webp"
    (root / FOLDER).mkdir(exist_ok=True)
    (root / name).write_bytes(picture)
    return name


def _write(root: Path, text: str) -> None:
    part = root / f"{FILE}.part"
    part.write_text(text, "utf-8")
    part.replace(root / FILE)
