"""The stage: a build writes beside what is published, and what is right is brought over file by file.

A build that is killed at any moment leaves every published file whole, old or new. What it had begun to bring over
stands in a journal, from which the next build goes on; what had not come so far is dropped.
"""

from __future__ import annotations

import errno
import fcntl
import json
import os
import shutil
import sys
from typing import TYPE_CHECKING, NamedTuple

from kawaraban.press.stamps import Slot, stamp

if TYPE_CHECKING:
    from collections.abc import Callable

JOURNAL = "journal.json"


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


class Stage:
    """The stage of one site: `site` is the published folder, `cache` that of the press, `folder` the stage itself.

    `html` takes what shall be published, `kept` what shall be remembered, `trees` what lasts no longer than a build.
    Only one build at a time is on the stage of a cache; a second one says *waiting*, and waits. *alone*: the
    published folder holds nothing else, and what is found there besides is deleted.
    """

    def __init__(self, site: str, cache: str, waiting: str = "", *, alone: bool = False) -> None:
        self.alone = alone
        self.site, self.cache = os.path.abspath(site), os.path.abspath(cache)
        self.folder = os.path.join(self.cache, "stage")
        self.html, self.kept, self.trees = (os.path.join(self.folder, name) for name in ("html", "kept", "trees"))
        self.lock: int | None = _lock(self.cache, waiting)
        self.recover()
        for folder in (self.html, self.kept, self.trees):
            os.makedirs(folder)

    def recover(self) -> None:
        """Bring over what an interrupted build had begun to; drop what it had not."""
        try:
            with open(os.path.join(self.folder, JOURNAL), encoding="utf-8") as file:
                journal = json.load(file)
        except (OSError, ValueError):
            journal = None
        if journal:
            self._carry_out(Plan(**journal), lambda _digests: None)
        shutil.rmtree(self.folder, ignore_errors=True)

    def commit(self, plan: Plan, seal: Callable[[dict[str, str]], None]) -> None:
        """Carry out a plan; then the stage is empty. *seal* takes the digests of stamped pages before it is over.

        Raises OSError where something cannot be written; the journal stays, and the next build goes on from it.
        """
        part = os.path.join(self.folder, JOURNAL + ".part")
        with open(part, "w", encoding="ascii") as file:
            json.dump(plan._asdict(), file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, os.path.join(self.folder, JOURNAL))
        self._carry_out(plan, seal)
        self.discard()

    def _carry_out(self, plan: Plan, seal: Callable[[dict[str, str]], None]) -> None:
        for file in plan.deleted:
            remove(self.site, file)
        for file in plan.published:
            _move(os.path.join(self.html, file), os.path.join(self.site, file))
        slots = {file: Slot(*slot) for file, slot in plan.stamped.items()}
        sidebars = {name: text.encode() for name, text in plan.sidebars.items()}
        seal(stamp(self.site, slots, sidebars, plan.moment, os.path.join(self.folder, "spare"), _move))
        for file in plan.remembered:
            _move(os.path.join(self.kept, file), os.path.join(self.cache, file))

    def discard(self) -> None:
        """Drop the stage; what is published stays as it is."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def close(self) -> None:
        """Leave the stage to the next build; what it has begun to carry out stays there."""
        _open.pop(self.cache, None)
        if self.lock is not None:
            if not os.path.exists(os.path.join(self.folder, JOURNAL)):
                self.discard()
            os.close(self.lock)
            self.lock = None


_open: dict[str, Stage] = {}


def stage_of(site: str, cache: str, waiting: str = "", *, alone: bool = False) -> Stage:
    """Return the stage of a cache that this process has opened, or open it."""
    cache = os.path.abspath(cache)
    if cache not in _open:
        _open[cache] = Stage(site, cache, waiting, alone=alone)
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


def _move(source: str, target: str) -> None:
    """Move one file over another in one step; a source that is gone has been moved already."""
    if not os.path.lexists(source):
        return
    try:
        os.replace(source, target)
    except FileNotFoundError:
        os.makedirs(os.path.dirname(target), exist_ok=True)
        os.replace(source, target)
    except OSError as error:
        if error.errno == errno.EXDEV:  # on another file system
            part = f"{target[:200]}.part"
            shutil.copy2(source, part)
            os.replace(part, target)
        elif os.path.isdir(target) and not os.path.islink(target):
            shutil.rmtree(target)
            os.replace(source, target)
        else:
            raise


def remove(root: str, file: str) -> None:
    """Delete a file below *root*, and the folders that are empty without it."""
    path = os.path.join(root, file)
    try:
        os.unlink(path)
    except FileNotFoundError:
        return
    while (path := os.path.dirname(path)) != root:
        try:
            os.rmdir(path)
        except OSError:
            return
