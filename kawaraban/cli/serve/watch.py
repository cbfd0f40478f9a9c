"""What the author saves: told once it has been quiet for a moment, so that two saves in a row cost one build.

The folders of the sources are watched one by one, since a virtual environment beside them has thousands of folders.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING

from watchfiles import awatch

from kawaraban.incremental.files import NEVER

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterable
    from pathlib import Path

    from watchfiles import Change

    Changes = set[tuple[Change, str]]

QUIET = 50
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


async def watch(root: Path, touch: Callable[[Iterable[str]], None]) -> None:
    """Call *touch* with the paths of sources that have changed, until cancelled."""

    def tell(changes: Changes) -> None:
        paths = [path.removeprefix(f"{root}/") for _kind, path in changes]
        if found := sorted(path for path in paths if is_source(path)):
            touch(found)

    async def follow(folders: list[Path]) -> None:
        async for changes in _changes(folders, recursive=True):
            tell(changes)

    folders = folders_of(root)
    below = asyncio.create_task(follow(folders))
    try:
        async for changes in _changes([root], recursive=False):
            now = folders_of(root)
            if {path for _kind, path in changes} & set(map(str, [*folders, *now])):  # a folder that comes or goes
                below.cancel()
                folders, below = now, asyncio.create_task(follow(now))
            tell(changes)
    finally:
        below.cancel()


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
