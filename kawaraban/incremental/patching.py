"""Another sidebar in thousands of finished pages: each is replaced in one step, and what can be is used again.

A new file for each page would cost more than all the rest of a build: the file system looks for room, and gives back
that of the old page. So the page that has just been replaced becomes the paper for the next one.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from kawaraban.incremental.files import digest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kawaraban.incremental.tree import Tree


class Slot(NamedTuple):
    """Where in a page the sidebar stands, in bytes, the name of the one that comes there.

    `holds` is the digest of the one that is there.
    """

    start: int
    length: int
    name: str
    holds: str

    def is_in(self, page: bytes) -> bool:
        """Return whether a page still has the sidebar that it shall lose."""
        return digest(page[self.start : self.start + self.length]) == self.holds


def stamped(page: bytes, slot: Slot, sidebar: bytes) -> bytes:
    """Return a page with another sidebar."""
    return page[: slot.start] + sidebar + page[slot.start + slot.length :]


def stamp(
    site: Tree,
    slots: Mapping[str, Slot],
    sidebars: Mapping[str, bytes],
    moment: int,
    spare: str,
) -> dict[str, str]:
    """Stamp pages of the site, and return the digest of each; what does not hold the old sidebar is left alone.

    That has been done already, or somebody has changed it since. *spare* is the name of a file to write to, *moment*
    the modification time of the pages.
    """
    digests = {}
    for file, slot in slots.items():
        if site.stat(file) is None:
            continue
        with open(site.path(file), "rb") as page:
            found = page.read()
        if not slot.is_in(found):
            continue
        data = stamped(found, slot, sidebars[slot.name])
        digests[file] = digest(data)
        _write(spare, data, moment)
        _exchange(spare, site, file)
    return digests


def _write(path: str, data: bytes, moment: int) -> None:
    file = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    try:
        os.ftruncate(file, os.pwrite(file, data, 0))
        os.utime(file, ns=(moment, moment))
    finally:
        os.close(file)


def _exchange(spare: str, site: Tree, file: str) -> None:
    """Put *spare* in the place of a page; what was there becomes the spare, where nobody else has a link to it."""
    old, path = f"{spare}.old", site.path(file)
    try:
        if os.stat(path).st_nlink == 1:
            os.link(path, old)
    except OSError:  # a file system without such links, or another one
        pass
    site.put(spare, file)
    if os.path.exists(old):
        os.replace(old, spare)
