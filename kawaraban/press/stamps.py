"""Another sidebar in thousands of finished pages: each page is replaced in one step, and what can be is used again.

A new file for each page would cost more than all the rest of a build: the file system looks for room, and gives back
that of the old page. So the page that has just been replaced becomes the paper for the next one.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from kawaraban.press.files import digest

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


class Slot(NamedTuple):
    """Where in a page the sidebar stands, in bytes, and the name of the one that comes there."""

    start: int
    length: int
    name: str


def stamped(page: bytes, slot: Slot, sidebar: bytes) -> bytes:
    """Return a page with another sidebar."""
    return page[: slot.start] + sidebar + page[slot.start + slot.length :]


def stamp(
    site: str,
    slots: Mapping[str, Slot],
    sidebars: Mapping[str, bytes],
    moment: int,
    spare: str,
    move: Callable[[str, str], None],
) -> dict[str, str]:
    """Stamp pages of the site, and return the digest of each; those of the modification time *moment* are done already.

    *spare* is the name of a file to write to, *move* what moves one file over another.
    """
    digests = {}
    for file, slot in slots.items():
        path = os.path.join(site, file)
        with open(path, "rb") as page:
            if os.fstat(page.fileno()).st_mtime_ns == moment:
                continue
            data = stamped(page.read(), slot, sidebars[slot.name])
        digests[file] = digest(data)
        _write(spare, data, moment)
        _exchange(spare, path, move)
    return digests


def _write(path: str, data: bytes, moment: int) -> None:
    file = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    try:
        os.ftruncate(file, os.pwrite(file, data, 0))
        os.utime(file, ns=(moment, moment))
    finally:
        os.close(file)


def _exchange(spare: str, path: str, move: Callable[[str, str], None]) -> None:
    """Put *spare* in the place of *path*; what was there becomes the spare, where nobody else has a link to it."""
    old = f"{spare}.old"
    try:
        if os.stat(path).st_nlink == 1:
            os.link(path, old)
    except OSError:  # a file system without such links, or another one
        pass
    move(spare, path)
    if os.path.exists(old):
        os.replace(old, spare)
