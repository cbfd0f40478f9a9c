"""What proofreading finds: where, what it is, and, where that is certain, the lines that would be right."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kawaraban.model.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable

_LINE = re.compile(r"([^\r\n]*)(\r\n|\r|\n|$)")


@dataclass(frozen=True, slots=True)
class Replacement:
    """The lines that would be right in place of one line, counted from 1: without ends, one or more."""

    line: int
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """Something that its author may not have meant: the line, counted from 1, and what would be right.

    `replacements` are given only where nothing else can have been meant.
    """

    line: int
    text: str
    path: str = ""
    replacements: tuple[Replacement, ...] = field(default=(), compare=False)

    def __str__(self) -> str:
        return str(Problem(self.path, self.line, self.text))


def mended(source: str, findings: Iterable[Finding]) -> str:
    """Return a source with all replacements made; each line keeps its end, whatever that is.

    Of findings that want the same line the first has it: who calls reads the result again.
    """
    lines = [(found[1], found[2]) for found in _LINE.finditer(source)]
    taken: dict[int, tuple[str, ...]] = {}
    for finding in findings:
        if finding.replacements and not taken.keys() & {each.line for each in finding.replacements}:
            taken |= {each.line: each.words for each in finding.replacements}
    for number, words in taken.items():
        end = lines[number - 1][1]
        lines[number - 1] = (end.join(words), end)
    return "".join(words + end for words, end in lines)
