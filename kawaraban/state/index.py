"""The results of reading documents: posts, and what each document needs of others.

They are stored in Sphinx's environment, a few hundred bytes per document, so that lists, feeds and cards do not need
document trees.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any, NamedTuple

from kawaraban.model.problems import Problem

if TYPE_CHECKING:
    from datetime import datetime

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from kawaraban.model.post import Post


class StoredTree(NamedTuple):
    """Where a document's tree is stored: file, offset, length; its pickled settings, and the path of its source."""

    file: str
    start: int
    length: int
    settings: bytes
    source: str


class SmallPicture(NamedTuple):
    """A small copy of a picture: its name below `_images`, width and height in pixels, length in bytes.

    `focus` is the position of its subject (CSS `object-position`), empty for the centre; `clear` is whether it is
    transparent.
    """

    name: str
    width: int
    height: int
    length: int
    focus: str = ""
    clear: bool = False


class ImageInfo(NamedTuple):
    """Properties of a picture: its upright width and height (-1 if unknown); whether it is stored upright, is published
    as copies instead of as it is, and has transparent parts.
    """

    width: int
    height: int
    is_upright: bool
    has_copies: bool
    is_clear: bool


@dataclass(slots=True)
class Index:
    """Results of reading, by docname."""

    posts: dict[str, Post] = field(default_factory=dict)
    waiting: dict[str, tuple[bool, datetime | None]] = field(default_factory=dict)
    """Of each unpublished post: whether it is a draft, and its date."""
    problems: dict[str, list[Problem]] = field(default_factory=dict)
    lists: dict[str, list[tuple[str, str, int]]] = field(default_factory=dict)
    """Labels that each document's `{postlist}` asks for: (kind, name, line); empty if it lists all posts."""
    links: dict[str, frozenset[str]] = field(default_factory=dict)
    """Documents that each document links to; `#` represents targets in unknown documents."""
    preview_problems: dict[str, list[tuple[str, Problem]]] = field(default_factory=dict)
    """Problems that arise if a document is published before a post that it shows: (post, problem)."""
    link_targets: dict[str, str] = field(default_factory=dict)
    """Digest of what other documents may show of a document: its title, its anchors and their texts."""
    pictures: dict[str, dict[str, ImageInfo]] = field(default_factory=dict)
    """The pictures in each document, by path."""
    cards: dict[str, SmallPicture] = field(default_factory=dict)
    """The picture on the card of each post that has one."""
    shares: dict[str, SmallPicture] = field(default_factory=dict)
    """The picture with which each post is shared, if it is the post's own."""
    charts: dict[str, dict[str, str]] = field(default_factory=dict)
    """Charts of each document: specification by file name."""
    diagrams: dict[str, dict[str, str]] = field(default_factory=dict)
    """Diagrams of each document: Mermaid source by file name."""
    media: dict[str, dict[str, str]] = field(default_factory=dict)
    """Files in the raw HTML of each document: published file by source path."""
    unknown_links: dict[str, list[str]] = field(default_factory=dict)
    """URLs of cards and videos that are missing in links.toml."""
    players: dict[str, set[str]] = field(default_factory=dict)
    """Hosts that each document requests after a click."""
    days: dict[str, str] = field(default_factory=dict)
    """The date that `|today|` has in each document that contains it."""
    trees: dict[str, StoredTree] = field(default_factory=dict)
    """Where this build has stored each document's tree."""

    documents: set[str] = field(default_factory=set)
    """The documents of the last build that was complete up to the checks of the catalogue."""
    catalogue: str = ""
    """`Build.catalogue` of the last build."""

    def add_problem(self, docname: str, problem: Problem) -> None:
        """Add a problem found while reading *docname*."""
        self.problems.setdefault(docname, []).append(problem)

    def purge(self, docname: str) -> None:
        """Remove a document."""
        for by_docname in self._by_docname().values():
            by_docname.pop(docname, None)

    def merge(self, other: Index, docnames: set[str]) -> None:
        """Add the documents that another process has read."""
        theirs = other._by_docname()
        for field_name, by_docname in self._by_docname().items():
            found = theirs[field_name]
            by_docname.update({name: found[name] for name in docnames if name in found})

    def _by_docname(self) -> dict[str, dict[str, Any]]:
        found = {each.name: getattr(self, each.name) for each in fields(self)}
        return {name: value for name, value in found.items() if isinstance(value, dict)}


def index_of(env: BuildEnvironment) -> Index:
    """Return the environment's index."""
    index: Index | None = vars(env).get("kawaraban_index")
    if index is None:
        vars(env)["kawaraban_index"] = index = Index()
    return index


def source_of(env: BuildEnvironment, docname: str) -> str:
    """Return the path of a document's source below the source folder."""
    return env.doc2path(docname, base=False).as_posix()


def report(env: BuildEnvironment, line: int, text: str, *, shared: bool = False) -> None:
    """Add a problem of the document that is being read; see `Problem` for *shared*."""
    index_of(env).add_problem(env.docname, Problem(source_of(env, env.docname), line, text, shared))


def line_of_node(node: nodes.Node | None) -> int:
    """Return the line of a node or of its nearest ancestor that has one, else 1; MyST sets 0 if it is unknown."""
    while node is not None and not node.line:
        node = node.parent
    return (node.line if node else None) or 1


def forget_trees(_app: Sphinx, env: BuildEnvironment, _docnames: list[str]) -> None:
    """Forget where the last build stored document trees."""
    index_of(env).trees.clear()


def purge_document(_app: Sphinx, env: BuildEnvironment, docname: str) -> None:
    """Remove a document from the index."""
    index_of(env).purge(docname)


def merge_documents(_app: Sphinx, env: BuildEnvironment, docnames: list[str], other: BuildEnvironment) -> None:
    """Add the documents that another process has read to the index."""
    index_of(env).merge(index_of(other), set(docnames))
