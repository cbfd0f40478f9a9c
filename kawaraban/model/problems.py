"""What is wrong with a source, told so that its author can put it right.

An author who mistypes a date reads `posts/x.md:3: what is wrong, what would be right`, all such lines of a
build at once, and nothing of what was published before is touched.
"""

from __future__ import annotations

import errno
import os
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import TYPE_CHECKING

from sphinx.errors import SphinxError
from sphinx.locale import get_translation

if TYPE_CHECKING:
    from collections.abc import Iterable

_ = get_translation("sphinx")


def N_(text: str) -> str:  # noqa: N802 - as gettext's manual calls it
    """Return *text*, which is translated where it is told."""
    return text


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One fault: path relative to the source folder (empty where it has none), line from 1, what would be right.

    `shared`: the same remedy, in one place, serves all problems of this text, so it is told once.
    """

    path: str
    line: int
    text: str
    shared: bool = False

    def __str__(self) -> str:
        return f"{self.place}: {self.text}" if self.path else self.text

    @property
    def place(self) -> str:
        """Where it is, as editors read it."""
        return f"{self.path}:{self.line}"


def told(problems: Iterable[Problem]) -> str:
    """Return the problems, one a line, as `listed` has them."""
    return "\n".join(map(str, listed(problems)))


def listed(problems: Iterable[Problem]) -> list[Problem]:
    """Return the problems by file and line, each once; one that many places share names the first three of them.

    Line 1 also means that the line is not known; where another line of the file has the same text, that is enough.
    """
    places: dict[str, list[Problem]] = {}
    found = sorted(set(problems))
    placed = {(each.path, each.text) for each in found if each.line > 1}
    unique = [each for each in found if each.line > 1 or (each.path, each.text) not in placed]
    for each in unique:
        if each.shared:
            places.setdefault(each.text, []).append(each)
    first = []
    for each in unique:
        same = places.get(each.text, []) if each.shared else []
        if len(same) < 2:
            first.append(each)
        elif same[0] is each:
            more = _(", ").join(other.place for other in same[1:3]) + (" …" if len(same) > 3 else "")
            told_once = each.text + " " + _("(in %d places: also %s)") % (len(same), more)
            first.append(replace(each, text=told_once))
    return first


class ProblemsFound(SphinxError):
    """Raised before anything is written, with every problem of the build.

    Its text is one problem a line, sorted by file and line.
    """

    category = "Problems"

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__(told(self.problems))

    def __str__(self) -> str:
        return "\n" + told(self.problems)


def denials() -> dict[int, str]:
    """Return what the system says where it does not let us write or read, by its number, in the author's language."""
    return {
        errno.EROFS: _("the file system can only be read."),
        errno.EACCES: _("this user is not allowed to."),
        errno.EPERM: _("this user is not allowed to."),
        errno.ENOSPC: _("the disk is full."),
        errno.EDQUOT: _("this user's share of the disk is full."),
    }


def denied(error: OSError) -> str:
    """Return one line on a file or folder that cannot be written or read, its path from here, and why."""
    name = error.filename2 or error.filename
    path = os.path.relpath(name) if isinstance(name, (str, os.PathLike)) else ""
    reason = denials().get(error.errno or 0) or str(error.strerror or error)
    return _("%s: %s") % (path, reason) if path else reason


def suggest(word: str, known: Iterable[str]) -> str:
    """Return « Did you mean “tags”?» with the known word nearest to *word*, or an empty text."""
    near = get_close_matches(word.lower(), list(known), n=1, cutoff=0.6)
    return " " + _("Did you mean “%s”?") % near[0] if near else ""
