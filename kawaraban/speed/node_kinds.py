"""Finds nodes of a kind without visiting the whole document.

Slow: some seventy transforms and a dozen handlers each search every node of every document for one kind of node, which
hardly any document has (glossaries, citations, C++ aliases …), or of which it has a few (pictures, sections). Gain:
about a fifth of the time for reading. Assumes: nodes enter a document through `setup_child`, so that all that were
added since its transformer was created are known, and can be found by going up to the document. The few places that add
nodes in another way add text or their own kinds of nodes, so only kinds of docutils and Sphinx are found in this way;
if a known node is not where its parent says, the document is searched. `setup_child` sets a node's parent, document,
source and line, and nothing else.
"""

from __future__ import annotations

from functools import cache
from itertools import repeat
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.transforms import SphinxTransformer
from sphinx.util.nodes import NodeMatcher

from kawaraban.speed.node_places import Found, following, in_order, is_at, place_of
from kawaraban.speed.released_trees import is_safe
from kawaraban.speed.traversal import find_kind
from kawaraban.state.patch import Patch

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from contextlib import ExitStack

    from sphinx.application import Sphinx

TRACKED = ("docutils.nodes", "sphinx.", "kawaraban.", "ablog.")
"""Prefixes of the modules whose kinds of nodes are tracked."""
UNTRACKED = ("PostNode",)
"""Kinds of these modules that are not: ABlog adds a `PostNode` to the children of a section."""
FEW = 20
"""A known node is found in the time of visiting so many."""

_findall = nodes.Node.findall
_init = SphinxTransformer.__init__


class Kinds(dict[type, "list[nodes.Node]"]):
    """The nodes of each kind."""

    known: dict[type, None] = {}
    """All kinds of nodes that any document has."""

    def __missing__(self, kind: type) -> list[nodes.Node]:
        self.known[kind] = None
        found: list[nodes.Node] = []
        self[kind] = found
        return found


class Seen:
    """The document that is being transformed, and all nodes added to it."""

    document: nodes.document | None = None
    token: object = object()
    """Marks nodes whose children have been recorded for this document; a node that was pickled has another object."""
    added: list[nodes.Node] = []
    by_kind = Kinds()
    is_complete = True
    """Whether only known code adds nodes, so that all that were added are known; else only their kinds are."""
    sorted_in = 0
    """How many of the added nodes are in `by_kind`."""
    places: dict[tuple[type, ...], list[Found]] = {}
    """What was found by kinds since the last node was added, in the order of the document."""

    @classmethod
    def begin(cls, document: nodes.document | None) -> None:
        """Start tracking a document, with the nodes that it already has."""
        cls.document, cls.token, cls.by_kind, cls.sorted_in, cls.places = document, object(), Kinds(), 0, {}
        cls.added = [] if document is None else [*_nodes_below(document)]

    @classmethod
    def kinds(cls) -> Kinds:
        """Return all nodes by kind."""
        if cls.sorted_in < len(cls.added):
            for node in cls.added[cls.sorted_in :]:
                cls.by_kind[node.__class__].append(node)
            cls.sorted_in = len(cls.added)
            cls.places = {}
        return cls.by_kind

    @classmethod
    def lacks(cls, kind: type) -> bool:
        """Return whether the document cannot have a node of a kind."""
        known = cls.kinds().keys()
        wanted = subkinds((kind,))
        return wanted is not None and known.isdisjoint(wanted)


@cache
def _is_tracked(kind: type) -> bool:
    is_ours = kind.__module__.startswith(TRACKED) and kind.__name__ not in UNTRACKED
    return is_ours and not issubclass(nodes.Text, kind)


def subkinds(kinds: tuple[type, ...]) -> set[type] | None:
    """Return which of the kinds of nodes of all documents so far are, or derive from, one of *kinds*.

    None if one of *kinds* is not tracked.
    """
    count, found = _SUBKINDS.get(kinds, (-1, None))
    if count < len(Kinds.known):
        found = {known for known in Kinds.known if issubclass(known, kinds)} if all(map(_is_tracked, kinds)) else None
        _SUBKINDS[kinds] = len(Kinds.known), found
    return found


_SUBKINDS: dict[tuple[type, ...], tuple[int, set[type] | None]] = {}


def _nodes_below(node: nodes.Node) -> Iterator[nodes.Node]:
    return find_kind(node, nodes.Node)


def setup_child(self: Any, child: nodes.Node) -> None:
    """Set up *child* as docutils does, and record it and its descendants."""
    if not self.children:  # else some may have been added in another way
        self.seen = Seen.token
    if child.children and getattr(child, "seen", None) is not Seen.token:
        Seen.added += _nodes_below(child)
    else:
        Seen.added.append(child)
    child.parent = self
    if (document := self._document or (self.parent.document if self.parent else None)) is not None:
        child.document = document
        if child.source is None:
            child.source = document.current_source
        if child.line is None:
            child.line = document.current_line


def find_known(document: nodes.document, kinds: tuple[type, ...], known_kinds: Iterable[type]) -> Iterator[nodes.Node]:
    """Yield the elements of some kinds, of which the document has *known_kinds*, in the order of the document.

    If they are many, it is searched.
    """
    if document is not Seen.document:  # another one has been begun since
        yield from find_kind(document, kinds)
        return
    by_kind = Seen.kinds()
    found = Seen.places.get(kinds)
    if found is None or not all(is_at(node, place, document) for place, node in found):
        found = _locate(document, {id(node): node for kind in known_kinds for node in by_kind[kind]})
        if found is not None:
            Seen.places[kinds] = found
    if found is None:
        yield from find_kind(document, kinds)
    else:
        yield from _unless_changed(document, found, kinds)


def _locate(document: nodes.document, known: dict[int, nodes.Node]) -> list[Found] | None:
    """Return where the nodes are, in the order of the document; None if they are many, or one is not found."""
    if len(known) * FEW >= len(Seen.added):
        return None
    found = [(place, node) for node in known.values() if (place := place_of(node, document)) is not None]
    return in_order(found) if len(found) == len(known) else None


def _unless_changed(document: nodes.document, found: list[Found], kinds: tuple[type, ...]) -> Iterator[nodes.Node]:
    """Yield the nodes found; once the document has changed, search it from there on as `find_kind` does."""
    added, count = Seen.added, len(Seen.added)
    last: Found | None = None
    for place, node in found:
        if last and (Seen.added is not added or len(added) > count or not is_at(node, place, document)):
            break
        yield node
        last = place, node
    else:
        if Seen.added is added and len(added) == count:
            return
    if last:
        yield from following(last, kinds)


def findall(self: nodes.document, condition: Any = None, *args: Any, **options: Any) -> Iterator[Any]:
    """Return an iterator over the nodes that match a condition, empty if none can."""
    is_matcher = isinstance(condition, NodeMatcher)
    kinds = condition.classes if is_matcher else (condition,)
    if args or options or not kinds or not all(map(isinstance, kinds, repeat(type))):
        return _findall(self, condition, *args, **options)
    by_kind = Seen.kinds()
    wanted = subkinds(kinds) if self is Seen.document else None
    if wanted is None:
        found = find_kind(self, kinds)
    elif present := wanted & by_kind.keys():
        found = find_known(self, kinds, present) if Seen.is_complete else find_kind(self, kinds)
    else:
        return iter(())
    return filter(condition.match, found) if is_matcher else found


def init(self: SphinxTransformer, document: nodes.document) -> None:
    """Start tracking the document of a transformer."""
    _init(self, document)
    Seen.begin(document if isinstance(document, nodes.document) else None)


def patches(_app: Sphinx) -> Iterator[Patch]:
    """Track the nodes of documents."""
    yield Patch(nodes.Node, "setup_child", setup_child, "e4d4c187fb94")
    sources = (nodes.document.findall, vars(nodes.Node)["_fast_findall"], NodeMatcher.match)
    yield Patch(nodes.document, "findall", findall, "efb3ba72e225", sources)
    yield Patch(SphinxTransformer, "__init__", init, "ac286d31f552")


def begin(app: Sphinx, undo: ExitStack) -> None:
    """Begin to track; stop when the build ends."""
    Seen.is_complete = is_safe(app)
    undo.callback(Seen.begin, None)
