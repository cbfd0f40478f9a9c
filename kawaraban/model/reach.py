"""Which files the documents of a build may read: those inside the project's folders, with links resolved."""

from __future__ import annotations

import os
from dataclasses import dataclass, field

from kawaraban.model.file_checks import shorten_path


@dataclass(slots=True)
class Reach:
    """Files that documents may read.

    `roots` are the allowed folders, each with a trailing `/`. `withheld` are the sources of unpublished posts, which
    must not be read; they are identified by device and inode, so that links and other spellings of a path do not
    matter.
    """

    root: str
    roots: tuple[str, ...]
    withheld: dict[tuple[int, int], str] = field(default_factory=dict)
    reported: set[tuple[str, str]] = field(default_factory=set)
    """Pairs of a document and a file that it must not read, which have been reported already."""
    elsewhere: set[str] = field(default_factory=set)
    """Files outside the source folder that conf.py names, directly or by their folder."""
    folders: dict[str, str] = field(default_factory=dict)
    """Cache of resolved folders."""

    def resolve(self, path: str) -> str:
        """Return a path (absolute, or relative to the source folder) with links resolved."""
        path = shorten_path(path if path.startswith("/") else f"{self.root}/{path}")
        folder, _slash, name = path.rpartition("/")
        try:
            if name in ("", ".", "..") or os.path.islink(path):  # noqa: PTH114 - called for each document
                return os.path.realpath(path)
            if folder not in self.folders:
                self.folders[folder] = os.path.realpath(folder or "/")
        except ValueError:  # the path contains a NUL
            return path
        return f"{self.folders[folder].rstrip('/')}/{name}"

    def contains(self, path: str) -> bool:
        """Return whether a path (absolute, or relative to the source folder) may be read."""
        return f"{self.resolve(path)}/".startswith(self.roots)
