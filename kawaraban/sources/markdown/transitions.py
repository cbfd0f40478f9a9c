"""Remove transitions (`---`) where docutils does not allow them.

docutils raises an error for a transition at the beginning or end of a section, or next to another one, but authors put
them below headings, above footnotes and at the end.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.transforms import SphinxTransform

if TYPE_CHECKING:
    from collections.abc import Iterable

_HEADS = (nodes.title, nodes.subtitle, nodes.meta, nodes.decoration)


class NeedlessTransitions(SphinxTransform):
    """Remove transitions with nothing before them in the section, or nothing after them in the document."""

    default_priority = 829
    """After MyST has moved footnotes to the end (623), before docutils checks transitions (830)."""

    def apply(self, **_kwargs: Any) -> None:
        """Change the document in place."""
        for node in list(self.document.findall(nodes.transition)):
            if "footnotes" not in node["classes"] and not self.parts(node):
                node.parent.remove(node)

    def parts(self, node: nodes.transition) -> bool:
        """Return whether a transition has content on both sides."""
        at = node.parent.index(node)
        before, behind = _first_shown(reversed(node.parent[:at])), _behind(node)
        ends = behind is None or isinstance(behind, (nodes.transition, nodes.footnote, nodes.citation))
        return before is not None and not isinstance(before, (*_HEADS, nodes.transition)) and not ends


def _first_shown(found: Iterable[nodes.Node]) -> nodes.Node | None:
    return next((node for node in found if not isinstance(node, nodes.Invisible)), None)


def _behind(node: nodes.Element) -> nodes.Node | None:
    """Return the next visible node after a node, None at the end of the document."""
    while node.parent is not None:
        if (found := _first_shown(node.parent[node.parent.index(node) + 1 :])) is not None:
            return found
        node = node.parent
    return None
