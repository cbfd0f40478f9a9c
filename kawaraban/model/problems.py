"""Problems of sources, reported to the author as `file:line: what is wrong and what to write`.

They are collected and reported together. Nothing is published while there are any.
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
    """Mark *text* for translation; it is translated when it is displayed."""
    return text


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """A problem in a source: `path` relative to the source folder (empty if none), `line` from 1, and a message.

    `shared` means that one change fixes all problems with the same text, so they are reported once.
    """

    path: str
    line: int
    text: str
    shared: bool = False

    def __str__(self) -> str:
        return f"{self.place}: {self.text}" if self.path else self.text

    @property
    def place(self) -> str:
        """The location in the form that editors recognise."""
        return f"{self.path}:{self.line}"


def format_problems(problems: Iterable[Problem]) -> str:
    """Return the problems as `merge_problems` sorts them, one per line."""
    return "\n".join(map(str, merge_problems(problems)))


def merge_problems(problems: Iterable[Problem]) -> list[Problem]:
    """Return the problems sorted by file and line; shared ones are reported once, with three locations.

    Line 1 may mean that the line is unknown, so it is omitted if the same problem is reported at another line of the
    file.
    """
    places: dict[str, list[Problem]] = {}
    found = sorted(set(problems))
    placed = {(each.path, each.text) for each in found if each.line > 1}
    unique = [each for each in found if each.line > 1 or (each.path, each.text) not in placed]
    for each in unique:
        if each.shared:
            places.setdefault(each.text, []).append(each)
    merged = []
    for each in unique:
        same = places.get(each.text, []) if each.shared else []
        if len(same) < 2:
            merged.append(each)
        elif same[0] is each:
            more = _(", ").join(other.place for other in same[1:3]) + (" …" if len(same) > 3 else "")
            text = each.text + " " + _("(in %d places: also %s)") % (len(same), more)
            merged.append(replace(each, text=text))
    return merged


class InvalidFile(Exception):
    """Raised where a file of the blog such as links.toml is invalid; `problem` has the location."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


class ProblemsFound(SphinxError):
    """Raised with all problems of a build, before anything is published.

    Its text has one problem per line, sorted by file and line.
    """

    category = "Problems"

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__(format_problems(self.problems))

    def __str__(self) -> str:
        return "\n" + format_problems(self.problems)


def os_error_reasons() -> dict[int, str]:
    """Return messages for the errors of the operating system that an author can resolve, by errno."""
    return {
        errno.EROFS: _("the file system can only be read."),
        errno.EACCES: _("this user is not allowed to."),
        errno.EPERM: _("this user is not allowed to."),
        errno.ENOSPC: _("the disk is full."),
        errno.EDQUOT: _("this user's share of the disk is full."),
    }


def os_error_message(error: OSError) -> str:
    """Return a message about a file or folder that cannot be written or read: its relative path, and the reason."""
    name = error.filename2 or error.filename
    path = os.path.relpath(name) if isinstance(name, (str, os.PathLike)) else ""
    reason = os_error_reasons().get(error.errno or 0) or str(error.strerror or error)
    return _("%s: %s") % (path, reason) if path else reason


def suggest(word: str, known: Iterable[str], cutoff: float = 0.6) -> str:
    """Return “ Did you mean “tags”?” with the known word most similar to *word*, or an empty text.

    *cutoff* is the least similarity, from 0 to 1.
    """
    names = {name.lower(): name for name in known}
    near = get_close_matches(word.lower(), list(names), n=1, cutoff=cutoff)
    return " " + _("Did you mean “%s”?") % names[near[0]] if near else ""
