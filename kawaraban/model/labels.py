"""Addresses of labels: a category keeps every letter of its name in its address.

ガ and カ, パリ and バリ are different pages; C and C++ would be one, and then both are named in an error.
"""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from sphinx.locale import get_translation

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_ = get_translation("sphinx")

LONGEST_SLUG = 200
"""Bytes: file systems allow 255 for a name, and the names of further pages and feeds hang below it."""


@dataclass(frozen=True, slots=True, order=True)
class Label:
    """A category, a tag or an author: its kind (as in its address), its name as written, its slug."""

    kind: str
    name: str
    slug: str

    @property
    def pagename(self) -> str:
        """The name of its page below the root, without `.html`."""
        return f"blog/{self.kind}/{self.slug}"


@cache
def label_of(kind: str, name: str, slug: str) -> Label:
    """Return a label; the same one for all posts that have it."""
    return Label(kind, name, slug)


def slug_of(name: str, slugs: Mapping[str, str] | None = None) -> str:
    """Return the slug of a label: NFKC, lower case, each run of spaces and symbols one `-`, none at the ends.

    Letters, digits and the marks that sit on them stay (so が never becomes か). *slugs* are the author's own
    choices (`kawaraban_label_slugs`). The result is empty where nothing of the name could stay.
    """
    if slugs and name in slugs:
        return slugs[name]
    kept: list[str] = []
    for char in unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).lower()):
        kind = unicodedata.category(char)[0]
        if kind in "LN" or (kind == "M" and kept and kept[-1] != "-"):
            kept.append(char)
        elif not kept or kept[-1] != "-":
            kept.append("-")
    return re.sub("-+", "-", "".join(kept)).strip("-")


def problem_with(name: str, slug: str) -> str:
    """Return what is wrong with a label's slug, or an empty text."""
    example = f"kawaraban_label_slugs = {{{json.dumps(name, ensure_ascii=False)}: '…'}}"
    if not slug:
        return _("the label “%s” leaves no letter for an address; choose one in conf.py: %s") % (
            name,
            example,
        )
    if len(slug.encode()) > LONGEST_SLUG:
        return _("the label “%s” is too long for an address; choose a shorter one in conf.py: %s") % (
            name[:40] + "…",
            'kawaraban_label_slugs = {"…": "…"}',
        )
    return ""


def clashes(labels: Iterable[Label]) -> list[tuple[Label, Label]]:
    """Return the pairs of labels of one kind that want one address under different names."""
    seen: dict[tuple[str, str], Label] = {}
    found = []
    for label in labels:
        first = seen.setdefault((label.kind, label.slug), label)
        if first.name != label.name and (first, label) not in found:
            found.append((first, label))
    return found
