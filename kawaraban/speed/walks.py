"""Walks through a document without a word at every step.

Slow: docutils writes two messages for each node that a writer comes to, which are thrown away unless it is set to
debug. Gain: a fiftieth of the time of writing. Assumes: `walkabout` visits a node, its children, departs, and heeds the
exceptions of docutils' documentation (`nodes.NodeVisitor`); nobody overrides it.
"""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING

from docutils import nodes

if TYPE_CHECKING:
    from sphinx.application import Sphinx

_walkabout = nodes.Node.walkabout


def holds() -> bool:
    """Return whether the function is there, with the arguments that are known."""
    return list(inspect.signature(_walkabout).parameters) == ["self", "visitor"]


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


def pull(_app: Sphinx) -> None:
    """Walk in silence."""
    nodes.Node.walkabout = walkabout  # type: ignore[method-assign]


def release(_app: Sphinx) -> None:
    """Walk as docutils does."""
    nodes.Node.walkabout = _walkabout  # type: ignore[method-assign]
