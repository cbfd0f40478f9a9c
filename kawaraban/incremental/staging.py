"""The staging area: a build writes beside what is published, and what is right is brought over file by file.

A build that is killed at any moment leaves every published file whole, old or new. What it had begun to bring over
stands in a journal, from which the next build goes on; what had not come so far is dropped.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import shutil
import sys
from typing import TYPE_CHECKING, NamedTuple

from kawaraban.incremental.patching import Slot, stamp
from kawaraban.incremental.tree import Tree

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from typing import Any

    Gather = Callable[[Callable[[Any], Any], Sequence[Any], int], list[Any]]

JOURNAL = "journal.json"
MANY = 200
"""So many files are brought over in one go, by one of several processes."""


def in_turn(work: Callable[[Any], Any], items: Sequence[Any], _weight: int = 1) -> list[Any]:
    """Return what *work* makes of each item, one after the other."""
    return list(map(work, items))


class Plan(NamedTuple):
    """What a build brings over: files of `html`, files of `kept`, files of the site to delete, and pages to stamp.

    `stamped` holds a `Slot` for each page, `sidebars` the texts for them; `moment` will be the time of these pages.
    """

    published: list[str]
    remembered: list[str]
    deleted: list[str]
    stamped: dict[str, Slot]
    sidebars: dict[str, str]
    moment: int


class Staging:
    """The stage of one site: `site` is the published folder, `cache` that of the press, `folder` the stage itself.

    `html` takes what shall be published, `kept` what shall be remembered, `trees` what lasts no longer than a build.
    Only one build at a time is on the stage of a cache; a second one says *waiting*, and waits. *alone*: the
    published folder holds nothing else, and what is found there besides is deleted. *verify*: the contents of what is
    published are compared, not only its size and time.
    """

    def __init__(self, site: str, cache: str, waiting: str = "", *, alone: bool = False, verify: bool = False) -> None:
        self.alone, self.verify = alone, verify
        self.site, self.cache = os.path.realpath(site), os.path.realpath(cache)
        self.folder = os.path.join(self.cache, "stage")
        self.html, self.kept, self.trees = (os.path.join(self.folder, name) for name in ("html", "kept", "trees"))
        self.lock: int | None = _lock(self.cache, waiting)
        try:
            self.recover()
            for folder in (self.html, self.kept, self.trees):
                os.makedirs(folder)
        except OSError:
            os.close(self.lock)
            raise

    def recover(self) -> None:
        """Bring over what an interrupted build had begun to; drop what it had not."""
        try:
            with open(os.path.join(self.folder, JOURNAL), encoding="utf-8") as file:
                plan = Plan(**json.load(file))
        except (OSError, ValueError, TypeError):  # none, or that of another press
            plan = None
        if plan:
            self._carry_out(plan, lambda _digests: None)
        self.discard()

    def commit(self, plan: Plan, seal: Callable[[dict[str, str]], None], gather: Gather = in_turn) -> None:
        """Carry out a plan; then the stage is empty. *seal* takes the digests of stamped pages before it is over.

        *gather* returns what a function makes of each of some items; it may do so on several cores.
        Raises OSError where something cannot be written; the journal stays, and the next build goes on from it.
        """
        part = os.path.join(self.folder, JOURNAL + ".part")
        with open(part, "w", encoding="ascii") as file:
            json.dump(plan._asdict(), file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, os.path.join(self.folder, JOURNAL))
        self._carry_out(plan, seal, gather)
        self.discard()

    def _carry_out(self, plan: Plan, seal: Callable[[dict[str, str]], None], gather: Gather = in_turn) -> None:
        published = plan.published
        with contextlib.suppress(OSError):  # a first build: all of it in one step, if the folder of the site is empty
            os.rename(self.html, self.site)
            published = []
        site, cache = Tree(self.site), Tree(self.cache)
        for file in plan.deleted:
            site.remove(file)
        site.make_folders(published)
        sidebars = {name: text.encode() for name, text in plan.sidebars.items()}

        def put(files: tuple[str, ...]) -> None:
            for file in files:
                site.put(os.path.join(self.html, file), file)

        def stamp_pages(files: tuple[str, ...]) -> dict[str, str]:
            slots = {file: Slot(*plan.stamped[file]) for file in files}
            return stamp(site, slots, sidebars, plan.moment, os.path.join(self.folder, f"spare-{os.getpid()}"))

        gather(put, _parts(published), MANY)
        digests: dict[str, str] = {}
        for found in gather(stamp_pages, _parts(plan.stamped), MANY):
            digests |= found
        seal(digests)
        for file in plan.remembered:
            cache.put(os.path.join(self.kept, file), file)

    def discard(self) -> None:
        """Drop the stage; what is published stays as it is."""
        if os.path.islink(self.folder) or os.path.isfile(self.folder):
            os.unlink(self.folder)
        shutil.rmtree(self.folder, ignore_errors=True)

    def close(self) -> None:
        """Leave the stage to the next build; what it has begun to carry out stays there."""
        _open.pop(self.cache, None)
        if self.lock is not None:
            if not os.path.exists(os.path.join(self.folder, JOURNAL)):
                self.discard()
            os.close(self.lock)
            self.lock = None


def _parts(files: Iterable[str]) -> list[tuple[str, ...]]:
    listed = tuple(files)
    return [listed[start : start + MANY] for start in range(0, len(listed), MANY)]


_open: dict[str, Staging] = {}


def staging_of(site: str, cache: str, waiting: str = "", *, alone: bool = False, verify: bool = False) -> Staging:
    """Return the stage of a cache that this process has opened, or open it."""
    cache = os.path.realpath(cache)
    if cache not in _open:
        _open[cache] = Staging(site, cache, waiting, alone=alone, verify=verify)
    return _open[cache]


def _lock(cache: str, waiting: str) -> int:
    """Return the descriptor of the lock, held. The system lets go of it when this process and its children end."""
    os.makedirs(cache, exist_ok=True)
    lock = os.open(os.path.join(cache, "lock"), os.O_RDWR | os.O_CREAT, 0o644)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        if waiting:
            print(waiting, file=sys.stderr, flush=True)  # noqa: T201 - said at once, before Sphinx can say anything
        fcntl.flock(lock, fcntl.LOCK_EX)
    return lock
