"""The staging area: a build writes to a folder of its own; when it succeeds, its files are moved into the site.

If a build is killed, each published file is whole: the old one or the new one. A journal lists the moves; the next
build completes a journal that was left behind, and discards a staging area that has none.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import shutil
import sys
from typing import TYPE_CHECKING, NamedTuple

from kawaraban.incremental.replacement import Content, replace_contents
from kawaraban.incremental.sidebar_slots import Slot, replace_sidebars
from kawaraban.incremental.tree import Tree

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from typing import Any

    from kawaraban.incremental.sidebar_slots import Replaced

    Gather = Callable[[Callable[[Any], Any], Sequence[Any], int], list[Any]]
    SaveRecord = Callable[[Replaced, Iterable[str]], None]

JOURNAL = "journal.json"
MANY = 200
"""How many files one process moves before it takes the next ones."""


def in_turn(work: Callable[[Any], Any], items: Sequence[Any], _weight: int = 1) -> list[Any]:
    """Call *work* for each item, one after the other, and return the results."""
    return list(map(work, items))


class Plan(NamedTuple):
    """What is left to do when a build has succeeded; the journal holds it as JSON.

    `published` are files to move from `html` into the site, `remembered` files to move from `kept` into the cache,
    `deleted` files of the site to delete, `contents` the new contents of published files. `slots` are the pages whose
    sidebar is replaced by one of `sidebars`. `moment` is the modification time that files with new contents and new
    sidebars get (nanoseconds).
    """

    published: list[str] = []
    remembered: list[str] = []
    deleted: list[str] = []
    contents: dict[str, Content] = {}
    slots: dict[str, Slot] = {}
    sidebars: dict[str, str] = {}
    moment: int = 0


class Staging:
    """The staging area of one site: `site` is the published folder, `cache` the cache, `folder` the staging area.

    `html` holds files for the site, `kept` files for the cache, `trees` files that are only needed during the build. A
    lock lets one build at a time use a cache; a second one prints *waiting* and waits. With *alone*, the site's folder
    holds nothing but the site, and other files in it are deleted. With *verify*, published files are compared by
    content instead of size and time. Raises OSError where a folder cannot be created.
    """

    def __init__(self, site: str, cache: str, waiting: str = "", *, alone: bool = False, verify: bool = False) -> None:
        self.alone, self.verify = alone, verify
        self.site, self.cache = os.path.realpath(site), os.path.realpath(cache)
        self.folder = os.path.join(self.cache, "stage")
        self.html, self.kept, self.trees = (os.path.join(self.folder, name) for name in ("html", "kept", "trees"))
        self.has_waited = False
        """Whether another build was at work."""
        self.lock: int | None = self._take_lock(waiting)
        try:
            self.recover()
            for folder in (self.html, self.kept, self.trees):
                os.makedirs(folder)
        except OSError:
            os.close(self.lock)
            raise

    def _take_lock(self, waiting: str) -> int:
        """Take the lock of the cache and return its file descriptor; the system releases it when the processes end."""
        os.makedirs(self.cache, exist_ok=True)
        lock = os.open(os.path.join(self.cache, "lock"), os.O_RDWR | os.O_CREAT, 0o644)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            self.has_waited = True
            if waiting:
                print(waiting, file=sys.stderr, flush=True)  # noqa: T201 - Sphinx's logging is not set up yet
            fcntl.flock(lock, fcntl.LOCK_EX)
        return lock

    def recover(self) -> None:
        """Complete the journal of an interrupted build, if there is one; then empty the staging area."""
        try:
            with open(os.path.join(self.folder, JOURNAL), encoding="utf-8") as file:
                plan = Plan(**json.load(file))
        except (OSError, ValueError, TypeError):  # no journal, or one of another version
            plan = None
        if plan:
            self._carry_out(plan, lambda _replaced, _moved: None, is_recovery=True)
        self.discard()

    def commit(self, plan: Plan, save_record: SaveRecord, gather: Gather = in_turn) -> None:
        """Write the journal, carry the plan out, and empty the staging area.

        *save_record* is called with the pages whose sidebar was replaced, and the published files that were moved one
        by one, before the cache is updated.
        *gather* calls a function for each of some items and returns the results; it may use several cores.
        Raises OSError where something cannot be written; the journal then remains for the next build.
        """
        part = os.path.join(self.folder, JOURNAL + ".part")
        with open(part, "w", encoding="ascii") as file:
            file.write(json.dumps(plan._asdict()))  # `json.dump` would encode in Python
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, os.path.join(self.folder, JOURNAL))
        self._carry_out(plan, save_record, gather)
        self.discard()

    def _carry_out(
        self,
        plan: Plan,
        save_record: SaveRecord,
        gather: Gather = in_turn,
        *,
        is_recovery: bool = False,
    ) -> None:
        published = plan.published
        with contextlib.suppress(OSError):  # a first build: one step, if the site's folder is empty or missing
            os.rename(self.html, self.site)
            published = []
        site, cache = Tree(self.site), Tree(self.cache)
        for file in plan.deleted:
            site.remove(file)
        site.make_folders([*published, *plan.contents])
        sidebars = {name: text.encode() for name, text in plan.sidebars.items()}

        def put(files: tuple[str, ...]) -> None:
            for file in files:
                site.put(os.path.join(self.html, file), file)

        def spare() -> str:
            return os.path.join(self.folder, f"spare-{os.getpid()}")

        def put_contents(files: tuple[str, ...]) -> None:
            contents = {file: Content(*plan.contents[file]) for file in files}
            replace_contents(site, contents, self.folder, plan.moment, spare(), verify=is_recovery)

        def put_sidebars(files: tuple[str, ...]) -> Replaced:
            slots = {file: Slot(*plan.slots[file]) for file in files}
            return replace_sidebars(site, slots, sidebars, plan.moment, spare())

        gather(put, _parts(published), MANY)
        gather(put_contents, _parts(plan.contents), MANY)
        replaced: Replaced = {}
        for found in gather(put_sidebars, _parts(plan.slots), MANY):
            replaced |= found
        save_record(replaced, (*published, *plan.contents))
        for file in plan.remembered:
            cache.put(os.path.join(self.kept, file), file)

    def discard(self) -> None:
        """Delete the staging area; its journal first, which may only be there as long as all that it lists."""
        if os.path.islink(self.folder) or os.path.isfile(self.folder):
            os.unlink(self.folder)
        with contextlib.suppress(OSError):
            os.unlink(os.path.join(self.folder, JOURNAL))
        shutil.rmtree(self.folder, ignore_errors=True)

    def close(self) -> None:
        """Release the lock; an unfinished journal remains for the next build."""
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
    """Return this process's staging area for a cache, opening it if necessary; see `Staging` for the arguments."""
    cache = os.path.realpath(cache)
    if cache not in _open:
        _open[cache] = Staging(site, cache, waiting, alone=alone, verify=verify)
    return _open[cache]
