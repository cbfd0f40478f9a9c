"""Headings with an address that can be read and stays: `#背景`, not `#id3`, which moves with every heading before it.

MyST gives each heading such an anchor, but as its second; Sphinx's links lead to the first. Here they change places.
What the author named, `(memo)=`, stays first; all that led to a heading before leads to it still.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from docutils import nodes
from myst_parser.slugs import github_slugify
from sphinx.transforms import SphinxTransform

if TYPE_CHECKING:
    from sphinx.application import Sphinx


class ReadableAnchors(SphinxTransform):
    """Makes the readable anchor of each section its first one."""

    default_priority = 705
    """After MyST has added its anchors (700), before links within the page are resolved (879)."""

    def apply(self) -> None:
        """Change the sections of the document."""
        slugs = getattr(self.document, "myst_slugs", {})
        for section in self.document.findall(nodes.section):
            former = section["ids"][0]
            anchor = self.anchor_of(section)
            if not anchor or anchor == former:
                continue
            section["ids"] = [anchor, *(name for name in section["ids"] if name != anchor)]
            self.document.ids[anchor] = section
            if (slug := section.get("slug")) in slugs:
                line, _target, text = slugs[slug]
                slugs[slug] = (line, anchor, text)
            for name in section["names"]:
                if self.document.nameids.get(name) == former:
                    self.document.nameids[name] = anchor

    def anchor_of(self, section: nodes.section) -> str:
        """Return the anchor that a section ought to have, empty where its heading gives none."""
        named = [name for name in section["names"] if self.document.nametypes.get(name)]
        numbered = re.fullmatch(r"id\d+", section["ids"][0])
        if named and not numbered:
            return str(section["ids"][0])
        title = section.next_node(nodes.title)
        words = named[0] if named else github_slugify(title.astext() if title is not None else "")
        slug = "-".join(words.split())  # of the whole heading: MyST's leaves out words with a reading
        anchor, number = slug, 0
        while anchor and self.document.ids.get(anchor, section) is not section:
            number += 1
            anchor = f"{slug}-{number}"
        return str(anchor)


def setup(app: Sphinx) -> None:
    """Register the transform."""
    app.add_transform(ReadableAnchors)
