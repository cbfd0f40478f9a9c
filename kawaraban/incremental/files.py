"""Source files: find them, detect changes, compute digests."""

from __future__ import annotations

import os
import stat
import time
from hashlib import blake2b

TYPE_CHECKING = False  # as in `typing`, which takes a while to import
if TYPE_CHECKING:
    from collections.abc import Iterator

Stamp = tuple[int, int, int, int]
"""Modification time and change time in nanoseconds, size in bytes, inode number."""

ABSENT: Stamp = (0, 0, 0, 0)
NEVER = {"_build", "node_modules", "__pycache__"}
"""Folders that are not searched for sources, besides those whose name begins with a dot."""
UNCERTAIN_NS = 2_000_000_000
"""A file that changed within this many nanoseconds before it was stamped could change again unnoticed."""


def stamp_of(path: str) -> Stamp:
    """Return the stamp of a file, or `ABSENT` where there is none."""
    try:
        return _stamp(os.stat(path))
    except OSError:
        return ABSENT


def _stamp(found: os.stat_result) -> Stamp:
    return found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino


def scan(root: str, apart: tuple[str, ...] = (), links: set[str] | None = None) -> dict[str, Stamp]:
    """Return the stamps of all files below *root*, by path with `/`, without the absolute folders in *apart*.

    Symbolic links are followed, each linked folder once; a broken link is listed as `ABSENT`. All are added to *links*.
    """
    found: dict[str, Stamp] = {}
    links = set() if links is None else links
    linked: set[str] = set()
    folders = [("", root)]
    while folders:
        prefix, folder = folders.pop()
        try:
            entries = list(os.scandir(folder))
        except OSError:
            continue
        for entry in entries:
            name = entry.name
            if entry.is_symlink():
                links.add(prefix + name)
            try:
                if not entry.is_dir():
                    found[prefix + name] = _stamp(entry.stat())
                    continue
            except OSError:  # a broken or circular link
                found[prefix + name] = ABSENT
                continue
            if name[0] != "." and name not in NEVER and entry.path not in apart:
                if entry.is_symlink():
                    real = os.path.realpath(entry.path)
                    if real in linked or f"{root}/".startswith(f"{real}/"):
                        continue
                    linked.add(real)
                folders.append((f"{prefix}{name}/", entry.path))
    return found


def is_certain(stamp: Stamp, now: int) -> bool:
    """Return whether any change after *now* (nanoseconds) is sure to change this stamp."""
    return stamp[1] < now - UNCERTAIN_NS


def clock() -> int:
    """Return the current time in nanoseconds."""
    return time.time_ns()


def digest(data: bytes | str) -> str:
    """Return the digest of *data*: 32 hexadecimal digits (BLAKE2b, RFC 7693).

    Text may contain surrogates, as in file names that are not UTF-8.
    """
    given = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data
    return blake2b(given, digest_size=16).hexdigest()


def digest_of(path: str) -> str:
    """Return the digest of a file's content; an empty text where it is not a regular file or cannot be read."""
    try:
        if not stat.S_ISREG(os.stat(path).st_mode):
            return ""
        with open(path, "rb") as file:
            return digest(file.read())
    except OSError:
        return ""


def files_below(root: str) -> Iterator[tuple[str, str]]:
    """Yield the name (relative to *root*, with `/`) and the path of each file below *root*."""
    for folder, _folders, names in os.walk(root):
        prefix = os.path.relpath(folder, root).replace(os.sep, "/") + "/"
        for name in names:
            yield (prefix + name).removeprefix("./"), os.path.join(folder, name)
