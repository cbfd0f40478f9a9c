"""The files of a built site: their sizes and digests."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from kawaraban.incremental.files import digest_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from kawaraban.incremental.manifest import Output

OURS = ".kawaraban"
"""What the names of our own files at the root of a target begin with."""
NOT_PUBLISHED = (OURS, ".doctrees", ".buildinfo")
"""What names of files begin with that may lie at the root of a built site, but are no part of it."""


class File(NamedTuple):
    """A file's size in bytes, and its digest; an empty digest means that its content is not known."""

    size: int
    digest: str


class Found(NamedTuple):
    """A file that lies in a target: its size, and when it was modified (seconds, by the target's clock)."""

    size: int
    time: float


def walk(folder: Path) -> Iterator[tuple[str, os.stat_result]]:
    """Yield path (with `/`) and status of each file below a folder; links are not followed. Raises OSError."""
    folders = [("", os.fspath(folder))]
    while folders:
        prefix, path = folders.pop()
        with os.scandir(path) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    folders.append((f"{prefix}{entry.name}/", entry.path))
                elif entry.is_file(follow_symlinks=False):
                    yield prefix + entry.name, entry.stat(follow_symlinks=False)


def files_of(folder: Path, known: Mapping[str, Output] | None = None) -> dict[str, File]:
    """Return the files of a built site. *known* are the outputs in a build's record: their digests spare reading.

    Raises OSError.
    """
    files = {}
    for path, found in walk(folder):
        if path.startswith(NOT_PUBLISHED):
            continue
        output = known.get(path) if known else None
        is_known = output is not None and (output.size, output.mtime) == (found.st_size, found.st_mtime_ns)
        content = output.digest if output is not None and is_known else digest_of(os.fspath(folder / path))
        files[path] = File(found.st_size, content)
    return files


def parents(path: str) -> Iterator[str]:
    """Yield the folders above a path, the innermost first."""
    while path := path.rpartition("/")[0]:
        yield path
