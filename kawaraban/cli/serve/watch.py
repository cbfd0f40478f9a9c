"""Watching the sources for changes, which are reported after a short pause, so that two saves in a row cost one build.

The folders of the sources are watched one by one, since a virtual environment beside them has thousands of folders.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from watchfiles import awatch

from kawaraban.incremental.files import NEVER

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterable

    from watchfiles import Change

    from kawaraban.cli.serve.report import Report

    Changes = set[tuple[Change, str]]
    Touch = Callable[[Iterable[str]], None]

PAUSE = 30
"""Changes are reported after so many milliseconds without another one."""
MAX_DELAY = 1500
"""Changes are reported after so many milliseconds at the latest."""
UNFINISHED = ("~", ".swp", ".swx", ".tmp", ".part", ".crdownload", ".log")
"""Suffixes of temporary files of editors and browsers, and of logs: the preview may write one."""


def is_source(path: str) -> bool:
    """Return whether a path, relative to the source folder, may be part of the blog."""
    *folders, name = path.split("/")
    hidden = any(part[:1] == "." or part in NEVER for part in folders)
    return not hidden and name[:1] not in (".", "#") and not name.endswith(UNFINISHED) and name not in ("4913", *NEVER)


def folders_of(root: Path) -> list[Path]:
    """Return the folders that are watched recursively."""
    with suppress(OSError):
        return sorted(path for path in root.iterdir() if is_source(path.name) and path.is_dir())
    return []


async def watch(root: Path, touch: Touch) -> None:
    """Call *touch* with the paths of sources that have changed, until cancelled."""
    folders = folders_of(root)
    below = asyncio.create_task(_follow(folders, root, touch))
    try:
        async for changes in _changes([root], recursive=False):
            now = folders_of(root)
            if {path for _kind, path in changes} & set(map(str, [*folders, *now])):  # a folder was created or deleted
                below.cancel()
                folders, below = now, asyncio.create_task(_follow(now, root, touch))
            _report(changes, root, touch)
    finally:
        below.cancel()


async def watch_outside(root: Path, reports: AsyncIterator[Report | None], touch: Touch) -> None:
    """Call *touch* when files outside *root* change that the last successful build read (`kawaraban_folders`)."""
    watched: tuple[str, ...] = ()
    following: asyncio.Task[None] | None = None
    try:
        async for report in reports:
            if report and not report.mistakes and report.outside != watched:
                if following:
                    following.cancel()
                watched = report.outside
                following = asyncio.create_task(_follow([Path(each) for each in watched], root, touch, recursive=False))
    finally:
        if following:
            following.cancel()


async def _follow(folders: list[Path], root: Path, touch: Touch, *, recursive: bool = True) -> None:
    async for changes in _changes(folders, recursive=recursive):
        _report(changes, root, touch)


def _report(changes: Changes, root: Path, touch: Touch) -> None:
    paths = {path.removeprefix(f"{root}/") for _kind, path in changes}
    if found := sorted(path for path in paths if is_source(path)):
        touch(found)


async def _changes(folders: list[Path], *, recursive: bool) -> AsyncIterator[Changes]:
    """Yield the changes in folders, by polling if the system cannot watch that many."""
    polling = None
    while True:
        watched = [folder for folder in folders if folder.is_dir()]
        try:
            async for changes in awatch(
                *watched, watch_filter=None, debounce=MAX_DELAY, step=PAUSE, recursive=recursive, force_polling=polling
            ):
                yield changes
        except FileNotFoundError:  # deleted meanwhile
            continue
        except (OSError, RuntimeError):
            if polling:
                raise
            polling = True
