"""`make fix`: writes what proofreading is certain of; what it would change is shown first."""

from __future__ import annotations

import codecs
import os
import shutil
import sys
from difflib import unified_diff
from typing import TYPE_CHECKING

from sphinx.errors import ConfigError
from sphinx.locale import get_translation

from kawaraban.cli.application import Failed, explained
from kawaraban.sources.discovery import conf_below, documents_below
from kawaraban.sources.proofreading import proofread
from kawaraban.sources.proofreading.finding import mended
from kawaraban.text.encoding import decode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

_ = get_translation("sphinx")

ROUNDS = 20
"""How often a source is read again at most: two slips on one line are mended one after the other."""


def mend(root: Path, *, agreed: bool, ask: Callable[[str], str] | None) -> str:
    """Mend the sources of a blog, and return what was done.

    Prints the difference. It is written where that is *agreed*, or where the author says so when one can *ask*.
    Raises Failed where conf.py cannot be read, OSError where a file cannot be written.
    """
    try:
        paths = documents_below(root, conf_below(root))
    except ConfigError as error:
        raise Failed(explained(error, root)) from None
    files = {(root / path).resolve(): path for path in sorted(paths, key=lambda path: not (root / path).is_symlink())}
    changes = {path: pair for path in sorted(files.values()) if (pair := _change(root, path))}
    if not changes:
        return _("There is nothing that could be mended for certain; make check tells what else there is.")
    for path, (before, after) in changes.items():
        sys.stdout.writelines(_difference(path, before, after))
    sys.stdout.flush()
    if not agreed and ask is None:
        return _("Nothing was changed; make fix YES=1 writes this (files: %d).") % len(changes)
    if not agreed and ask and ask(_("Write this (files: %d)? [y/N] ") % len(changes)).strip().lower() not in YES:
        return _("Nothing was changed.")
    written = [path for path, pair in changes.items() if _write(root / path, *pair)]
    if late := sorted(changes.keys() - set(written)):
        raise Failed(_("changed meanwhile, and left alone: %s. Run it again.") % ", ".join(late))
    return _("Files mended: %d.") % len(written)


YES = {"y", "yes", "はい", "ｙ"}


def _change(root: Path, path: str) -> tuple[bytes, bytes] | None:
    """Return the bytes of a source, and what they should be; None where that is the same, or it is no text."""
    before = (root / path).read_bytes()
    _text, faults = decode(before)
    if faults:
        return None
    mark = codecs.BOM_UTF8 if before.startswith(codecs.BOM_UTF8) else b""
    source = before.removeprefix(mark).decode()
    for _round in range(ROUNDS):
        text, _faults = decode(source.encode())
        if (better := mended(source, proofread(text, path, root))) == source:
            break
        source = better
    after = mark + source.encode()
    return None if after == before else (before, after)


def _difference(path: str, before: bytes, after: bytes) -> Iterator[str]:
    """Yield the lines of a unified difference, as `patch` and `git apply` read it."""
    old, new = (data.decode().splitlines(keepends=True) for data in (before, after))
    for line in unified_diff(old, new, f"a/{path}", f"b/{path}"):
        yield line if line.endswith(("\n", "\r")) else f"{line}\n\\ No newline at end of file\n"


def _write(file: Path, before: bytes, after: bytes) -> bool:
    """Put a source in place of the one that was read, in one step; return whether that was still there."""
    target = file.resolve()  # where it is a link, that stays one
    if target.read_bytes() != before:
        return False
    part = target.with_name(f".{target.name[:60]}.{os.getpid()}.part")
    try:
        part.write_bytes(after)
        shutil.copymode(target, part)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    return True
