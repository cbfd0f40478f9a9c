"""Shards: the files that map keys to documents.

A shard is sorted text with one key per line: the key, a space, then up to three lists of documents separated by `.`:
those that contain the key in the text, in a heading, in the title or labels. A document is only in the last list that
applies. A list begins with its highest number; each lower one is given by the number of documents skipped before it.
Numbers are little-endian in base 32; 32 is added to every digit but the last, and digit n is the n-th of `DIGITS`.
"""

from __future__ import annotations

import re
import zlib
from bisect import bisect_left
from functools import lru_cache
from itertools import accumulate
from operator import sub
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_"
MANY = 8000
_NUMBER = re.compile(rf"[{re.escape(DIGITS[32:])}]*[{DIGITS[:32]}]")


def shard_of(key: str, count: int) -> int:
    """Return the shard of a key, given the number of shards, a power of two; based on CRC-32."""
    return zlib.crc32(key.encode("utf-8", "replace")) & (count - 1)


def count_for(documents: int) -> int:
    """Return the number of shards of an index, a power of two.

    That is at least 64, and at least one per 2.5 documents; above 8,000 documents, as lists grow, four times that.
    """
    wanted = -(-documents * (2 if documents <= MANY else 8) // 5)
    return max(64, 1 << max(0, (wanted - 1).bit_length()))


@lru_cache(100_000)
def digits(number: int) -> str:
    """Return an encoded number."""
    written = ""
    while number > 31:
        written += DIGITS[32 + (number & 31)]
        number >>= 5
    return written + DIGITS[number]


@lru_cache(100_000)
def _number(written: str) -> int:
    return sum((DIGITS.index(digit) & 31) << 5 * place for place, digit in enumerate(written))


@lru_cache(100_000)
def _gap(difference: int) -> str:
    return digits(difference - 1)


def encode(documents: Sequence[int]) -> str:
    """Return an encoded list of ascending *documents*."""
    if not documents:
        return ""
    falling = documents[::-1]
    return digits(falling[0]) + "".join(map(_gap, map(sub, falling, falling[1:])))


def decode(written: str) -> list[int]:
    """Return the numbers of an encoded list, ascending."""
    numbers = map(_number, _NUMBER.findall(written))
    return list(accumulate(numbers, lambda last, gap: last - gap - 1))[::-1]


def joined(text: str, headings: str, titles: str) -> str:
    """Return the three lists of a key as written in its line, empty if no document is left."""
    return f"{text}.{headings}.{titles}".rstrip(".")


def _moved(written: str, document: int, there: bool) -> str:
    """Return a list with or without a document."""
    first = _NUMBER.match(written)
    if there and first and document > (last := _number(first[0])):  # a new post: no other number changes
        return digits(document) + digits(document - last - 1) + written[first.end() :]
    others = {*decode(written)} - {document}
    return encode(sorted(others | {document} if there else others))


def patch(shard: str, changes: dict[str, list[tuple[int, int, bool]]]) -> str:
    """Return a shard after *changes*, which map a key to (list, document, whether it contains the key now)."""
    lines = shard.split("\n") if shard else []
    for key, moves in changes.items():
        at = bisect_left(lines, f"{key} ")
        known = at < len(lines) and lines[at].startswith(f"{key} ")
        written = (lines[at].partition(" ")[2] if known else "").split(".")
        lists = [*written, "", ""][:3]
        for which, document, there in moves:
            lists[which] = _moved(lists[which], document, there)
        new = joined(*lists)
        lines[at : at + known] = [f"{key} {new}"] if new else []
    return "\n".join(lines)
