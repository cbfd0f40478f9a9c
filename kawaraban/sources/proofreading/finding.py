"""Findings of proofreading, and how their corrections are applied."""

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
    """One or more lines (without line ends) that replace one line, counted from 1."""

    line: int
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """A likely mistake: the line (counted from 1), a message that says what to write, and the path of the source.

    `replacements` correct it; they are set only if the correction is certain.
    """

    line: int
    text: str
    path: str = ""
    replacements: tuple[Replacement, ...] = field(default=(), compare=False)

    def __str__(self) -> str:
        return str(Problem(self.path, self.line, self.text))


def corrected(source: str, findings: Iterable[Finding]) -> str:
    """Return a source with the replacements of *findings* applied; line ends are kept.

    If several findings replace the same line, only the first is applied: proofread the result again for the others.
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
