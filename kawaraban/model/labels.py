"""Labels (categories, tags, authors) and their slugs, which preserve all letters of the name.

ガ and カ get different slugs. Where two labels have the same slug, such as C and C++, both are reported.
"""

from __future__ import annotations

import json
import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from sphinx.locale import get_translation

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_ = get_translation("sphinx")

LONGEST_SLUG = 200
"""In bytes. File systems allow 255 for a name; names of further pages and feeds are longer than the slug."""


class Label(NamedTuple):
    """A category, a tag or an author: its kind (as in URLs), its name as written, its slug."""

    kind: str
    name: str
    slug: str

    @property
    def pagename(self) -> str:
        """Path of its page below the root, without `.html`."""
        return f"blog/{self.kind}/{self.slug}"


@cache
def label_of(kind: str, name: str, slug: str) -> Label:
    """Return a label; equal labels are the same object."""
    return Label(kind, name, slug)


def slug_of(name: str, slugs: Mapping[str, str] | None = None) -> str:
    """Return the slug of a label: NFKC, lower case, runs of spaces and symbols replaced by one `-`.

    Letters, digits and their combining marks are preserved, so が does not become か. *slugs* are explicit choices
    (`kawaraban_label_slugs`). The slug is empty if the name has no letter or digit.
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
    """Return the pairs of labels of the same kind that have the same slug but different names."""
    seen: dict[tuple[str, str], Label] = {}
    found = []
    for label in labels:
        first = seen.setdefault((label.kind, label.slug), label)
        if first.name != label.name and (first, label) not in found:
            found.append((first, label))
    return found
