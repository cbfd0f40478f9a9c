"""Find files that cannot be sources: special files, unreadable files, and names that cannot become URLs."""

from __future__ import annotations

import os
import re
import stat
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.locale import get_translation

from kawaraban.model.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator

    from kawaraban.incremental.session import Session
    from kawaraban.model.post import PostFolders

_ = get_translation("sphinx")

LONGEST = 250
"""Maximum length of a document's name in bytes, without `.md`; file systems allow 255, including `.html`."""
_ODD = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


def printable(path: str) -> str:
    """Return a path with control characters, and bytes that are not UTF-8, replaced by hexadecimal escapes."""
    shown = path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return _ODD.sub(lambda found: f"\\x{ord(found[0]):02x}", shown)


def shorten_path(path: str) -> str:
    """Shorten a path that exceeds the file system's limits, so that a lookup reports it as missing.

    A longer path would be an error of another kind (ENAMETOOLONG).
    """
    if len(path) < 64:
        return path
    parts = [part if len(os.fsencode(part)) <= 255 else part[:60] + "…" for part in path.split("/")]
    whole = "/".join(parts)
    return whole if len(os.fsencode(whole)) <= 2_000 else whole[:500]


def name_fault(part: str) -> str:
    """Return what is wrong with one component of a path, or an empty text."""
    if _ODD.search(part):
        if re.search("[\ud800-\udfff]", part):
            return _("this name is not UTF-8; rename it.")
        return _("this name holds a line end or a control character; rename it.")
    if part.endswith(".md") and (length := len(part.removesuffix(".md").encode())) > LONGEST:
        return _("this name is too long for an address (%d bytes, at most %d); rename it.") % (length, LONGEST)
    return ""


def name_faults(paths: Iterable[str]) -> dict[str, str]:
    """Return the faults of file and folder names by path; a folder is reported once, not with each file in it."""
    faults: dict[str, str] = {}
    known: dict[str, bool] = {"": True}

    def is_right(path: str) -> bool:
        if path not in known:
            folder, _slash, name = path.rpartition("/")
            fault = name_fault(name) if is_right(folder) else ""
            known[path] = known[folder] and not fault
            if fault:
                faults[path] = fault
        return known[path]

    for path in paths:
        is_right(path)
    return faults


def has_twin(path: str, paths: Container[str]) -> bool:
    """Return whether a file with the same name in another Unicode normalisation (NFC) exists among *paths*."""
    return not unicodedata.is_normalized("NFC", path) and unicodedata.normalize("NFC", path) in paths


def special_files(session: Session, folders: tuple[str, ...]) -> list[Problem]:
    """Return a problem for each pipe or device in *folders*; reading one may never end."""
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


def invalid_files(session: Session, found: dict[str, str], folders: PostFolders) -> list[Problem]:
    """Return a problem for each file that only resembles a post, or cannot be read or published.

    Such documents are removed from *found* (path by docname).
    """
    problems = list(_misnamed_posts(session, folders))
    misnamed = name_faults(found.values())
    problems += [Problem(printable(path), 1, text) for path, text in misnamed.items()]
    for docname in [name for name, path in found.items() if path.endswith(".rst") and path in folders]:
        del found[docname]
    unreadable = {path for path in found.values() if not session.sources[path].digest}
    problems += [Problem(printable(path), 1, _("this file cannot be read.")) for path in unreadable]
    for docname, path in list(found.items()):
        if path in unreadable or (misnamed and not misnamed.keys().isdisjoint(_path_and_parents(path))):
            del found[docname]
    return problems


def _path_and_parents(path: str) -> Iterator[str]:
    """Yield a path and its parent folders."""
    while path:
        yield path
        path = path.rpartition("/")[0]


def _misnamed_posts(session: Session, folders: PostFolders) -> Iterator[Problem]:
    """Yield a problem for each file whose name prevents it from being published as a post."""
    for path in session.sources:
        if path.startswith(folders.names) and path.rpartition("/")[2][0] != "." and (text := problem_with_ending(path)):
            yield Problem(printable(path), 1, text)
        if path.endswith(".md") and has_twin(path, session.sources):
            text = _("there is a second file of this name, its letters put together otherwise (NFC); delete one.")
            yield Problem(printable(path), 1, text)


def in_markdown(path: str) -> str:
    """Return the message on a post in reStructuredText."""
    text = _("a post is written in Markdown; this makes one: pipx run --spec rst-to-myst rst2myst convert %s")
    return text % path


def post_in_rst(text: str) -> int:
    """Return the line by which ABlog knows a post in reStructuredText; 0 if there is none."""
    lines = enumerate(text.splitlines(), 1)
    return next((number for number, line in lines if re.match(r"(\.\. post::|:blogpost:)", line)), 0)


def problem_with_ending(path: str) -> str:
    """Return what is wrong with the suffix of a file in `posts/`, or an empty text."""
    if path.endswith(".md"):
        return ""
    if path.lower().endswith(".rst"):
        return in_markdown(path)
    if path.lower().endswith(".mdx"):
        return _("a post is written in Markdown, in a file that ends in “.md”; write this one so, or move it away.")
    if re.search(r"\.\w{2,5}[ \u3000]+$", path):
        return _("this name ends with a space; rename it.")
    if path.lower().endswith((".md", ".markdown", ".mdown", ".mkd", ".mkdn")):
        return _("a post's file ends in “.md”; rename it.")
    return ""
