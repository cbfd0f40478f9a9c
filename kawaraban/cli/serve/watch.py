"""What the author saves: told once it has been quiet for a moment, so that two saves in a row cost one build.

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

QUIET = 30
"""So many milliseconds without another change, and what has changed is told."""
LONGEST = 1500
"""So long one waits for that."""
UNFINISHED = ("~", ".swp", ".swx", ".tmp", ".part", ".crdownload")
"""How names of files end that editors and browsers write for themselves."""


def is_source(path: str) -> bool:
    """Return whether a file, by its path from the source folder, may be part of the blog."""
    *folders, name = path.split("/")
    hidden = any(part[:1] == "." or part in NEVER for part in folders)
    return not hidden and name[:1] not in (".", "#") and not name.endswith(UNFINISHED) and name not in ("4913", *NEVER)


def folders_of(root: Path) -> list[Path]:
    """Return the folders of the sources that are watched as a whole."""
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
            if {path for _kind, path in changes} & set(map(str, [*folders, *now])):  # a folder that comes or goes
                below.cancel()
                folders, below = now, asyncio.create_task(_follow(now, root, touch))
            _tell(changes, root, touch)
    finally:
        below.cancel()


async def watch_elsewhere(root: Path, reports: AsyncIterator[Report | None], touch: Touch) -> None:
    """Call *touch* where files outside *root* change that the last good build read (`kawaraban_folders`)."""
    watched: tuple[str, ...] = ()
    following: asyncio.Task[None] | None = None
    try:
        async for report in reports:
            if report and not report.mistakes and report.elsewhere != watched:
                if following:
                    following.cancel()
                watched = report.elsewhere
                following = asyncio.create_task(_follow([Path(each) for each in watched], root, touch, recursive=False))
    finally:
        if following:
            following.cancel()


async def _follow(folders: list[Path], root: Path, touch: Touch, *, recursive: bool = True) -> None:
    async for changes in _changes(folders, recursive=recursive):
        _tell(changes, root, touch)


def _tell(changes: Changes, root: Path, touch: Touch) -> None:
    paths = {path.removeprefix(f"{root}/") for _kind, path in changes}
    if found := sorted(path for path in paths if is_source(path)):
        touch(found)


async def _changes(folders: list[Path], *, recursive: bool) -> AsyncIterator[Changes]:
    """Yield what changes in folders; where the system watches no more of them, they are looked at now and then."""
    polling = None
    while True:
        watched = [folder for folder in folders if folder.is_dir()]
        try:
            async for changes in awatch(
                *watched, watch_filter=None, debounce=LONGEST, step=QUIET, recursive=recursive, force_polling=polling
            ):
                yield changes
        except FileNotFoundError:  # gone this very moment
            continue
        except (OSError, RuntimeError):
            if polling:
                raise
            polling = True
