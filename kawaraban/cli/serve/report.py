"""What one build of the preview ended with: its words, its mistakes with the lines that they stand in, what changed."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from kawaraban.model.problems import Problem

SHOWN = 50
"""How many mistakes are shown at once: who has put these right sees the next ones."""
AROUND = 2
"""How many lines are shown before and after the one that is wrong."""
WIDEST = 240
"""How much of a line is shown: who writes a paragraph in one line finds the place by its beginning."""
LARGEST = 2_000_000
"""A larger file is no text that anybody writes."""


class Mistake(NamedTuple):
    """One thing to put right: path from the source folder ("" where it has none), line from 1, what would be right.

    `excerpt` are the lines around it with their numbers, none where they are not known.
    """

    path: str
    line: int
    text: str
    excerpt: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """What a build ended with.

    `said` is what `make html` would print. Without a mistake the site is that of the sources; `files` are then those
    of its pictures, styles and scripts that have changed, named from the root of the site, and `elsewhere` the folders
    of what it read outside the sources.
    """

    said: str
    mistakes: tuple[Mistake, ...] = ()
    files: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()

    def dump(self) -> bytes:
        """Return the report as one line."""
        return json.dumps(asdict(self)).encode() + b"\n"

    @staticmethod
    def load(line: bytes) -> Report:
        """Return the report that a line tells."""
        plain: dict[str, Any] = json.loads(line)
        mistakes = (
            Mistake(path, at, text, tuple(map(tuple, excerpt))) for path, at, text, excerpt in plain["mistakes"]
        )
        return Report(plain["said"], tuple(mistakes), tuple(plain["files"]), tuple(plain["elsewhere"]))


def mistakes_of(problems: Iterable[Problem], root: Path) -> tuple[Mistake, ...]:
    """Return problems, the first ones with the lines around each."""
    found = [each for each in problems if each.text]
    near = [excerpt(root, each.path, each.line) if at < SHOWN else () for at, each in enumerate(found)]
    return tuple(Mistake(each.path, each.line, each.text, lines) for each, lines in zip(found, near, strict=True))


def excerpt(root: Path, name: str, line: int) -> tuple[tuple[int, str], ...]:
    """Return the lines around a line of a file of the project, none where it has no such line.

    Line 1 also means that the line is not known; where the file begins with a fence of front matter, nothing is shown.
    """
    path = root / name
    if not name or not os.path.realpath(path).startswith(f"{os.path.realpath(root)}{os.sep}"):
        return ()
    try:
        if not path.is_file() or path.stat().st_size > LARGEST:
            return ()
        lines = path.read_text("utf-8-sig", "replace").splitlines()
    except OSError:
        return ()
    if not 0 < line <= len(lines) or (line == 1 and lines[0].strip() == "---"):
        return ()
    first, last = max(1, line - AROUND), min(len(lines), line + AROUND)
    return tuple((number, lines[number - 1][:WIDEST]) for number in range(first, last + 1))
