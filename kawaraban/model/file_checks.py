"""Files that cannot be a source: what is no file that ends, what cannot be read, what has a name that is no address.

A post is never left out without a word, and the author reads its name even where it cannot be printed.
"""

from __future__ import annotations

import os
import re
import stat
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.locale import get_translation

from kawaraban.model.post import FOLDER
from kawaraban.model.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator

    from kawaraban.incremental.session import Session

_ = get_translation("sphinx")

LONGEST = 250
"""Bytes of the name of a document, `.md` left out: file systems allow 255 for what is published, with `.html`."""
_ODD = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


def printable(path: str) -> str:
    """Return a path as it can be printed: control characters, and bytes that are not UTF-8, as hexadecimal numbers."""
    shown = path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return _ODD.sub(lambda found: f"\\x{ord(found[0]):02x}", shown)


def searchable(path: str) -> str:
    """Return a path that can be looked for: of one that is too long for any file, its beginning.

    The system does not say that there is no such file; it says that nobody may ask.
    """
    parts = [part if len(os.fsencode(part)) <= 255 else part[:60] + "…" for part in path.split("/")]
    whole = "/".join(parts)
    return whole if len(os.fsencode(whole)) <= 2_000 else whole[:500]


def fault_in(part: str) -> str:
    """Return what is wrong with one part of a path as a part of an address, or an empty text."""
    if re.search("[\ud800-\udfff]", part):
        return _("this name is not UTF-8; rename it.")
    if _ODD.search(part):
        return _("this name holds a line end or a control character; rename it.")
    if part.endswith(".md") and (length := len(part.removesuffix(".md").encode())) > LONGEST:
        return _("this name is too long for an address (%d bytes, at most %d); rename it.") % (length, LONGEST)
    return ""


def faults_in(paths: Iterable[str]) -> dict[str, str]:
    """Return what is wrong with the names of files and of their folders, by path; a folder is told once."""
    faults: dict[str, str] = {}
    known: dict[str, bool] = {"": True}

    def is_right(path: str) -> bool:
        if path not in known:
            folder, _slash, name = path.rpartition("/")
            fault = fault_in(name) if is_right(folder) else ""
            known[path] = known[folder] and not fault
            if fault:
                faults[path] = fault
        return known[path]

    for path in paths:
        is_right(path)
    return faults


def has_twin(path: str, paths: Container[str]) -> bool:
    """Return whether there is a second file whose name only looks the same: が is one letter, or か with a mark."""
    return not unicodedata.is_normalized("NFC", path) and unicodedata.normalize("NFC", path) in paths


def special_files(session: Session, folders: tuple[str, ...]) -> list[Problem]:
    """Return a problem for each pipe or device below *folders*: to read one, or to copy it, may take for ever."""
    text = _("this is no file, but a pipe, a socket or a device; move it away.")
    return [
        Problem(printable(path), 1, text)
        for path, source in session.sources.items()
        if not source.digest and path.startswith(folders) and _is_special(Path(session.root, path))
    ]


def _is_special(path: Path) -> bool:
    try:
        return not stat.S_ISREG(path.stat().st_mode)
    except OSError:
        return False


def odd_files(session: Session, found: dict[str, str]) -> list[Problem]:
    """Return a problem for each file that only looks like a post, and for each that cannot be read or named.

    Those are taken out of *found*, the paths of documents by docname.
    """
    problems = list(_near_posts(session))
    misnamed = faults_in(found.values())
    problems += [Problem(printable(path), 1, text) for path, text in misnamed.items()]
    unreadable = {path for path in found.values() if not session.sources[path].digest}
    problems += [Problem(printable(path), 1, _("this file cannot be read.")) for path in unreadable]
    for docname, path in list(found.items()):
        if path in unreadable or not misnamed.keys().isdisjoint(_ways_to(path)):
            del found[docname]
    return problems


def _ways_to(path: str) -> Iterator[str]:
    """Yield a path and its folders."""
    while path:
        yield path
        path = path.rpartition("/")[0]


def _near_posts(session: Session) -> Iterator[Problem]:
    """Yield a problem for each file that would not be published for its name."""
    for path in session.sources:
        if path.startswith(FOLDER) and path.rpartition("/")[2][0] != "." and (text := problem_with_ending(path)):
            yield Problem(printable(path), 1, text)
        if path.endswith(".md") and has_twin(path, session.sources):
            text = _("there is a second file of this name, its letters put together otherwise (NFC); delete one.")
            yield Problem(printable(path), 1, text)


def problem_with_ending(path: str) -> str:
    """Return what is wrong with the ending of a file below `posts/` that looks like a post, or nothing."""
    if path.lower().endswith((".rst", ".mdx")):
        return _("a post is written in Markdown, in a file that ends in “.md”; write this one so, or move it away.")
    if not path.endswith(".md") and path.lower().endswith((".md", ".markdown", ".mdown", ".mkd", ".mkdn")):
        return _("a post's file ends in “.md”; rename it.")
    return ""
