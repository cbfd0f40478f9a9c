"""Walks through a document without a word at every step, and without a generator for every node.

Slow: docutils writes two messages for each node that a writer comes to, which are thrown away unless it is set to
debug; when it looks for nodes of a kind, each node above one that it finds hands that up. Gain: a twentieth of the time
of reading and of writing. Assumes: `walkabout` visits a node, its children, departs, and heeds the exceptions of
docutils' documentation (`nodes.NodeVisitor`); `findall` takes the children that are there when it comes to them; nobody
overrides them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from kawaraban.state.patch import Patch

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx

_walkabout = nodes.Node.walkabout


def find_kind(self: nodes.Node, cls: type) -> Iterator[nodes.Node]:
    """Yield each node of a kind, from this one down."""
    above: list[Iterator[nodes.Node]] = []
    level: Iterator[nodes.Node] = iter((self,))
    while True:
        for node in level:
            if isinstance(node, cls):
                yield node
            if children := node.children:
                above.append(level)
                level = iter(children)
                break
        else:
            if not above:
                return
            level = above.pop()


def find_all(self: nodes.Node) -> Iterator[nodes.Node]:
    """Return an iterator over all nodes, from this one down."""
    return find_kind(self, nodes.Node)


def walkabout(self: nodes.Node, visitor: nodes.NodeVisitor) -> bool:
    """Visit a node and all below it; return whether the walk shall end."""
    if visitor.document.reporter.debug_flag:
        return _walkabout(self, visitor)
    return _walk(self, visitor)


def _walk(node: nodes.Node, visitor: nodes.NodeVisitor) -> bool:
    departs, ends = True, False
    try:
        try:
            visitor.dispatch_visit(node)
        except nodes.SkipNode:
            return False
        except nodes.SkipDeparture:
            departs = False
        try:  # noqa: SIM105 - a context for each node would cost what is gained
            ends = any(_walk(child, visitor) for child in node.children[:])
        except nodes.SkipSiblings:
            pass
    except nodes.SkipChildren:
        pass
    except nodes.StopTraversal:
        ends = True
    if departs:
        visitor.dispatch_departure(node)
    return ends


def patches(_app: Sphinx) -> Iterator[Patch]:
    """Walk in silence, and level by level."""
    yield Patch(nodes.Node, "walkabout", walkabout, "2ab1f659d80a")
    yield Patch(nodes.Node, "_fast_findall", find_kind, "5675aefbd2cf")
    yield Patch(nodes.Node, "_superfast_findall", find_all, "b88403590779")
