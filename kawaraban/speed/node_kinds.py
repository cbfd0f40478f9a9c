"""Skips searches of a document for kinds of nodes that it does not contain.

Slow: some seventy transforms and a dozen handlers each search every node of every document for one kind of node
(glossaries, citations, C++ aliases …) that hardly any document has. Gain: about a sixth of the time for reading.
Assumes: nodes enter a document through `setup_child`, so that all kinds added since its transformer was created are
known; a search for any other kind finds nothing. The few places that add nodes in another way add text or their own
kinds of nodes, so only searches for the kinds of docutils and Sphinx are skipped. `setup_child` sets a node's parent,
document, source and line, and nothing else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from docutils import nodes
from sphinx.transforms import SphinxTransformer
from sphinx.util.nodes import NodeMatcher

from kawaraban.state.patch import Patch

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import ExitStack

    from sphinx.application import Sphinx

TRACKED = ("docutils.nodes", "sphinx.", "kawaraban.", "ablog.")
"""Prefixes of the modules whose kinds of nodes are tracked."""
UNTRACKED = ("PostNode",)
"""Kinds of these modules that are not: ABlog adds a `PostNode` to the children of a section."""

_findall = nodes.Node.findall
_init = SphinxTransformer.__init__


class Seen:
    """The document that is being transformed, and the kinds of all nodes added to it."""

    document: nodes.document | None = None
    token: object = object()
    """Marks nodes whose children have been recorded for this document; a node that was pickled has another object."""
    kinds: set[type] = set()
    misses: dict[type, int] = {}
    """For each kind that was searched in vain, the number of kinds known at that time."""

    @classmethod
    def begin(cls, document: nodes.document) -> None:
        """Start tracking a document, with the nodes that it already has."""
        cls.document, cls.token, cls.kinds, cls.misses = document, object(), {nodes.document}, {}
        cls.look(document)

    @classmethod
    def look(cls, node: nodes.Node) -> None:
        """Record the kinds of all nodes below *node*."""
        cls.kinds.update(map(type, node._superfast_findall()))  # type: ignore[attr-defined]  # not in the stubs

    @classmethod
    def lacks(cls, kind: type) -> bool:
        """Return whether the document cannot have a node of a kind."""
        if cls.misses.get(kind) == len(cls.kinds):
            return True
        if not kind.__module__.startswith(TRACKED) or kind.__name__ in UNTRACKED:
            return False
        if any(issubclass(known, kind) for known in cls.kinds):
            return False
        cls.misses[kind] = len(cls.kinds)
        return True


def setup_child(self: Any, child: nodes.Node) -> None:
    """Set up *child* as docutils does, and record the kinds of it and its descendants."""
    Seen.kinds.add(child.__class__)
    self.seen = Seen.token
    if child.children and getattr(child, "seen", None) is not Seen.token:
        Seen.look(child)
    child.parent = self
    if (document := self._document or (self.parent.document if self.parent else None)) is not None:
        child.document = document
        if child.source is None:
            child.source = document.current_source
        if child.line is None:
            child.line = document.current_line


def findall(self: nodes.document, condition: Any = None, *args: Any, **options: Any) -> Iterator[Any]:
    """Return an iterator over the nodes that match a condition, empty if none can."""
    is_matcher = isinstance(condition, NodeMatcher)
    if self is Seen.document and condition is not None:
        kinds = condition.classes if is_matcher else (condition,)
        if kinds and all(isinstance(kind, type) and Seen.lacks(kind) for kind in kinds):
            return iter(())
    if is_matcher and condition.classes and not args and not options:  # its other conditions apply to few nodes
        return filter(condition.match, cast("Any", self)._fast_findall(condition.classes))
    return _findall(self, condition, *args, **options)


def init(self: SphinxTransformer, document: nodes.document) -> None:
    """Start tracking the document of a transformer."""
    _init(self, document)
    if isinstance(document, nodes.document):
        Seen.begin(document)
    else:
        Seen.document = None


def patches(_app: Sphinx) -> Iterator[Patch]:
    """Track the nodes of documents."""
    yield Patch(nodes.Node, "setup_child", setup_child, "e4d4c187fb94")
    yield Patch(nodes.document, "findall", findall, "ac0dc4e1517e", (nodes.document.findall, NodeMatcher.match))
    yield Patch(SphinxTransformer, "__init__", init, "ac286d31f552")


def begin(_app: Sphinx, undo: ExitStack) -> None:
    """Stop tracking when the build ends."""
    undo.callback(setattr, Seen, "document", None)
