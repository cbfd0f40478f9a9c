"""What is wrong with a source, told so that its author can put it right.

An author who mistypes a date reads `posts/x.md:3: what is wrong, what would be right`, all such lines of a
build at once, and nothing of what was published before is touched.
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

from sphinx.errors import SphinxError
from sphinx.locale import get_translation

if TYPE_CHECKING:
    from collections.abc import Iterable

_ = get_translation("sphinx")


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One fault: path relative to the source folder, line counted from 1, and what would be right."""

    path: str
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.text}"


class ProblemsFound(SphinxError):
    """Raised before anything is written, with every problem of the build.

    Its text is one problem a line, sorted by file and line.
    """

    category = "Problems"

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(map(str, self.problems)))

    def __str__(self) -> str:
        return "\n" + "\n".join(map(str, self.problems))


def suggest(word: str, known: Iterable[str]) -> str:
    """Return « Did you mean “tags”?» with the known word nearest to *word*, or an empty text."""
    near = get_close_matches(word.lower(), list(known), n=1, cutoff=0.6)
    return " " + _("Did you mean “%s”?") % near[0] if near else ""
