"""The index turned round: which documents have a key, gathered in parts, so that all cores can work at it."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from kawaraban.search.shards import digits, encode, line, shard_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kawaraban.search.keys import Keys


class Run(NamedTuple):
    """Documents that have a key: the first and the last of them, and the gaps behind the first, written."""

    first: int
    last: int
    rest: str


Part = tuple[dict[str, Run], dict[str, Run], dict[str, Run]]
"""Runs by key: of texts, of headings, of titles."""


def invert(first: int, found: Iterable[Keys]) -> Part:
    """Return which documents have a key; *found* are the keys of the documents from number *first* on."""
    lists: tuple[defaultdict[str, list[int]], ...] = (defaultdict(list), defaultdict(list), defaultdict(list))
    for number, keys in enumerate(found, first):
        for numbers, each in zip(lists, (keys.body, keys.headings, keys.title), strict=True):
            for key in each:
                numbers[key].append(number)
    text, headings, title = ({key: _run(numbers) for key, numbers in each.items()} for each in lists)
    return text, headings, title


def _run(numbers: list[int]) -> Run:
    if len(numbers) == 1:
        return Run(numbers[0], numbers[0], "")
    return Run(numbers[0], numbers[-1], encode(numbers[1:], numbers[0]))


def lines_of(parts: Sequence[Part], shards: int) -> list[list[str]]:
    """Return the lines of each shard, sorted; the documents of each part follow those of the part before."""
    lists = [_joined([part[which] for part in parts]) for which in range(3)]
    lines: list[list[str]] = [[] for _shard in range(shards)]
    for key in set().union(*lists):
        lines[shard_of(key, shards)].append(line(key, [each.get(key, "") for each in lists]))
    for each in lines:
        each.sort()
    return lines


def _joined(runs: list[dict[str, Run]]) -> dict[str, str]:
    lasts: dict[str, int] = {}
    joined: dict[str, str] = {}
    for each in runs:
        for key, (first, last, rest) in each.items():
            joined[key] = f"{joined.get(key, '')}{digits(first - lasts.get(key, -1) - 1)}{rest}"
            lasts[key] = last
    return joined
