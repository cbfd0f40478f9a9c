"""Rename a category, a tag or a series in all posts, lists and links, and redirect its old address."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from sphinx.locale import get_translation

from kawaraban.cli.application import Failed
from kawaraban.cli.change_set import ChangeSet
from kawaraban.model import frontmatter
from kawaraban.model.frontmatter.editing import SEPARATORS
from kawaraban.model.frontmatter.editing import rename_label as edits_of_label
from kawaraban.model.labels import problem_with, slug_of
from kawaraban.model.problems import Problem, format_problems, suggest
from kawaraban.model.redirects import FILE as REDIRECTS
from kawaraban.model.redirects import add_redirects, format_redirects
from kawaraban.sources.references import references, renamed_address
from kawaraban.text.edits import Edit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kawaraban.cli.source_tree import SourceTree
    from kawaraban.model.frontmatter import FrontMatter

_ = get_translation("sphinx")

KEYS = {"category": "category", "tag": "tags", "series": "series"}
"""The kinds of labels, with their keys in front matter and `{postlist}`."""


def rename_label(tree: SourceTree, kind: str, old: str, new: str) -> ChangeSet:
    """Return the changes that rename a label. Raises Failed if that is impossible."""
    matters = _read_all(tree)
    used = Counter(name for matter in matters.values() for name in _names(matter, kind))
    _check(tree, kind, used, old, new)
    changes = ChangeSet(tree)
    if used[new]:
        changes.notices.append(_("“%s” already exists (posts: %d); the two become one.") % (new, used[new]))
    changes.notices += _named_in_conf(tree, old)
    former, later = (f"blog/{kind}/{slug_of(name, tree.label_slugs)}" for name in (old, new))
    for path in tree.documents:
        text = tree.text(path)
        edits = edits_of_label(text, KEYS[kind], old, new) if path in matters else []
        if kind != "series":
            edits += _body_edits(tree, path, text, (kind, old, new), (former, later))
        changes.edit(path, edits)
    has_readers = any(old in _names(matter, kind) and tree.is_published(matter) for matter in matters.values())
    if kind != "series" and former != later and has_readers:
        redirects = add_redirects(tree.redirects(), {f"/{former}.html": f"/{later}.html"})
        changes.write(REDIRECTS, format_redirects(redirects))
    return changes


def _read_all(tree: SourceTree) -> dict[str, FrontMatter]:
    """Return the front matter of all posts. Raises Failed if one is unreadable, because it may contain the label."""
    matters, problems = {}, []
    for path in tree.posts:
        matters[path], faults = frontmatter.read(tree.text(path), tree.timezone)
        if not matters[path].lines:
            problems += [Problem(path, fault.line, fault.text) for fault in faults]
    if problems:
        raise Failed(format_problems(problems))
    return matters


def _names(matter: FrontMatter, kind: str) -> tuple[str, ...]:
    found = getattr(matter, KEYS[kind])
    return found if isinstance(found, tuple) else (found,)


def _check(tree: SourceTree, kind: str, used: Counter[str], old: str, new: str) -> None:
    """Raise Failed if no post has the old name, or if the new one is invalid or in conflict with another."""
    if not used[old]:
        texts = {
            "category": _("no post has the category “%s”."),
            "tag": _("no post has the tag “%s”."),
            "series": _("no post has the series “%s”."),
        }
        near = suggest(old, [name for name in used if name])
        known = _(", ").join(name for name, _number in used.most_common(8) if name)
        raise Failed(texts[kind] % old + (near or (" " + _("In use: %s") % known if known else "")))
    if old == new:
        raise Failed(_("“%s” already has this name.") % old)
    if kind == "series":
        return
    if len(re.split(SEPARATORS, new)) > 1:
        raise Failed(_("“%s” would be several names; choose one without “、” and “,”.") % new)
    slug = slug_of(new, tree.label_slugs)
    if fault := problem_with(new, slug):
        raise Failed(fault)
    for name in used:
        if name not in (old, new) and name and slug_of(name, tree.label_slugs) == slug:
            raise Failed(_("“%s” is in use and has the same address as “%s”; write TO=%s") % (name, new, name))


def _named_in_conf(tree: SourceTree, name: str) -> Iterator[str]:
    """Yield a notice for each mention in conf.py, which is a program and therefore not edited."""
    conf = (tree.root / "conf.py").read_text("utf-8", "replace").splitlines()
    for number, line in enumerate(conf, 1):
        if re.search(rf"[\"'/]{re.escape(name)}(?:[\"']|\.html)", line):
            text = _("this line contains “%s”, too; change it by hand if it means the same.") % name
            yield str(Problem("conf.py", number, text))


def _body_edits(
    tree: SourceTree, path: str, text: str, label: tuple[str, str, str], addresses: tuple[str, str]
) -> Iterator[Edit]:
    """Yield the edits of `{postlist}` and of links to the label's list, below the front matter."""
    kind, old, new = label
    former, later = (address.partition("/")[2].replace("/", "-") for address in addresses)
    for reference in references(text):
        start, end, said, _kind, mark = reference
        if mark == f"postlist:{KEYS[kind]}":
            names = re.split("(,)", said)
            changed = [name.replace(name.strip(), new) if name.strip() == old else name for name in names]
            if changed != names:
                yield Edit(start, end, "".join(changed))
        elif said == former and (mark == "ref" or not mark):
            yield Edit(start, end, later)
        elif other := renamed_address(reference, path, tree.post_folders, tree.base_url, addresses):
            yield Edit(start, end, other)
