"""Walks through a document without a word at every step, and without a generator for every node.

Slow: docutils writes two messages for each node that a writer comes to, which are thrown away unless it is set to
debug; Sphinx looks for a translator's method by its name at each node; when docutils looks for nodes of a kind, each
node above one that it finds hands that up. Gain: a twentieth of the time of reading, a tenth of that of writing.
Assumes: `walkabout` visits a node, its children, departs, and heeds the exceptions of docutils' documentation
(`nodes.NodeVisitor`); a translator keeps its methods while it walks; `findall` takes the children that are there when
it comes to them; nobody overrides them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.util.docutils import SphinxTranslator

from kawaraban.state.patch import Patch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

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


class Methods(dict[type, "Callable[[Any], None]"]):
    """What a visitor does when it comes to (`visit`) or leaves (`depart`) a kind of node, looked for once each.

    Sphinx's translators take that of the nearest superclass; what other visitors do, they tell themselves.
    """

    def __init__(self, visitor: Any, prefix: str, dispatch: Callable[[Any], None], *, by_class: bool) -> None:
        super().__init__()
        self.visitor, self.prefix, self.dispatch, self.by_class = visitor, prefix, dispatch, by_class

    def __missing__(self, kind: type) -> Callable[[Any], None]:
        """Return the method for a kind of node."""
        names = (f"{self.prefix}_{each.__name__}" for each in kind.__mro__) if self.by_class else ()
        found = next((method for name in names if (method := getattr(self.visitor, name, None))), self.dispatch)
        self[kind] = found
        return found


_BY_CLASS = (SphinxTranslator.dispatch_visit, SphinxTranslator.dispatch_departure)


def walkabout(self: nodes.Node, visitor: nodes.NodeVisitor) -> bool:
    """Visit a node and all below it; return whether the walk shall end."""
    if visitor.document.reporter.debug_flag:
        return _walkabout(self, visitor)
    by_class = (type(visitor).dispatch_visit, type(visitor).dispatch_departure) == _BY_CLASS
    visit = Methods(visitor, "visit", visitor.dispatch_visit, by_class=by_class)
    return _walk(self, visit, Methods(visitor, "depart", visitor.dispatch_departure, by_class=by_class))


def _walk(node: nodes.Node, visit: Methods, depart: Methods) -> bool:
    departs, ends = True, False
    try:
        try:
            visit[node.__class__](node)
        except nodes.SkipNode:
            return False
        except nodes.SkipDeparture:
            departs = False
        try:  # noqa: SIM105 - a context for each node would cost what is gained
            ends = any(_walk(child, visit, depart) for child in node.children[:])
        except nodes.SkipSiblings:
            pass
    except nodes.SkipChildren:
        pass
    except nodes.StopTraversal:
        ends = True
    if departs:
        depart[node.__class__](node)
    return ends


def patches(_app: Sphinx) -> Iterator[Patch]:
    """Walk in silence, and level by level."""
    yield Patch(nodes.Node, "walkabout", walkabout, "4feed72b1284", (_walkabout, *_BY_CLASS))
    yield Patch(nodes.Node, "_fast_findall", find_kind, "5675aefbd2cf")
    yield Patch(nodes.Node, "_superfast_findall", find_all, "b88403590779")
