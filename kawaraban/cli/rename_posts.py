"""Another place for a post: its pictures come along, links go on to lead there, its old address too."""

from __future__ import annotations

import posixpath
import unicodedata
from functools import cached_property
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import quote

from sphinx.locale import get_translation

from kawaraban.cli.application import Failed
from kawaraban.cli.plan import Plan
from kawaraban.model import frontmatter
from kawaraban.model.file_checks import fault_in
from kawaraban.model.frontmatter.editing import replace_redirect, set_text
from kawaraban.model.post import FOLDER, address_of
from kawaraban.model.problems import Problem, suggest, told
from kawaraban.model.redirects import FILE as REDIRECTS
from kawaraban.model.redirects import file_of, old_address_of, with_renamed, written
from kawaraban.sources.references import Paths, Reference, references, renamed, with_other_address
from kawaraban.text.edits import Edit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kawaraban.cli.desk import Desk
    from kawaraban.model.frontmatter import FrontMatter

_ = get_translation("sphinx")


def move_post(desk: Desk, old: str, new: str) -> Plan:
    """Return what is to be done so that a post lies elsewhere. Raises Failed where that cannot be."""
    old, new = (posixpath.normpath(path.removeprefix("./")) for path in (old, new))
    _check(desk, old, new)
    matter, faults = frontmatter.read(desk.text(old), desk.timezone)
    if faults:
        raise Failed(told(Problem(old, fault.line, fault.text) for fault in faults))
    move = _Move(desk, old, new)
    plan = Plan(desk, moved=move.moved)
    for path in move.texts:
        edits = list(move.edits(path))
        if path == old:
            edits += _edits_of_matter(desk, matter, move)
        plan.edit(path, edits)
    former, later = map(old_address_of, move.addresses)
    redirects = desk.redirects()
    if former in redirects.values():
        followed = with_renamed(redirects, {former: later})
        plan.write(REDIRECTS, written({given: to for given, to in followed.items() if given != former}))
    return plan


def _check(desk: Desk, old: str, new: str) -> None:
    """Raise Failed where there is no such post, or the new place cannot be, or is taken."""
    for name, path in (("POST", old), ("TO", new)):
        if not path.startswith(FOLDER) or not path.endswith(".md"):
            raise Failed(
                _("%s=%s: posts lie below posts/ and end in “.md”, such as posts/2025/10/name.md") % (name, path)
            )
    if old not in desk.posts:
        raise Failed(_("there is no post %s.") % old + suggest(old, desk.posts))
    if old == new:
        raise Failed(_("“%s” has this name already.") % old)
    for part in new.split("/"):
        if fault := fault_in(part):
            raise Failed(_("%s: %s") % (f"TO={new}", fault))
    _check_free(desk, old, new)


def _check_free(desk: Desk, old: str, new: str) -> None:
    """Raise Failed where another file has the new place, or wants its address."""
    address = _key(address_of(new.removesuffix(".md")))
    for path in desk.files:
        is_there = path == new or (path in desk.documents and _key(address_of(path.removesuffix(".md"))) == address)
        if path != old and is_there:
            raise Failed(_("%s is there already; choose another place.") % path)
    for given, path in desk.old_addresses().items():
        if path != old and _key(file_of(given)) == f"{address}.html":
            raise Failed(_("the old address %s of %s is there already; choose another place.") % (given, path))


def _key(address: str) -> str:
    return unicodedata.normalize("NFC", address).casefold()


def _edits_of_matter(desk: Desk, matter: FrontMatter, move: _Move) -> Iterator[Edit]:
    """Yield the edits of the front matter of the post: where readers know it, it keeps its old address and its id."""
    text = desk.text(move.old)
    former, later = map(old_address_of, move.addresses)
    back = next((given for given in matter.redirect_from if file_of(given) == file_of(later)), "")
    has_readers = desk.is_published(matter)
    yield from replace_redirect(text, former if has_readers and _key(former) != _key(later) else "", back)
    if has_readers and not matter.id:
        yield from set_text(text, "id", f"tag:{desk.feed_authority}:/{quote(move.addresses[0])}.html")
    image = Reference(0, 0, matter.image, "file")
    if (target := move.target(image, move.old)) and (said := move.said(image, move.old, target)):
        yield from set_text(text, "image", said)


class _Move:
    """One post that moves, the files that move with it, and what that means to each document."""

    def __init__(self, desk: Desk, old: str, new: str) -> None:
        self.desk, self.old, self.new = desk, old, new
        self.addresses = (address_of(old.removesuffix(".md")), address_of(new.removesuffix(".md")))
        self.texts = {path: desk.text(path) for path in desk.files if path.endswith(".md")}
        self.paths = Paths({path: path for path in desk.files})
        self.moved = {old: new, **self._beside()}
        taken = set(desk.files) - self.moved.keys()
        for path in self.moved.values():
            if path in taken:
                raise Failed(_("%s is there already; choose another place.") % path)

    @cached_property
    def users(self) -> dict[str, set[str]]:
        """The documents that name each file."""
        found: dict[str, set[str]] = {}
        for path, text in self.texts.items():
            matter, _faults = frontmatter.read(text, self.desk.timezone)
            for reference in (*references(text), Reference(0, 0, matter.image, "file")):
                if target := self.target(reference, path):
                    found.setdefault(target, set()).add(path)
        return found

    def _beside(self) -> dict[str, str]:
        """Return the files that move with the post: those beside it that it alone names, or that have its name."""
        folder, stem = posixpath.dirname(self.old), PurePosixPath(self.old).stem
        new_folder, new_stem = posixpath.dirname(self.new), PurePosixPath(self.new).stem
        shared = {posixpath.dirname(path) for path in self.texts if path != self.old}
        found = {}
        for path in self.desk.files:
            rest = path.removeprefix(f"{folder}/")
            first, *below = rest.split("/")
            if (
                rest == path
                or path.endswith(".md")
                or any(f"{each}/".startswith(f"{folder}/{first}/") for each in shared)
            ):
                continue
            users = self.users.get(path, set())
            is_named = first == stem if below else PurePosixPath(first).stem == stem
            if users == {self.old} or (is_named and not users):
                first = first.replace(stem, new_stem, 1) if is_named else first
                found[path] = posixpath.join(new_folder, first, *below)
        return {path: place for path, place in found.items() if path != place}

    def target(self, reference: Reference, path: str) -> str:
        """Return the file that a reference in a document means, an empty text for none."""
        return self.paths.target(reference, posixpath.dirname(path)) if reference.path else ""

    def said(self, reference: Reference, path: str, target: str) -> str:
        """Return how a document is to name a file once all have moved, an empty text where nothing changes."""
        folder, place = (posixpath.dirname(each) for each in (path, self.moved.get(path, path)))
        goal = self.moved.get(target, target)
        if goal == target and (folder == place or reference.path.startswith("/")):
            return ""
        said = renamed(reference, place, goal)
        return said if said != reference.path else ""

    def edits(self, path: str) -> Iterator[Edit]:
        """Yield the edits of a document's text."""
        for reference in references(self.texts[path]):
            target = self.target(reference, path)
            said = self.said(reference, path, target) if target else ""
            said = said or with_other_address(reference, path, self.desk.base_url, self.addresses)
            if said:
                yield Edit(reference.start, reference.end, said)
