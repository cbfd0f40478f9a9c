"""`make check LINKS=1`: check whether the links of a blog still work; a build never does.

Hosts are asked in parallel, but each host gets one request at a time, with pauses. A link that works is not checked
again for a week.
"""

from __future__ import annotations

import json
import time
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urldefrag

from sphinx.locale import get_translation

from kawaraban.directives.links.complete import ARCHIVE, today
from kawaraban.directives.links.fetch import fetch
from kawaraban.directives.links.network import Budget, Unreachable
from kawaraban.directives.links.scan import wanted_of
from kawaraban.incremental.checksummed import read_checksummed, write_checksummed
from kawaraban.model.problems import Problem
from kawaraban.sources.proofreading.addresses import links
from kawaraban.sources.proofreading.document import Document, parts_of
from kawaraban.text.encoding import decode
from kawaraban.text.urls import netloc_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

_ = get_translation("sphinx")

PAUSE = 1.0
"""Seconds between two requests to one host."""
AT_ONCE = 12
"""The number of hosts that are asked in parallel."""
BELIEVED = timedelta(days=7)
"""How long a link that works is not checked again."""
FILE = "links-there.json"
"""The file in the cache that lists the links that work."""


class Reply(NamedTuple):
    """The result of a request: why the link is dead, or why that is unknown, and whether any server was reached."""

    dead: str = ""
    unknown: str = ""
    met: bool = True


def check_links(
    root: Path, paths: Iterable[str], cache: Path, *, own: str = "", private: bool = False,
    wait: Callable[[float], None] = time.sleep,
) -> str:  # fmt: skip
    """Return a line for each dead link in the sources at *paths*, and a summary.

    *cache* is the folder that keeps the links that work. Addresses that begin with *own* are those of the blog, and are
    not checked. *private*: also allow private addresses (for tests). *wait* sleeps for a number of seconds.
    """
    places = _places(root, paths, own)
    there = _there(cache)
    asked = [url for url in places if url not in there]
    replies = _ask(asked, private=private, wait=wait)
    if any(reply.dead for reply in replies.values()) and not any(reply.met for reply in replies.values()):
        return _("No server answers: there seems to be no network. Try again when there is one.")
    alive = {url: today().isoformat() for url, reply in replies.items() if not (reply.dead or reply.unknown)}
    _keep(cache, there | alive)
    dead = {url: reply.dead for url, reply in replies.items() if reply.dead}
    message = _("%s is dead: %s A copy may be at %s")
    problems = [
        Problem(path, line, message % (url, why, ARCHIVE.format(year=today().year, url=url)))
        for url, why in dead.items()
        for path, line in sorted(places[url])
    ]
    unknown = sum(1 for reply in replies.values() if reply.unknown)
    summary = _("Links to other sites: %d. Dead: %d, unknown: %d.") % (len(places), len(dead), unknown)
    return "\n".join([*map(str, sorted(problems)), summary])


def _places(root: Path, paths: Iterable[str], own: str) -> dict[str, set[tuple[str, int]]]:
    """Return the places (path and line) of each address of other sites."""
    found: dict[str, set[tuple[str, int]]] = defaultdict(set)
    for path in paths:
        text, _faults = decode((root / path).read_bytes())
        written = [
            (each.address, each.line) for part in parts_of(Document(path, text.split("\n"))) for each in links(part)
        ]
        for address, line in [*written, *((card.url, card.line) for card in wanted_of(root, [path]))]:
            url = urldefrag(address)[0]
            if url.lower().startswith(("http://", "https://")) and netloc_of(url) and not (own and url.startswith(own)):
                found[url].add((path, line))
    return found


def _ask(urls: Iterable[str], *, private: bool, wait: Callable[[float], None]) -> dict[str, Reply]:
    """Return the result for each address; hosts are asked in parallel."""
    hosts: dict[str, list[str]] = defaultdict(list)
    for url in urls:
        hosts[netloc_of(url).lower()].append(url)
    with ThreadPoolExecutor(AT_ONCE) as threads:
        found = threads.map(partial(_ask_host, private=private, wait=wait), hosts.values())
        return {url: reply for replies in found for url, reply in replies}


def _ask_host(urls: list[str], *, private: bool, wait: Callable[[float], None]) -> list[tuple[str, Reply]]:
    """Return the results for addresses of one host, asked one after another."""
    replies = []
    for number, url in enumerate(urls):
        if number:
            wait(PAUSE)
        replies.append((url, _reply(url, private=private)))
    return replies


def _reply(url: str, *, private: bool) -> Reply:
    budget = Budget()
    try:
        fetch(url, 0, (), budget=budget, private=private)
    except Unreachable as error:
        return Reply(str(error) if error.dead else "", "" if error.dead else str(error), budget.met)
    except Exception as error:
        return Reply(unknown=f"{type(error).__name__}: {error}", met=budget.met)
    return Reply()


def _there(cache: Path) -> dict[str, str]:
    """Return the addresses that worked recently, with the day of the request."""
    known: dict[str, str] = json.loads(read_checksummed(cache / FILE) or b"{}")
    oldest = today() - BELIEVED
    return {url: day for url, day in known.items() if oldest <= date.fromisoformat(day) <= today()}


def _keep(cache: Path, there: dict[str, str]) -> None:
    cache.mkdir(parents=True, exist_ok=True)
    write_checksummed(cache / FILE, json.dumps(there).encode())
