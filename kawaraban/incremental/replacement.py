"""Replace published files in one step each, without creating files.

To create a file and to free another for each page of a blog can take longer than to render all pages. So the inode of
a replaced file is reused for the next one, and until the end of a build, the new contents of published files are
together in one file per process.
"""

from __future__ import annotations

import os
from contextlib import ExitStack, suppress
from typing import TYPE_CHECKING, NamedTuple

from kawaraban.incremental.files import digest

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import BinaryIO

    from kawaraban.incremental.tree import Tree


class Content(NamedTuple):
    """The new content of a published file: where it is in the file *pack*, in bytes, and its digest."""

    pack: str
    start: int
    size: int
    digest: str


class Pack:
    """The contents that the process `pid` writes: one after the other in one file of a folder."""

    def __init__(self, folder: str) -> None:
        self.pid = os.getpid()
        self._name = f"pack-{self.pid}"
        self._file: BinaryIO = open(os.path.join(folder, self._name), "ab")  # noqa: SIM115 - open during a build
        self._end = self._file.tell()

    def add(self, data: bytes) -> Content:
        """Write *data*, and return where it is. Raises OSError."""
        self._file.write(data)
        self._file.flush()
        start, self._end = self._end, self._end + len(data)
        return Content(self._name, start, len(data), digest(data))

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def replace_contents(
    site: Tree, contents: Mapping[str, Content], folder: str, moment: int, spare: str, *, verify: bool
) -> None:
    """Give files of the site new contents from the packs in *folder*; see `replace` for the other arguments.

    With *verify*, contents that a pack does not hold any more, after a crash of the system, are left out. Raises
    OSError.
    """
    with ExitStack() as stack:
        packs = {
            name: stack.enter_context(open(os.path.join(folder, name), "rb"))
            for name in {content.pack for content in contents.values()}
        }
        for file, content in contents.items():
            packs[content.pack].seek(content.start)
            data = packs[content.pack].read(content.size)
            if not verify or digest(data) == content.digest:
                replace(site, file, data, moment, spare)


def replace(site: Tree, file: str, data: bytes, moment: int, spare: str) -> None:
    """Replace a file of the site by one that holds *data*, in one step.

    *spare* is the path of a temporary file, *moment* the modification time of the new file (nanoseconds). Raises
    OSError.
    """
    _write(spare, data, moment)
    _exchange(spare, site, file)


def _write(path: str, data: bytes, moment: int) -> None:
    file = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    try:
        os.ftruncate(file, os.pwrite(file, data, 0))
        os.utime(file, ns=(moment, moment))
    finally:
        os.close(file)


def _exchange(spare: str, site: Tree, file: str) -> None:
    """Replace a file by *spare*; the old file becomes the new spare, unless it has other hard links."""
    old, found, is_linked = f"{spare}.old", site.stat(file), False
    if found and found.st_nlink == 1:
        with suppress(FileNotFoundError):  # left by an interrupted call: it may be a published file
            os.unlink(old)
        with suppress(OSError):  # no hard links here, or another file system
            os.link(site.path(file), old)
            is_linked = True
    site.put(spare, file)
    if is_linked:
        os.replace(old, spare)
