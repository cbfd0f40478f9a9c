"""`make links`: look at the links that `links.toml` does not know, keep what they say, tell of those that are dead."""

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
from kawaraban.directives.links.page_metadata import About, about, about_oembed, decoded
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
"""After so many links without a server, so many that were seen before are asked whether there is a network at all."""


class Offline(Exception):
    """No server was there, of any link; the text says so."""


def look_at(url: str, *, private: bool = False, budget: Budget | None = None) -> tuple[Link, bytes]:
    """Return what an address leads to, and the bytes of its picture, else of its site's icon. Raises Unreachable."""
    ask = partial(fetch, budget=budget or Budget(), private=private)
    said = About()
    asks = next((each for name, each in SERVICES.items() if each.oembed and video_of(name, url)), None)
    if asks:
        said = _oembed(ask, asks.oembed.format(page=quote(url, safe="")))
    if not said.title:
        answer = ask(url, PAGE, HTML)
        said = about(decoded(answer.data, answer.content_type), answer.url)
        if not said.picture and said.oembed:
            said = _with_oembed(ask, said)
    picture = _picture(ask, said.picture, WIDTH) or _picture(ask, said.icon, ICON)
    site = said.site or (urlsplit(url).hostname or "").removeprefix("www.")
    return Link(said.title, site, said.description), picture


def _oembed(ask: Ask, url: str) -> About:
    answer = ask(url, PAGE, JSON)
    return about_oembed(answer.data.decode("utf-8", "replace"), answer.url)


def _with_oembed(ask: Ask, said: About) -> About:
    try:
        more = _oembed(ask, said.oembed)
    except Unreachable:
        return said
    return replace(said, title=said.title or more.title, site=said.site or more.site, picture=more.picture)


def _picture(ask: Ask, url: str, width: int) -> bytes:
    """Return a copy, at most *width* wide, of the picture at an address, nothing where it cannot be had."""
    try:
        return small(ask(url, PICTURE, ("image/",)).data, width) if url else b""
    except Unreachable:
        return b""


def today() -> date:
    """Return the day on which links are looked at: that of `SOURCE_DATE_EPOCH` where it is set."""
    given = os.environ.get("SOURCE_DATE_EPOCH", "")
    return datetime.fromtimestamp(int(given), UTC).date() if given.isdigit() else datetime.now().astimezone().date()


class Look(NamedTuple):
    """What came of looking at a link: what it leads to or nothing, a picture, a line to print.

    `met` tells whether a server was there; `silent`, that none was where one should be: the network may be at fault.
    """

    link: Link | None
    picture: bytes
    line: str
    met: bool
    silent: bool = False


def _look(where: Wanted, *, private: bool) -> Look:
    """Look at a link; whatever goes wrong at that is told in its line, and never ends the run."""
    budget = Budget()
    try:
        link, picture = look_at(where.url, private=private, budget=budget)
    except Unreachable as error:
        line = _("%s:%d: %s cannot be reached: %s") % (*where, error)
        if error.dead:
            line += " " + _("A copy may be at %s") % ARCHIVE.format(year=today().year, url=where.url)
        return Look(None, b"", line, budget.met, silent=error.dead and not budget.met)
    except Exception as error:
        why = Unreachable(f"{type(error).__name__}: {error}")  # in one clean line
        return Look(None, b"", _("%s:%d: %s cannot be reached: %s") % (*where, why), budget.met)
    return Look(link, picture, f"{where.url}: {link.title or _('no title')}", budget.met)


def _looks(wanted: list[Wanted], known: list[str], *, private: bool) -> Iterator[tuple[Wanted, Look]]:
    """Look at links one by one; no site is blamed for its silence before any server was met. Raises Offline.

    *known*: addresses that were there when they were looked at.
    """

    def online() -> bool:
        if not any_answers(known, private=private):
            raise Offline(_("No server answers: there seems to be no network. Try again when there is one."))
        return True

    held: list[tuple[Wanted, Look]] = []
    met = False
    for where in wanted:
        look = _look(where, private=private)
        if not (look.silent or look.met):  # an address that is none, or that is never asked
            yield where, look
            continue
        held.append((where, look))
        if met := met or look.met or (len(held) == PATIENCE and bool(known) and online()):
            yield from held
            held.clear()
    if held and online():
        yield from held


def complete(root: Path, paths: list[str], *, again: bool = False, private: bool = False) -> Iterator[str]:
    """Look at the links of the sources at *paths*; yield a line on each that is new or lost, in the end one on all.

    *again*: those that are known, too, are asked whether they are still there; what is known of them stays. The file is
    written after each, so that nothing is lost where this is stopped. Raises InvalidLinksFile, Offline.
    """
    links, missed = read_links(root), 0
    seen = sorted(links, key=lambda url: links[url].seen or date.min, reverse=True)
    for where, look in _looks(_wanted(root, paths, () if again else links), seen[:KNOWN], private=private):
        if look.link is None:
            missed += 1
        elif where.url in links:
            continue
        else:
            links[where.url] = replace(look.link, picture=_keep(root, where.url, look.picture), seen=today())
            _write(root, to_toml(links))
        yield look.line
    said = _("%d links are known. %d could not be reached.") % (len(links), missed)
    yield said if missed else _("%d links are known.") % len(links)


def _wanted(root: Path, paths: list[str], known: Container[str]) -> list[Wanted]:
    """Return the links to look at, each where it stands first."""
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
