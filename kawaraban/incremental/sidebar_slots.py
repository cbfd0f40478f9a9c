"""Replace the sidebar in thousands of finished pages without rendering them again."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from kawaraban.incremental.files import digest
from kawaraban.incremental.replacement import replace

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kawaraban.incremental.tree import Tree

Replaced = dict[str, tuple[str, int]]
"""Digest and modification time (nanoseconds) of pages with a new sidebar, by file."""


class Slot(NamedTuple):
    """Where the sidebar of a page is (`start` and `length` in bytes), and the `name` of the sidebar that replaces it.

    `holds` is the digest of the sidebar that the page has now.
    """

    start: int
    length: int
    name: str
    holds: str

    def is_in(self, page: bytes) -> bool:
        """Return whether a page still contains the old sidebar."""
        return digest(page[self.start : self.start + self.length]) == self.holds


def with_sidebar(page: bytes, slot: Slot, sidebar: bytes) -> bytes:
    """Return the page with its sidebar replaced."""
    return page[: slot.start] + sidebar + page[slot.start + slot.length :]


def _content(path: str, size: int) -> bytes:
    """Return the content of a file of this *size* in bytes; a file object would take longer than reading."""
    page = os.open(path, os.O_RDONLY)
    try:
        return os.read(page, size)
    finally:
        os.close(page)


def replace_sidebars(
    site: Tree,
    slots: Mapping[str, Slot],
    sidebars: Mapping[str, bytes],
    moment: int,
    spare: str,
) -> Replaced:
    """Replace the sidebar of pages of the site; return those that were replaced.

    A page that does not hold the old sidebar is skipped: it has been done already, or was edited since. *spare* is the
    path of a temporary file, *moment* the modification time of the new pages (nanoseconds). Raises OSError.
    """
    replaced = {}
    for file, slot in slots.items():
        if (found := site.stat(file)) is None:
            continue
        before = _content(site.path(file), found.st_size)
        if not slot.is_in(before):
            continue
        data = with_sidebar(before, slot, sidebars[slot.name])
        made = replace(site, file, found, data, moment, spare)
        replaced[file] = (digest(data), made.st_mtime_ns)
    return replaced
