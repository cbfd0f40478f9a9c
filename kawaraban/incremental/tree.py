"""A folder of published files, accessed safely: never through symbolic links, and replacing whatever is in the way.

The folder itself may be a link; links inside it are not followed.
"""

from __future__ import annotations

import errno
import os
import shutil
from stat import S_ISDIR, S_ISREG

from kawaraban.incremental.files import digest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable


class Tree:
    """The files below *root*, named by their path from there, with `/`. The check of each folder is cached."""

    def __init__(self, root: str) -> None:
        self.root = root
        self._real = {"": True}

    def path(self, file: str) -> str:
        """Return the path of a file."""
        return f"{self.root}/{file}"

    def stat(self, file: str) -> os.stat_result | None:
        """Return the status of a regular file, or None where there is none."""
        if not self._is_real(file.rpartition("/")[0]):
            return None
        try:
            found = os.lstat(self.path(file))
        except OSError:
            return None
        return found if S_ISREG(found.st_mode) else None

    def _is_real(self, folder: str) -> bool:
        """Return whether a folder exists and neither it nor a folder above it is a link."""
        if folder not in self._real:
            try:
                is_folder = S_ISDIR(os.lstat(self.path(folder)).st_mode)
            except OSError:
                is_folder = False
            self._real[folder] = is_folder and self._is_real(folder.rpartition("/")[0])
        return self._real[folder]

    def put(self, source: str, file: str) -> None:
        """Move *source* to *file* in one step, replacing a link or a folder that is in the way.

        A source that does not exist was moved by an earlier, interrupted call and is ignored. Raises OSError.
        """
        if not os.path.lexists(source):
            return
        self._make(file.rpartition("/")[0])
        path = self.path(file)
        try:
            move(source, path)
        except (IsADirectoryError, PermissionError):
            if not os.path.isdir(path) or os.path.islink(path):
                raise
            shutil.rmtree(path)
            move(source, path)

    def make_folders(self, files: Iterable[str]) -> None:
        """Make the folders of files, before several processes put them there."""
        for folder in {file.rpartition("/")[0] for file in files}:
            self._make(folder)

    def _make(self, folder: str) -> None:
        """Create a folder and those above it, replacing links and files of the same name."""
        if self._real.get(folder):
            return
        self._make(folder.rpartition("/")[0])
        path = self.path(folder)
        if os.path.islink(path) or (os.path.lexists(path) and not os.path.isdir(path)):
            os.unlink(path)
        os.makedirs(path, exist_ok=True)
        self._real[folder] = True

    def remove(self, file: str) -> None:
        """Delete a file, and the folders that become empty. Raises OSError."""
        folder = file.rpartition("/")[0]
        if not self._is_real(folder):
            return
        try:
            os.unlink(self.path(file))
        except FileNotFoundError:
            return
        except (IsADirectoryError, PermissionError):
            if not os.path.isdir(self.path(file)):
                raise
            folder = file  # a folder of that name: deleted if it is empty
        while folder:
            try:
                os.rmdir(self.path(folder))
            except OSError:
                return
            self._real.pop(folder, None)
            folder = folder.rpartition("/")[0]


def move(source: str, target: str) -> None:
    """Move a file over another in one step, also from another file system. Raises OSError."""
    try:
        os.replace(source, target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        part = os.path.join(os.path.dirname(target), f"{digest(target)}.part")
        shutil.copy2(source, part)
        os.replace(part, target)
        os.unlink(source)
