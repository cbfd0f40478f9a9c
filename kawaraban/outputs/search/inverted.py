"""The inverted index: the documents that contain each key. It is built in parts, so that all cores can work on it."""

from __future__ import annotations

from array import array
from collections import defaultdict
from typing import TYPE_CHECKING

from kawaraban.outputs.search.shards import encode, joined, shard_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kawaraban.outputs.search.keys import Keys

Piece = tuple[dict[str, bytes], dict[str, bytes], dict[str, bytes]]
"""The documents that contain a key in their text, in a heading, in their title: ascending numbers of 32 bits."""


def invert(first: int, found: Iterable[Keys], shards: int) -> list[Piece]:
    """Return a piece for each shard; *found* are the keys of consecutive documents, starting with number *first*."""
    lists: tuple[defaultdict[str, list[int]], ...] = (defaultdict(list), defaultdict(list), defaultdict(list))
    for number, keys in enumerate(found, first):
        for numbers, each in zip(lists, (keys.body, keys.headings, keys.title), strict=True):
            for key in each:
                numbers[key].append(number)
    pieces: list[Piece] = [({}, {}, {}) for _shard in range(shards)]
    for which, having in enumerate(lists):
        for key, known in having.items():
            pieces[shard_of(key, shards)][which][key] = array("I", known).tobytes()
    return pieces


def lines_of(pieces: Sequence[Piece]) -> list[str]:
    """Return the sorted lines of a shard; *pieces* cover ascending ranges of documents."""
    text, *others = ([piece[which] for piece in pieces] for which in range(3))
    written, (headings, titles) = _written(text), map(_written, others)
    for key in {*headings, *titles}:
        written[key] = joined(written.get(key, ""), headings.get(key, ""), titles.get(key, ""))
    return sorted(f"{key} {lists}" for key, lists in written.items())


def _written(pieces: Sequence[dict[str, bytes]]) -> dict[str, str]:
    whole: dict[str, bytes] = {}
    for each in pieces:
        for key, numbers in each.items():
            whole[key] = whole[key] + numbers if key in whole else numbers
    return {key: encode(array("I", numbers).tolist()) for key, numbers in whole.items()}
