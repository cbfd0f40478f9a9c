"""Where nodes are in a document, so that known nodes can be brought into its order without visiting the others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes

from kawaraban.speed.traversal import proceed

if TYPE_CHECKING:
    from collections.abc import Iterator

Place = list[tuple[list[nodes.Node], int]]
"""Where a node is: from the document downwards, the children among which it or its ancestor is, and the index there."""
Found = tuple[Place, nodes.Node]


def place_of(node: nodes.Node, document: nodes.document) -> Place | None:
    """Return where *node* is in *document*; None if it cannot be found by going up."""
    place: Place = []
    try:
        while node is not document:
            siblings = node.parent.children
            place.append((siblings, siblings.index(node)))
            node = node.parent
    except (AttributeError, ValueError):  # without a parent, or not among its children any more
        return None
    return place[::-1]


def is_at(node: nodes.Node, place: Place, document: nodes.document) -> bool:
    """Return whether *node* is still where it was found in *document*."""
    above: Any = document
    for siblings, index in place:
        if above.children is not siblings or index >= len(siblings):
            return False
        above = siblings[index]
    return above is node


def in_order(found: list[Found]) -> list[Found]:
    """Return nodes with their places in the order of the document."""
    return sorted(found, key=lambda each: [index for _siblings, index in each[0]])


def following(found: Found, kinds: tuple[type, ...]) -> Iterator[nodes.Node]:
    """Return an iterator over the nodes of some kinds that follow one in the document, beginning with those in it."""
    place, node = found
    levels: list[Iterator[nodes.Node]] = []
    for siblings, index in place:
        levels.append(iter(siblings))
        levels[-1].__setstate__(index + 1)  # type: ignore[attr-defined]  # of iterators over lists
    return proceed(levels, iter(node.children), kinds)
