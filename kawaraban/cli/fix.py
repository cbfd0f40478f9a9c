"""`make fix`: show the certain corrections of proofreading as a diff, and write them."""

from __future__ import annotations

import codecs
import sys
from difflib import unified_diff
from typing import TYPE_CHECKING

from sphinx.locale import get_translation

from kawaraban.cli.application import Failed, read_conf
from kawaraban.cli.terminal import YES
from kawaraban.incremental.source_changes import apply_changes
from kawaraban.sources.discovery import find_documents
from kawaraban.sources.proofreading import proofread
from kawaraban.sources.proofreading.finding import corrected
from kawaraban.text.encoding import decode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

_ = get_translation("sphinx")

ROUNDS = 20
"""How often a source is proofread at most: mistakes in one line are corrected one after the other."""


def correct(root: Path, *, agreed: bool, ask: Callable[[str], str] | None) -> str:
    """Correct the sources of a blog, and return a summary.

    Prints a diff, and writes it if *agreed*, or if *ask*, given a question, returns yes. Raises Failed if conf.py
    cannot be read or a source has changed meanwhile, OSError if a file cannot be written.
    """
    paths = find_documents(root, read_conf(root)._raw_config)
    files = {(root / path).resolve(): path for path in sorted(paths, key=lambda path: not (root / path).is_symlink())}
    changes = {path: pair for path in sorted(files.values()) if (pair := _change(root, path))}
    if not changes:
        return _("There is nothing to correct for certain; make check reports the rest.")
    for path, (before, after) in changes.items():
        sys.stdout.writelines(_diff(path, before, after))
    sys.stdout.flush()
    if not agreed and ask is None:
        return _("Nothing was changed; make fix YES=1 writes this (files: %d).") % len(changes)
    if not agreed and ask and ask(_("Write this (files: %d)? [y/N] ") % len(changes)).strip().lower() not in YES:
        return _("Nothing was changed.")
    written = {path: after for path, (before, after) in changes.items() if (root / path).read_bytes() == before}
    apply_changes(str(root), written, {})
    if late := sorted(changes.keys() - written.keys()):
        raise Failed(_("changed meanwhile, and not corrected: %s. Run the command again.") % ", ".join(late))
    return _("Corrected files: %d.") % len(written)


def _change(root: Path, path: str) -> tuple[bytes, bytes] | None:
    """Return the content of a source before and after its correction, or None if nothing changes."""
    before = (root / path).read_bytes()
    _text, faults = decode(before)
    if faults:
        return None
    mark = codecs.BOM_UTF8 if before.startswith(codecs.BOM_UTF8) else b""
    source = before.removeprefix(mark).decode()
    for _round in range(ROUNDS):
        text, _faults = decode(source.encode())
        if (better := corrected(source, proofread(text, path, root))) == source:
            break
        source = better
    after = mark + source.encode()
    return None if after == before else (before, after)


def _diff(path: str, before: bytes, after: bytes) -> Iterator[str]:
    """Yield the lines of a unified diff, as `patch` and `git apply` read it."""
    old, new = (data.decode().splitlines(keepends=True) for data in (before, after))
    for line in unified_diff(old, new, f"a/{path}", f"b/{path}"):
        yield line if line.endswith(("\n", "\r")) else f"{line}\n\\ No newline at end of file\n"
