"""Replace published files in one step each, without creating files.

To create a file and to free another for each page of a blog can take longer than to render all pages. So the inode of
a replaced file is reused for the next one, and until the end of a build, the new contents of published files are
together in one file per process.

An inode is reused only if nobody can notice: no other name leads to it, no program still reads it, and it belongs to
the same owner, with the same mode, as a new file would.
"""

from __future__ import annotations

import fcntl
import os
import signal
import sys
from contextlib import ExitStack, suppress
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from kawaraban.incremental.files import digest

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import BinaryIO

    from kawaraban.incremental.tree import Tree


AT_FDCWD, RENAME_EXCHANGE = -100, 2
"""Arguments of renameat2(2): paths are as in other calls; exchange the two."""


class Content(NamedTuple):
    """The new content of a published file: where it is in the file *pack*, in bytes, and its digest."""

    pack: str
    start: int
    size: int
    digest: str


class Pack:
    """The contents that a build writes: one after the other in one file of *folder* for each of its processes."""

    def __init__(self, folder: str) -> None:
        self._folder, self._name, self._end = folder, "", 0
        self._file: BinaryIO | None = None

    def add(self, data: bytes) -> Content:
        """Write *data*, and return where it is. Raises OSError."""
        if self._file is None or self._name != f"pack-{os.getpid()}":
            self._name = f"pack-{os.getpid()}"
            file = os.open(os.path.join(self._folder, self._name), os.O_WRONLY | os.O_CREAT, 0o666)
            self._file, self._end = open(file, "wb", buffering=0), os.fstat(file).st_size  # noqa: SIM115 - open during a build
        _write_at(self._file.fileno(), data, self._end)
        start, self._end = self._end, self._end + len(data)
        return Content(self._name, start, len(data), digest(data))

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            self._file.close()
            self._file = None


def replace_contents(
    site: Tree, contents: Mapping[str, Content], folder: str, moment: int, spare: str, *, verify: bool
) -> None:
    """Give files of the site new contents from the packs in *folder*; see `replace` for the other arguments.

    With *verify*, contents that a pack does not hold any more, or whose pack is missing, after a crash of the system,
    are left out. Raises OSError.
    """
    packs: dict[str, BinaryIO] = {}
    tolerated = (FileNotFoundError,) if verify else ()
    with ExitStack() as stack:
        for name in {content.pack for content in contents.values()}:
            with suppress(*tolerated):
                packs[name] = stack.enter_context(open(os.path.join(folder, name), "rb"))
        for file, content in contents.items():
            if content.pack not in packs:
                continue
            packs[content.pack].seek(content.start)
            data = packs[content.pack].read(content.size)
            if not verify or digest(data) == content.digest:
                replace(site, file, site.stat(file), data, moment, spare)


def replace(
    site: Tree, file: str, found: os.stat_result | None, data: bytes, moment: int, spare: str
) -> os.stat_result:
    """Replace a file of the site, whose status is *found*, by one that holds *data*, in one step; return its status.

    *spare* is the path of a temporary file, *moment* the modification time of the new file (nanoseconds), which the
    file system may round. Raises OSError.
    """
    made, path, old, is_linked = _write(spare, data, moment), site.path(file), f"{spare}.old", False
    if found and found.st_nlink == 1 and _access(found) == _access(made):  # the old file is the next spare one
        if _exchange(spare, path):
            return made
        is_linked = _link(path, old)
    site.put(spare, file)
    if is_linked:
        os.replace(old, spare)
    return os.stat(path)


def _write(path: str, data: bytes, moment: int) -> os.stat_result:
    file = _open_own(path)
    try:
        _write_at(file, data, 0)
        os.ftruncate(file, len(data))
        os.utime(file, ns=(moment, moment))
        return os.fstat(file)
    finally:
        os.close(file)


def _open_own(path: str) -> int:
    """Open a spare file; a new one unless it is certain that nobody else sees what is written to it."""
    file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o666)
    if os.fstat(file).st_nlink == 1 and not _may_be_read(file):
        return file
    os.close(file)
    os.unlink(path)
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o666)


def _may_be_read(file: int) -> bool:
    """Return whether a program may have a file open, such as a web server whose visitor is loading the page.

    Linux grants a lease for writing only to the single one that has a file open: fcntl(2), “Leases”.
    """
    if sys.platform != "linux":
        return True
    try:
        fcntl.fcntl(file, fcntl.F_SETSIG, signal.SIGURG)  # ignored; who opens a file with a lease causes a signal
        fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_WRLCK)
        fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    except OSError:
        return True
    return False


def _write_at(file: int, data: bytes, start: int) -> None:
    """Write all of *data*: a full disk takes a part of it first, without an error, and then refuses the rest."""
    done = 0
    while done < len(data):
        done += os.pwrite(file, memoryview(data)[done:], start + done)


@cache
def _renameat2() -> Callable[..., int] | None:
    """Return the system call that can exchange two files, None where there is none."""
    if sys.platform != "linux":
        return None
    from ctypes import CDLL  # takes a while to import

    return getattr(CDLL(None), "renameat2", None)


def _exchange(path: str, other: str) -> bool:
    """Exchange two files in one step; return whether that was possible: not on all file systems. See renameat2(2)."""
    call = _renameat2()
    return call is not None and call(AT_FDCWD, os.fsencode(path), AT_FDCWD, os.fsencode(other), RENAME_EXCHANGE) == 0


def _link(path: str, link: str) -> bool:
    """Make a hard link to a file; return whether that was possible."""
    try:
        os.link(path, link)
    except FileExistsError:  # left by an interrupted call: it may be a published file
        os.unlink(link)
        return _link(path, link)
    except OSError:  # no hard links here, or another file system
        return False
    return True


def _access(found: os.stat_result) -> tuple[int, int, int]:
    return found.st_mode, found.st_uid, found.st_gid
