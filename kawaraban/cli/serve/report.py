"""The result of a build of the preview: its text, its mistakes with excerpts of the sources, the changed files."""

from __future__ import annotations

import json
import os
import re
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from kawaraban.model.problems import Problem

MAX_SHOWN = 50
"""The number of mistakes that are shown at once."""
CONTEXT = 2
"""The number of lines that are shown before and after a mistake."""
MAX_WIDTH = 240
"""The number of characters that are shown of a line, which may be a whole paragraph."""
MAX_SIZE = 2_000_000
"""The size of files, in bytes, above which no excerpt is shown."""


class Mistake(NamedTuple):
    """A problem with its path from the source folder (empty if none), its line from 1, and its message.

    `excerpt` has the lines around it with their numbers, none if they are unknown.
    """

    path: str
    line: int
    text: str
    excerpt: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """The result of a build.

    `text` is what `make html` would print. After a build without mistakes, `files` are the pictures, stylesheets and
    scripts that have changed, relative to the site, and `outside` the folders of files outside the sources that were
    read.
    """

    text: str
    mistakes: tuple[Mistake, ...] = ()
    files: tuple[str, ...] = ()
    outside: tuple[str, ...] = ()

    def dump(self) -> bytes:
        """Return the report as one line."""
        return json.dumps(asdict(self)).encode() + b"\n"

    @staticmethod
    def load(line: bytes) -> Report:
        """Return the report from such a line."""
        plain: dict[str, Any] = json.loads(line)
        mistakes = (
            Mistake(path, at, text, tuple(map(tuple, excerpt))) for path, at, text, excerpt in plain["mistakes"]
        )
        return Report(plain["text"], tuple(mistakes), tuple(plain["files"]), tuple(plain["outside"]))


def mistakes_of(problems: Iterable[Problem], root: Path) -> tuple[Mistake, ...]:
    """Return problems as mistakes, those that are shown with excerpts."""
    found = [each for each in problems if each.text]
    near = [excerpt(root, each.path, each.line, each.text) if at < MAX_SHOWN else () for at, each in enumerate(found)]
    return tuple(Mistake(each.path, each.line, each.text, lines) for each, lines in zip(found, near, strict=True))


def excerpt(root: Path, name: str, line: int, message: str = "") -> tuple[tuple[int, str], ...]:
    """Return the lines around a line of a file in the project, with their numbers; none if there is no such line.

    Of a long line, the part that *message* quotes is shown.
    Line 1 may mean that the line is unknown, so nothing is shown if it is the fence of front matter.
    """
    path = root / name
    if not name or not os.path.realpath(path).startswith(f"{os.path.realpath(root)}{os.sep}"):
        return ()
    try:
        if not path.is_file() or path.stat().st_size > MAX_SIZE:
            return ()
        lines = path.read_text("utf-8-sig", "replace").splitlines()
    except OSError:
        return ()
    if not 0 < line <= len(lines) or (line == 1 and lines[0].strip() == "---"):
        return ()
    first, last = max(1, line - CONTEXT), min(len(lines), line + CONTEXT)
    return tuple((number, shortened(lines[number - 1], message)) for number in range(first, last + 1))


def shortened(line: str, message: str) -> str:
    """Return at most `MAX_WIDTH` characters of a line: around the words that *message* quotes, else the first ones."""
    quoted = re.findall("[「“]([^」”]+)[」”]", message)
    at = next((found for words in quoted if (found := line.find(words)) >= 0), 0)
    start = max(0, min(at - MAX_WIDTH // 3, len(line) - MAX_WIDTH))
    shown = line[start : start + MAX_WIDTH]
    return f"{'…' if start else ''}{shown}{'…' if start + len(shown) < len(line) else ''}"
