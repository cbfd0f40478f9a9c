"""What a publication sends and deletes, and in which order.

Styles, scripts and pictures have their digest in their names, so old and new pages can live side by side: what pages
load comes first, then new pages, then changed ones, then feeds and the search index, at last the file with which a
search begins, and the site map. A file that a blog loads under a name that stays comes with the changed pages. What no
page needs any more stays for a week, for readers of old pages.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from kawaraban.publishing.files import File, parents

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from kawaraban.publishing.files import Found
    from kawaraban.publishing.state import State

GRACE = 7 * 24 * 3600
"""For how many seconds a file that pages load stays when no page needs it any more."""
ASSET, PAGE, FEED, MAP = range(4)


def kind_of(path: str) -> int:
    """Return the kind of a file, in the order in which kinds are sent."""
    plain = re.sub(r"\.(gz|br)$", "", path)
    if plain in ("search/index.json", "sitemap.xml", "robots.txt"):
        return MAP
    if plain.startswith(("_static/", "_images/", "_downloads/")):
        return ASSET
    if plain.endswith((".html", ".htm")):
        return PAGE
    is_feed = plain.startswith(("search/", "blog/", "feeds/")) or plain.endswith((".xml", ".json", "objects.inv"))
    return FEED if is_feed else ASSET


def pages_in(paths: Iterable[str]) -> set[str]:
    """Return the pages among some paths."""
    return {path for path in paths if kind_of(path) == PAGE and path.endswith(".html")}


class Plan(NamedTuple):
    """The `phases` of files to send, in order, what is `deleted` afterwards, and what has to go before, as it is
    `in_the_way`. `files` are in the target in the end, `unused` those of them that stay for a while.
    """

    phases: list[list[str]]
    deleted: list[str]
    in_the_way: list[str]
    files: dict[str, File]
    unused: dict[str, float]

    @property
    def sent(self) -> list[str]:
        """All files to send."""
        return [path for phase in self.phases for path in phase]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to do."""
        return not (self.phases or self.deleted or self.in_the_way)


def files_there(state: State, listing: Mapping[str, Found], since: float) -> dict[str, File]:
    """Return those files of ours that lie in a target, with an empty digest where their content is not certain.

    That is where a file has another size than we know of, or was modified after the time *since* without us; and where
    an interrupted publication may have sent one of several contents of the same size.
    """
    there = {}
    for path in {*state.files, *state.pending} & listing.keys():
        found = listing[path]
        sent = [*state.pending.get(path, ()), *([state.files[path]] if path in state.files else ())]
        fitting = {file for file in sent if file.size == found.size}
        is_certain = len(fitting) == 1 and (path in state.pending or found.time <= since)
        there[path] = fitting.pop() if is_certain else File(found.size, "")
    return there


def make_plan(new: Mapping[str, File], there: Mapping[str, File], unused: Mapping[str, float], now: float) -> Plan:
    """Return what has to be done so that a target that holds *there* holds *new*.

    *unused* tells since when files are not needed; *now* is the time, in seconds.
    """
    sent = [path for path, file in new.items() if there.get(path) != file]
    gone = there.keys() - new.keys()
    since = {path: unused.get(path, now) for path in gone if kind_of(path) == ASSET}
    kept = {path: moment for path, moment in since.items() if 0 <= now - moment < GRACE}
    blocked = _in_the_way(gone, new)
    kept = {path: moment for path, moment in kept.items() if path not in blocked}
    phases: dict[tuple[int, bool], list[str]] = {}
    for path in sorted(sent):
        is_changed = kind_of(path) in (ASSET, PAGE) and path in there
        phases.setdefault((PAGE if is_changed else kind_of(path), is_changed), []).append(path)
    files = dict(new) | {path: there[path] for path in kept}
    deleted = sorted(gone - kept.keys() - blocked)
    return Plan([phases[key] for key in sorted(phases)], deleted, sorted(blocked), files, kept)


def _in_the_way(old: Collection[str], new: Iterable[str]) -> set[str]:
    """Return old files that stand where a new one needs a folder, or lie in a folder where a new file goes."""
    files: set[str] = set()
    folders: set[str] = set()
    for path in new:
        files.add(path)
        folders.update(parents(path))
    return {path for path in old if path in folders or any(folder in files for folder in parents(path))}


def others_in_the_way(listing: Collection[str], ours: Collection[str], new: Iterable[str]) -> set[str]:
    """Return files of others that stand where one of ours needs a folder, or lie in a folder where ours goes."""
    return _in_the_way([path for path in listing if path not in ours], new)


def emptied_folders(deleted: Iterable[str], left: Iterable[str]) -> list[str]:
    """Return the folders in which no file is left after a deletion, the deepest first."""
    used = {folder for path in left for folder in parents(path)}
    empty = {folder for path in deleted for folder in parents(path)} - used
    return sorted(empty, key=lambda folder: (-folder.count("/"), folder))
