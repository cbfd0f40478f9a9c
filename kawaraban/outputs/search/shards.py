"""Shards: the files that say which documents have a key.

A shard is text, a line a key, sorted: the key, a space, then up to three lists of documents parted by `.`: those that
have the key in their text, in a heading, in title or labels, each document once, in the best of them. A list begins
with its highest number; for every lower one follows how many documents are left out between. Numbers are written in
digits of five bits, the lowest first, of which all but the last have 32 added; digit n is the n-th of `DIGITS`.
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
    """Return the number of the shard that knows a key, where there are *count*, a power of two (CRC-32)."""
    return zlib.crc32(key.encode("utf-8", "replace")) & (count - 1)


def count_for(documents: int) -> int:
    """Return how many shards an index has, a power of two.

    At least 64, two documents and a half a shard; of more than 8,000, whose lists are longer, a quarter of it.
    """
    wanted = -(-documents * (2 if documents <= MANY else 8) // 5)
    return max(64, 1 << max(0, (wanted - 1).bit_length()))


@lru_cache(100_000)
def digits(number: int) -> str:
    """Return a number in digits."""
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
    """Return a list, written; *documents* ascend."""
    if not documents:
        return ""
    falling = documents[::-1]
    return digits(falling[0]) + "".join(map(_gap, map(sub, falling, falling[1:])))


def decode(written: str) -> list[int]:
    """Return the numbers of a list, ascending."""
    numbers = map(_number, _NUMBER.findall(written))
    return list(accumulate(numbers, lambda last, gap: last - gap - 1))[::-1]


def joined(text: str, headings: str, titles: str) -> str:
    """Return the lists of a key as they stand in its line, empty where no document is left."""
    return f"{text}.{headings}.{titles}".rstrip(".")


def _moved(written: str, document: int, there: bool) -> str:
    """Return a list with a document, or without it."""
    first = _NUMBER.match(written)
    if there and first and document > (last := _number(first[0])):  # a new post: nothing else moves
        return digits(document) + digits(document - last - 1) + written[first.end() :]
    others = {*decode(written)} - {document}
    return encode(sorted(others | {document} if there else others))


def patch(shard: str, changes: dict[str, list[tuple[int, int, bool]]]) -> str:
    """Return a shard after *changes*: by key, (list, document, whether it is there now)."""
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
