"""The changes of `make rename`: shown as a diff, confirmed by the author, and applied all or none."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sphinx.locale import get_translation

from kawaraban.cli.application import Failed
from kawaraban.cli.terminal import YES, ask, is_terminal
from kawaraban.incremental.source_changes import OutsideProject, apply_changes
from kawaraban.text.edits import apply_edits_to_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kawaraban.cli.source_tree import SourceTree
    from kawaraban.text.edits import Edit

_ = get_translation("sphinx")


@dataclass(slots=True)
class ChangeSet:
    """Changes of a blog's sources. `moved` maps the old path of each moved file to its new one.

    `before` and `after` contain the contents of edited files by old path; `before` is empty for a new file.
    """

    tree: SourceTree
    before: dict[str, bytes] = field(default_factory=dict)
    after: dict[str, bytes] = field(default_factory=dict)
    moved: dict[str, str] = field(default_factory=dict)
    notices: list[str] = field(default_factory=list)

    def edit(self, path: str, edits: Iterable[Edit]) -> None:
        """Add edits of a document's text."""
        if found := list(edits):
            self.before[path] = (self.tree.root / path).read_bytes()
            self.after[path] = apply_edits_to_file(self.before[path], found)

    def write(self, path: str, text: str) -> None:
        """Add the new content of a file that Kawaraban itself writes."""
        file = self.tree.root / path
        self.before[path] = file.read_bytes() if file.exists() else b""
        self.after[path] = text.encode()

    def diff(self) -> Iterator[str]:
        """Yield notices, one line for each moved file, and the lines of a unified diff."""
        yield from self.notices
        yield from (f"{old} → {new}" for old, new in sorted(self.moved.items()))
        for path, after in sorted(self.after.items()):
            was, now = (each.decode("utf-8", "replace").splitlines() for each in (self.before[path], after))
            yield from difflib.unified_diff(was, now, path, self.moved.get(path, path), n=1, lineterm="")

    def check_moves(self) -> None:
        """Raise Failed if a file would be moved over another one."""
        taken: set[str] = set()
        for old, new in sorted(self.moved.items()):
            there = self.tree.root / new
            is_there = there.exists() and new not in self.moved and not there.samefile(self.tree.root / old)
            if is_there or new in taken:
                text = _("%s should become %s, which exists already, so nothing was changed. Rename one of them.")
                raise Failed(text % (old, new))
            taken.add(new)

    def apply(self, *, agreed: bool) -> str:
        """Show the diff, apply the changes if *agreed* or if the author confirms, and return a summary.

        Raises Failed if the author declines, a file has changed meanwhile, or one would be moved over another; OSError
        if one cannot be written.
        """
        self.check_moves()
        print("\n".join(self.diff()), flush=True)
        files = len(self.after.keys() | self.moved.keys())
        if not agreed and not is_terminal():
            return _("Nothing was changed; repeat the command with YES=1 to write this (files: %d).") % files
        if not agreed and ask(_("Write this (files: %d)? [y/N] ") % files).lower() not in YES:
            raise Failed(_("Nothing was changed."))
        for path, before in self.before.items():
            file = self.tree.root / path
            if (file.read_bytes() if file.exists() else b"") != before:
                raise Failed(_("%s has changed meanwhile, so nothing was changed. Run the command again.") % path)
        try:
            apply_changes(
                str(self.tree.root), {self.moved.get(path, path): data for path, data in self.after.items()}, self.moved
            )
        except OutsideProject as error:
            raise Failed(_("“%s” is outside the project, so nothing was changed.") % error) from None
        return _("Changed files: %d.") % files
