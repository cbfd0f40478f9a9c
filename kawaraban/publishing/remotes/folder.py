"""A folder on this computer, or on a disk that is mounted here."""

from __future__ import annotations

import contextlib
import os
import shutil
from secrets import token_hex
from typing import TYPE_CHECKING

from kawaraban.incremental.tree import Tree
from kawaraban.publishing.files import OURS, Found, walk

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence
    from pathlib import Path

PART = f"{OURS}-part-"
"""What the names of files at the root begin with into which a file is copied before it gets its name in one step."""


class FolderRemote:
    """A folder. Links in it are not followed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def list(self) -> dict[str, Found]:
        """Return all files below the folder."""
        if not self.folder.is_dir():
            return {}
        return {path: Found(found.st_size, found.st_mtime_ns / 1e9) for path, found in walk(self.folder)}

    def fetch(self, names: Sequence[str], folder: Path) -> None:
        """Copy some files to another folder."""
        for name in names:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(self.folder / name, folder / name)

    def send(
        self, folder: Path, paths: Sequence[str], _replaced: Collection[str], arrived: Callable[[str], None]
    ) -> None:
        """Copy files into the folder: each to a temporary name first, which is then exchanged for the old file.

        The time of a copied file is that of its arrival, as caches rely on it.
        """
        tree, part = Tree(os.fspath(self.folder)), self.folder / f"{PART}{token_hex(4)}"
        self.folder.mkdir(parents=True, exist_ok=True)
        try:
            for path in paths:
                shutil.copyfile(folder / path, part)
                with contextlib.suppress(PermissionError):  # file systems without such rights
                    part.chmod(0o644)
                tree.put(os.fspath(part), path)
                arrived(path)
        except BaseException:
            with contextlib.suppress(OSError):  # a full disk has room for the next publication again
                part.unlink(missing_ok=True)
            raise

    def remove(self, paths: Sequence[str], _folders: Sequence[str] = ()) -> None:
        """Delete files, and the folders that become empty."""
        tree = Tree(os.fspath(self.folder))
        for path in paths:
            tree.remove(path)

    def past(self, moment: float) -> None:
        """Return None: there is only what is there now."""

    def close(self) -> None:
        """Do nothing."""
