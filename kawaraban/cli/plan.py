"""What `make rename` is going to do: shown as a diff, asked about, done as a whole."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sphinx.locale import get_translation

from kawaraban.cli.application import Failed
from kawaraban.cli.terminal import ask, is_terminal
from kawaraban.incremental.source_changes import Outside, change
from kawaraban.text.edits import applied_to_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kawaraban.cli.desk import Desk
    from kawaraban.text.edits import Edit

_ = get_translation("sphinx")


@dataclass(slots=True)
class Plan:
    """Files of a blog that get other contents, or another place: `moved` from old path to new one.

    `before` and `after` hold contents by the old path; a file that is not there yet is empty before.
    """

    desk: Desk
    before: dict[str, bytes] = field(default_factory=dict)
    after: dict[str, bytes] = field(default_factory=dict)
    moved: dict[str, str] = field(default_factory=dict)
    notices: list[str] = field(default_factory=list)

    def edit(self, path: str, edits: Iterable[Edit]) -> None:
        """Add edits of a document's text; no edits, no change."""
        if found := list(edits):
            self.before[path] = (self.desk.root / path).read_bytes()
            self.after[path] = applied_to_file(self.before[path], found)

    def write(self, path: str, text: str) -> None:
        """Add the new content of a file that the press itself writes."""
        file = self.desk.root / path
        self.before[path] = file.read_bytes() if file.exists() else b""
        self.after[path] = text.encode()

    def diff(self) -> Iterator[str]:
        """Yield the lines of a unified diff, and one for each file that only moves; notices first."""
        yield from self.notices
        yield from (f"{old} → {new}" for old, new in sorted(self.moved.items()))
        for path, after in sorted(self.after.items()):
            was, now = (each.decode("utf-8", "replace").splitlines() for each in (self.before[path], after))
            yield from difflib.unified_diff(was, now, path, self.moved.get(path, path), n=1, lineterm="")

    def carry_out(self, *, at_once: bool) -> str:
        """Show the diff; change the files where the author says yes, or *at_once*. Return what has been done.

        Raises Failed where a file was changed meanwhile, or cannot be.
        """
        print("\n".join(self.diff()), flush=True)
        files = len(self.after.keys() | self.moved.keys())
        if not at_once and not is_terminal():
            return _("nothing has been changed yet; to change these %d files, say the same with YES=1.") % files
        if not at_once and ask(_("Change these %d files? [y/N] ") % files).lower() not in ("y", "yes", "はい"):
            raise Failed(_("nothing has been changed."))
        for path, before in self.before.items():
            file = self.desk.root / path
            if (file.read_bytes() if file.exists() else b"") != before:
                raise Failed(_("%s has been changed meanwhile; nothing has been changed here. Try again.") % path)
        try:
            change(
                str(self.desk.root), {self.moved.get(path, path): data for path, data in self.after.items()}, self.moved
            )
        except Outside as error:
            raise Failed(_("“%s” lies outside the project; nothing has been changed.") % error) from None
        return _("%d files have been changed.") % files
