"""Edits of a text that preserve every other byte of its file, including line ends and the byte order mark."""

from __future__ import annotations

import codecs
from bisect import bisect_left
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable


class Edit(NamedTuple):
    """Replaces the characters from `start` to `end` of a text with Unix line ends by `text`."""

    start: int
    end: int
    text: str


def apply_edits(text: str, edits: Iterable[Edit]) -> str:
    """Return a text with edits applied, which must not overlap."""
    for edit in sorted(edits, reverse=True):
        text = text[: edit.start] + edit.text + text[edit.end :]
    return text


def apply_edits_to_file(data: bytes, edits: Iterable[Edit]) -> bytes:
    """Return a UTF-8 file with edits of its text (see `text.encoding.decode`) applied. Raises UnicodeDecodeError."""
    mark = codecs.BOM_UTF8 if data.startswith(codecs.BOM_UTF8) else b""
    raw = data.removeprefix(mark).decode()
    ends = [at for at, char in enumerate(raw) if char == "\n" and raw[at - 1 : at] == "\r"]
    folded = [at - number - 1 for number, at in enumerate(ends)]  # positions at which CR LF became LF
    ending = "\r\n" if 2 * len(ends) > raw.count("\n") else "\n"
    if "\n" not in raw and "\r" in raw:
        ending = "\r"

    def place(at: int) -> int:
        return at + bisect_left(folded, at)

    moved = (Edit(place(start), place(end), text.replace("\n", ending)) for start, end, text in edits)
    return mark + apply_edits(raw, moved).encode()
