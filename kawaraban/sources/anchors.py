"""Readable, stable anchors of headings: `#背景` instead of `#id3`, which changes with preceding headings.

MyST adds such an anchor as the second id, but Sphinx links to the first one, so they are swapped. Explicit targets,
`(memo)=`, stay first, and existing links keep working.
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
    """Make the readable anchor of each section its first id."""

    default_priority = 705
    """After MyST's anchors (700), before links within a document are resolved (879)."""

    def apply(self) -> None:
        """Reorder the ids of all sections."""
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
        """Return the readable anchor of a section, or an empty text if its heading provides none."""
        named = [name for name in section["names"] if self.document.nametypes.get(name)]
        numbered = re.fullmatch(r"id\d+", section["ids"][0])
        if named and not numbered:
            return str(section["ids"][0])
        title = section.next_node(nodes.title)
        words = named[0] if named else github_slugify(title.astext() if title is not None else "")
        slug = "-".join(words.split())  # MyST's slug omits words with ruby
        anchor, number = slug, 0
        while anchor and self.document.ids.get(anchor, section) is not section:
            number += 1
            anchor = f"{slug}-{number}"
        return str(anchor)


def setup(app: Sphinx) -> None:
    """Register the transform."""
    app.add_transform(ReadableAnchors)
