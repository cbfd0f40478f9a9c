"""How far the documents of a build reach for files, as paths: to folders of the project, and where links lead."""

from __future__ import annotations

import os
from dataclasses import dataclass, field

from kawaraban.model.file_checks import searchable


@dataclass(slots=True)
class Reach:
    """How far the documents of one build reach.

    `roots` are the folders that they may read, each with a `/` at its end; `withheld` the posts whose sources they may
    not, by the number that the file system gives these, so that no other name (a link, another case) is a way around.
    """

    root: str
    roots: tuple[str, ...]
    withheld: dict[tuple[int, int], str] = field(default_factory=dict)
    told: set[tuple[str, str]] = field(default_factory=set)
    """The documents, and the files that they may not read, of which somebody has asked, and told."""
    elsewhere: set[str] = field(default_factory=set)
    """The files outside the source folder that conf.py names, or that lie in a folder that it names."""
    folders: dict[str, str] = field(default_factory=dict)
    """Where folders lead, each looked at once."""

    def end_of(self, path: str) -> str:
        """Return where a path (absolute, or from the source folder) leads, links followed."""
        path = searchable(path if path.startswith("/") else f"{self.root}/{path}")
        folder, _slash, name = path.rpartition("/")
        try:
            if name in ("", ".", "..") or os.path.islink(path):  # noqa: PTH114 - of each document
                return os.path.realpath(path)
            if folder not in self.folders:
                self.folders[folder] = os.path.realpath(folder or "/")
        except ValueError:  # a NUL: no file has such a name
            return path
        return f"{self.folders[folder].rstrip('/')}/{name}"

    def holds(self, path: str) -> bool:
        """Return whether a path (absolute, or from the source folder) leads to a place that may be read."""
        return f"{self.end_of(path)}/".startswith(self.roots)
