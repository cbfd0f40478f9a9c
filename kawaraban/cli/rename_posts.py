"""Move a post with its pictures, update all links to it, and redirect its old address."""

from __future__ import annotations

import posixpath
from functools import cached_property
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import quote

from sphinx.locale import get_translation

from kawaraban.cli.application import Failed
from kawaraban.cli.change_set import ChangeSet
from kawaraban.model import frontmatter
from kawaraban.model.file_checks import name_fault
from kawaraban.model.frontmatter.editing import replace_redirect, set_text
from kawaraban.model.post import address_key
from kawaraban.model.problems import Problem, format_problems, suggest
from kawaraban.model.redirects import FILE as REDIRECTS
from kawaraban.model.redirects import add_redirects, format_redirects, old_address_of, redirect_file
from kawaraban.sources.references import Paths, Reference, references, renamed_address, renamed_path
from kawaraban.text.edits import Edit

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kawaraban.cli.source_tree import SourceTree
    from kawaraban.model.frontmatter import FrontMatter

_ = get_translation("sphinx")


def move_post(tree: SourceTree, old: str, new: str) -> ChangeSet:
    """Return the changes that move a post. Raises Failed if that is impossible."""
    old, new = (posixpath.normpath(path.removeprefix("./")) for path in (old, new))
    _check(tree, old, new)
    matter, faults = frontmatter.read(tree.text(old), tree.timezone)
    if faults:
        raise Failed(format_problems(Problem(old, fault.line, fault.text) for fault in faults))
    move = _Move(tree, old, new)
    changes = ChangeSet(tree, moved=move.moved)
    for path in move.texts:
        edits = list(move.edits(path))
        if path == old:
            edits += _front_matter_edits(tree, matter, move)
        changes.edit(path, edits)
    former, later = map(old_address_of, move.addresses)
    redirects = tree.redirects()
    if former in redirects.values():
        updated = add_redirects(redirects, {former: later})
        changes.write(REDIRECTS, format_redirects({given: to for given, to in updated.items() if given != former}))
    return changes


def _check(tree: SourceTree, old: str, new: str) -> None:
    """Raise Failed if there is no such post, or if the new path is invalid or taken."""
    for name, path in (("POST", old), ("TO", new)):
        if path not in tree.post_folders or not path.endswith(".md"):
            raise Failed(_("%s=%s: write the path of a post, such as posts/2025/10/name.md") % (name, path))
    if old not in tree.posts:
        raise Failed(_("there is no post %s.") % old + suggest(old, tree.posts))
    if old == new:
        raise Failed(_("“%s” already has this name.") % old)
    for part in new.split("/"):
        if fault := name_fault(part):
            raise Failed(_("%s: %s") % (f"TO={new}", fault))
    _check_free(tree, old, new)


def _check_free(tree: SourceTree, old: str, new: str) -> None:
    """Raise Failed if another file has the new path, or claims its address."""
    address_of = tree.post_folders.address_of
    address = address_key(address_of(new.removesuffix(".md")))
    for path in tree.files:
        is_there = path == new or (
            path in tree.documents and address_key(address_of(path.removesuffix(".md"))) == address
        )
        if path != old and is_there:
            raise Failed(_("%s already exists; choose another path.") % path)
    for given, path in tree.old_addresses().items():
        if path != old and address_key(redirect_file(given)) == f"{address}.html":
            raise Failed(_("this path conflicts with the old address %s of %s; choose another one.") % (given, path))


def _front_matter_edits(tree: SourceTree, matter: FrontMatter, move: _Move) -> Iterator[Edit]:
    """Yield the edits of the post's front matter; a published post gets a redirect and keeps its feed id."""
    text = tree.text(move.old)
    former, later = map(old_address_of, move.addresses)
    back = next((given for given in matter.redirect_from if redirect_file(given) == redirect_file(later)), "")
    has_readers = tree.is_published(matter)
    yield from replace_redirect(text, former if has_readers and address_key(former) != address_key(later) else "", back)
    if has_readers and not matter.id:
        yield from set_text(text, "id", f"tag:{tree.feed_authority}:/{quote(move.addresses[0])}.html")
    image = Reference(0, 0, matter.image, "file")
    if (target := move.target(image, move.old)) and (changed := move.new_text(image, move.old, target)):
        yield from set_text(text, "image", changed)


def moved_reference(moved: Mapping[str, str], reference: Reference, path: str, target: str) -> str:
    """Return the new text of a reference in *path* to the file *target*, or an empty string if it stays as it is.

    *moved* maps the old path of each moved file to its new one.
    """
    folder, place = (posixpath.dirname(each) for each in (path, moved.get(path, path)))
    goal = moved.get(target, target)
    if goal == target and (folder == place or reference.path.startswith("/")):
        return ""
    changed = renamed_path(reference, place, goal)
    return changed if changed != reference.path else ""


class _Move:
    """A post to move, the files that move with it, and the resulting edits of each document."""

    def __init__(self, tree: SourceTree, old: str, new: str) -> None:
        self.tree, self.old, self.new = tree, old, new
        address_of = tree.post_folders.address_of
        self.addresses = (address_of(old.removesuffix(".md")), address_of(new.removesuffix(".md")))
        self.texts = {path: tree.text(path) for path in tree.files if path.endswith(".md")}
        self.paths = Paths({path: path for path in tree.files})
        self.moved = {old: new, **self._beside()}
        taken = set(tree.files) - self.moved.keys()
        for path in self.moved.values():
            if path in taken:
                raise Failed(_("%s already exists; choose another path.") % path)

    @cached_property
    def users(self) -> dict[str, set[str]]:
        """The documents that refer to each file."""
        found: dict[str, set[str]] = {}
        for path, text in self.texts.items():
            matter, _faults = frontmatter.read(text, self.tree.timezone)
            for reference in (*references(text), Reference(0, 0, matter.image, "file")):
                if target := self.target(reference, path):
                    found.setdefault(target, set()).add(path)
        return found

    def _beside(self) -> dict[str, str]:
        """Return the new paths of files beside the post that only it uses, or that are named like it and unused."""
        folder, stem = posixpath.dirname(self.old), PurePosixPath(self.old).stem
        new_folder, new_stem = posixpath.dirname(self.new), PurePosixPath(self.new).stem
        shared = {posixpath.dirname(path) for path in self.texts if path != self.old}
        found = {}
        for path in self.tree.files:
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
        """Return the file to which a reference in a document leads, or an empty string."""
        return self.paths.target(reference, posixpath.dirname(path)) if reference.path else ""

    def new_text(self, reference: Reference, path: str, target: str) -> str:
        """Return the new text of a reference to a file, or an empty string if it stays as it is."""
        return moved_reference(self.moved, reference, path, target)

    def edits(self, path: str) -> Iterator[Edit]:
        """Yield the edits of a document."""
        for reference in references(self.texts[path]):
            target = self.target(reference, path)
            changed = self.new_text(reference, path, target) if target else ""
            tree = self.tree
            changed = changed or renamed_address(reference, path, tree.post_folders, tree.base_url, self.addresses)
            if changed:
                yield Edit(reference.start, reference.end, changed)
