"""Another name for a category, a tag or a series: in all posts, lists and links; its old address leads on."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from sphinx.locale import get_translation

from kawaraban.cli.application import Failed
from kawaraban.cli.plan import Plan
from kawaraban.model import frontmatter
from kawaraban.model.frontmatter.editing import SEPARATORS
from kawaraban.model.frontmatter.editing import rename_label as edits_of_label
from kawaraban.model.labels import problem_with, slug_of
from kawaraban.model.problems import Problem, suggest, told
from kawaraban.model.redirects import FILE as REDIRECTS
from kawaraban.model.redirects import with_renamed, written
from kawaraban.sources.references import references, with_other_address
from kawaraban.text.edits import Edit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kawaraban.cli.desk import Desk
    from kawaraban.model.frontmatter import FrontMatter

_ = get_translation("sphinx")

KEYS = {"category": "category", "tag": "tags", "series": "series"}
"""The kinds of labels, with their keys in front matter and in `{postlist}`."""


def rename_label(desk: Desk, kind: str, old: str, new: str) -> Plan:
    """Return what is to be done so that a label has another name. Raises Failed where that cannot be."""
    matters = _read_all(desk)
    used = Counter(name for matter in matters.values() for name in _names(matter, kind))
    _check(desk, kind, used, old, new)
    plan = Plan(desk)
    if used[new]:
        plan.notices.append(_("“%s” has %d posts already; the two become one.") % (new, used[new]))
    plan.notices += _named_in_conf(desk, old)
    former, later = (f"blog/{kind}/{slug_of(name, desk.label_slugs)}" for name in (old, new))
    for path in desk.documents:
        text = desk.text(path)
        edits = edits_of_label(text, KEYS[kind], old, new) if path in matters else []
        if kind != "series":
            edits += _edits_below(desk, path, text, (kind, old, new), (former, later))
        plan.edit(path, edits)
    has_readers = any(old in _names(matter, kind) and desk.is_published(matter) for matter in matters.values())
    if kind != "series" and former != later and has_readers:
        plan.write(REDIRECTS, written(with_renamed(desk.redirects(), {f"/{former}.html": f"/{later}.html"})))
    return plan


def _read_all(desk: Desk) -> dict[str, FrontMatter]:
    """Return the front matter of all posts. Raises Failed where that of one cannot be read: it may hold the name."""
    matters, problems = {}, []
    for path in desk.posts:
        matters[path], faults = frontmatter.read(desk.text(path), desk.timezone)
        if not matters[path].lines:
            problems += [Problem(path, fault.line, fault.text) for fault in faults]
    if problems:
        raise Failed(told(problems))
    return matters


def _names(matter: FrontMatter, kind: str) -> tuple[str, ...]:
    found = getattr(matter, KEYS[kind])
    return found if isinstance(found, tuple) else (found,)


def _check(desk: Desk, kind: str, used: Counter[str], old: str, new: str) -> None:
    """Raise Failed where no post has the old name, or the new one cannot be."""
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
        raise Failed(_("“%s” has this name already.") % old)
    if kind == "series":
        return
    if len(re.split(SEPARATORS, new)) > 1:
        raise Failed(_("“%s” would be several names: “、” and “,” separate them; choose one without.") % new)
    slug = slug_of(new, desk.label_slugs)
    if fault := problem_with(new, slug):
        raise Failed(fault)
    for name in used:
        if name not in (old, new) and name and slug_of(name, desk.label_slugs) == slug:
            raise Failed(_("“%s” is in use and has the same address as “%s”; write TO=%s") % (name, new, name))


def _named_in_conf(desk: Desk, name: str) -> Iterator[str]:
    """Yield what the author has to look at in person: a program does not change another one."""
    conf = (desk.root / "conf.py").read_text("utf-8", "replace").splitlines()
    for number, line in enumerate(conf, 1):
        if re.search(rf"[\"'/]{re.escape(name)}(?:[\"']|\.html)", line):
            yield str(Problem("conf.py", number, _("“%s” stands here, too; change it by hand if it is meant.") % name))


def _edits_below(
    desk: Desk, path: str, text: str, label: tuple[str, str, str], addresses: tuple[str, str]
) -> Iterator[Edit]:
    """Yield the edits of lists of posts, and of links to the list, below the front matter."""
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
        elif other := with_other_address(reference, path, desk.base_url, addresses):
            yield Edit(start, end, other)
