"""Changes within a file that leave every other byte of it alone, line ends and what cannot be seen too."""

from __future__ import annotations

import codecs
from bisect import bisect_left
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable


class Edit(NamedTuple):
    """What stands from `start` to `end` in a text with Unix line ends becomes `text`."""

    start: int
    end: int
    text: str


def applied(text: str, edits: Iterable[Edit]) -> str:
    """Return a text after edits that do not overlap."""
    for edit in sorted(edits, reverse=True):
        text = text[: edit.start] + edit.text + text[edit.end :]
    return text


def applied_to_file(data: bytes, edits: Iterable[Edit]) -> bytes:
    """Return a file in UTF-8 after edits of what `text.encoding.decode` makes of it. Raises UnicodeDecodeError."""
    mark = codecs.BOM_UTF8 if data.startswith(codecs.BOM_UTF8) else b""
    raw = data.removeprefix(mark).decode()
    ends = [at for at, char in enumerate(raw) if char == "\n" and raw[at - 1 : at] == "\r"]
    folded = [at - number - 1 for number, at in enumerate(ends)]  # where a pair of characters became one
    ending = "\r\n" if 2 * len(ends) > raw.count("\n") else "\n"
    if "\n" not in raw and "\r" in raw:
        ending = "\r"

    def place(at: int) -> int:
        return at + bisect_left(folded, at)

    moved = (Edit(place(start), place(end), text.replace("\n", ending)) for start, end, text in edits)
    return mark + applied(raw, moved).encode()
