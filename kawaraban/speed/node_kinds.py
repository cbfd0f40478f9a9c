"""No search through a document for what was never put into it.

Slow: some seventy transforms and a dozen handlers each look through every node of every document for one kind of node
(glossaries, citations, C++ aliases …) that hardly any has. Gain: about a sixth of the time of reading. Assumes: nodes
enter a document through `setup_child`; so the kinds that have entered since its transformer was made are known, and
where none of them is of the kind that is looked for, there is nothing to find. A few places put nodes in another way;
they put in texts, or kinds of their own, and only docutils' and Sphinx's kinds are relied on. `setup_child` gives a
node its parent, its document and where it stands, no more.
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

TOLD = ("docutils.nodes", "sphinx.")
"""How the names of the modules begin whose kinds of nodes are relied on."""

_findall = nodes.Node.findall
_init = SphinxTransformer.__init__


class Seen:
    """The document that is being transformed, and the kinds of all nodes that have entered it."""

    document: nodes.document | None = None
    token: object = object()
    """Marks the nodes whose children have been noted for this document; in a pickle it is another object."""
    kinds: set[type] = set()
    told: dict[type, int] = {}
    """For each kind that was looked for in vain, how many kinds were known then."""

    @classmethod
    def begin(cls, document: nodes.document) -> None:
        """Watch a document; what stands in it already is looked at once."""
        cls.document, cls.token, cls.kinds, cls.told = document, object(), {nodes.document}, {}
        cls.look(document)

    @classmethod
    def look(cls, node: nodes.Node) -> None:
        """Note the kinds of all nodes below *node*."""
        cls.kinds.update(map(type, node._superfast_findall()))  # type: ignore[attr-defined]  # not in the stubs

    @classmethod
    def lacks(cls, kind: type) -> bool:
        """Return whether no node of a kind can be in the document."""
        if cls.told.get(kind) == len(cls.kinds):
            return True
        if not kind.__module__.startswith(TOLD) or any(issubclass(known, kind) for known in cls.kinds):
            return False
        cls.told[kind] = len(cls.kinds)
        return True


def setup_child(self: Any, child: nodes.Node) -> None:
    """Make *child* a child, and note its kind, and those of what stands in it already; ask once for the document."""
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
    """Return an iterator over the nodes that fulfil a condition, an empty one where none can."""
    is_matcher = isinstance(condition, NodeMatcher)
    if self is Seen.document and condition is not None:
        kinds = condition.classes if is_matcher else (condition,)
        if kinds and all(isinstance(kind, type) and Seen.lacks(kind) for kind in kinds):
            return iter(())
    if is_matcher and condition.classes and not args and not options:  # its other conditions are asked of few nodes
        return filter(condition.match, cast("Any", self)._fast_findall(condition.classes))
    return _findall(self, condition, *args, **options)


def init(self: SphinxTransformer, document: nodes.document) -> None:
    """Watch the document that a transformer is made for."""
    _init(self, document)
    if isinstance(document, nodes.document):
        Seen.begin(document)
    else:
        Seen.document = None


def patches(_app: Sphinx) -> Iterator[Patch]:
    """Watch the nodes of documents."""
    yield Patch(nodes.Node, "setup_child", setup_child, "e4d4c187fb94")
    yield Patch(nodes.document, "findall", findall, "ac0dc4e1517e", (nodes.document.findall, NodeMatcher.match))
    yield Patch(SphinxTransformer, "__init__", init, "ac286d31f552")


def begin(_app: Sphinx, undo: ExitStack) -> None:
    """Watch no document when the build ends."""
    undo.callback(setattr, Seen, "document", None)
