"""Writes a start tag that has at most one plain class and one plain id without collecting and sorting attributes.

Slow: docutils merges, filters and sorts the attributes of each element; most have no others (paragraphs, cells, items
of lists, sections). Gain: a thirtieth of the time for writing. Assumes: such a tag is its name, its class and its id.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from docutils.writers._html_base import HTMLTranslator

from kawaraban.state.patch import Patch

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sphinx.application import Sphinx

_starttag = HTMLTranslator.starttag


def starttag(self: Any, node: Any, tagname: str, suffix: str = "\n", empty: bool = False, **attributes: Any) -> str:
    """Return the start tag of an element."""
    if not (attributes or empty or isinstance(node, nodes.table)):
        classes, ids = node.get("classes", ()), node.get("ids", ())
        if not (classes or ids):
            return f"<{tagname.lower()}>{suffix}"
        if _are_plain(classes) and _are_plain(ids) and not (classes and classes[0].startswith("language-")):
            own_class = f' class="{classes[0]}"' if classes else ""
            own_id = f' id="{ids[0]}"' if ids else ""
            return f"<{tagname.lower()}{own_class}{own_id}>{suffix}"
    tag: str = _starttag(self, node, tagname, suffix, empty, **attributes)
    return tag


def _are_plain(names: Sequence[str]) -> bool:
    return not names or (len(names) == 1 and names[0].replace("-", "").isalnum())


def patches(_app: Sphinx) -> Iterator[Patch]:
    """Write plain start tags at once."""
    yield Patch(HTMLTranslator, "starttag", starttag, "c85bed8d3d3a", (_starttag, HTMLTranslator.attval))
