"""Writes a start tag that has no attributes, or only one plain class, without collecting and sorting them.

Slow: docutils merges, filters and sorts the attributes of each element; two thirds have at most a class (paragraphs,
cells, items of lists). Gain: a fortieth of the time for writing. Assumes: such a tag is its name and its class.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from docutils.writers._html_base import HTMLTranslator

from kawaraban.state.patch import Patch

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx

_starttag = HTMLTranslator.starttag


def starttag(self: Any, node: Any, tagname: str, suffix: str = "\n", empty: bool = False, **attributes: Any) -> str:
    """Return the start tag of an element."""
    classes = node.get("classes", ())
    if not (attributes or empty or node.get("ids") or isinstance(node, nodes.table)):
        if not classes:
            return f"<{tagname.lower()}>{suffix}"
        if len(classes) == 1 and classes[0].replace("-", "").isalnum() and not classes[0].startswith("language-"):
            return f'<{tagname.lower()} class="{classes[0]}">{suffix}'
    tag: str = _starttag(self, node, tagname, suffix, empty, **attributes)
    return tag


def patches(_app: Sphinx) -> Iterator[Patch]:
    """Write plain start tags at once."""
    yield Patch(HTMLTranslator, "starttag", starttag, "c85bed8d3d3a", (_starttag, HTMLTranslator.attval))
