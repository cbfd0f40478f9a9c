"""What reading found out of every document: the posts, frozen, and what each document asks of others.

Kept in the environment, a few hundred bytes a document, so that no list, feed or card needs a document tree.
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


class Small(NamedTuple):
    """A small copy of a picture: its name below `_images`, width and height in pixels, length in bytes.

    `focus` is where its subject is, as CSS's `object-position`; empty for the middle;
    `clear` says that the page shows through it.
    """

    name: str
    width: int
    height: int
    length: int
    focus: str = ""
    clear: bool = False


@dataclass(slots=True)
class Index:
    """What reading found out, by docname."""

    posts: dict[str, Post] = field(default_factory=dict)
    waiting: dict[str, tuple[bool, datetime | None]] = field(default_factory=dict)
    """Of each post that is not published: whether it is a draft, and its date."""
    problems: dict[str, list[Problem]] = field(default_factory=dict)
    lists: dict[str, list[tuple[str, str, int]]] = field(default_factory=dict)
    """What each document's `{postlist}` asks for: kind of label, its name, the line; empty where it takes all."""
    links: dict[str, frozenset[str]] = field(default_factory=dict)
    """The documents to which each one links; `#` stands for targets whose document is not told."""
    ahead: dict[str, list[tuple[str, Problem]]] = field(default_factory=dict)
    """What each document shows of posts that are not published, and what will be wrong if it is before they are."""
    link_targets: dict[str, str] = field(default_factory=dict)
    """A digest of what others can show of a document: its title, the names and words of its anchors."""
    cards: dict[str, Small] = field(default_factory=dict)
    """The small picture on the card of each post that has one."""
    shares: dict[str, Small] = field(default_factory=dict)
    """The picture with which each post is shared, where it is the post's own."""
    charts: dict[str, dict[str, str]] = field(default_factory=dict)
    """The drawings that each document shows: the name of the file, and what is to be drawn."""
    diagrams: dict[str, dict[str, str]] = field(default_factory=dict)
    """The diagrams that each document shows: the name of the file, and the text that it is drawn from."""
    media: dict[str, dict[str, str]] = field(default_factory=dict)
    """The files that the raw HTML of each document asks for: the path of the source, the file that is published."""
    unknown_links: dict[str, list[str]] = field(default_factory=dict)
    """The addresses of cards and videos of which nothing is known."""
    players: dict[str, set[str]] = field(default_factory=dict)
    """The hosts that each document asks after a click."""
    days: dict[str, str] = field(default_factory=dict)
    """The day of the build as each document shows it that does."""
    trees: dict[str, tuple[str, int, int]] = field(default_factory=dict)
    """Where this build has put each document's tree: the file, the first byte, the length."""

    documents: set[str] = field(default_factory=set)
    """The documents of the last build that came so far."""
    catalogue: str = ""
    """Stands for all posts as the last build knew them; see `Build.catalogue`."""

    def add_problem(self, docname: str, problem: Problem) -> None:
        """Keep a problem that reading *docname* found."""
        self.problems.setdefault(docname, []).append(problem)

    def purge(self, docname: str) -> None:
        """Forget a document."""
        for by_docname in self._by_docname().values():
            by_docname.pop(docname, None)

    def merge(self, other: Index, docnames: set[str]) -> None:
        """Take over what another process read."""
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
    """Return the path of a document's file below the source folder."""
    return env.doc2path(docname, base=False).as_posix()


def report(env: BuildEnvironment, line: int, text: str, *, shared: bool = False) -> None:
    """Keep a problem of the document that is being read; *shared*: one remedy serves all problems of this text."""
    index_of(env).add_problem(env.docname, Problem(source_of(env, env.docname), line, text, shared))


def line_of_node(node: nodes.Node | None) -> int:
    """Return the line of a node in its source, or of what it stands in; 0 is how MyST says that it knows none."""
    while node is not None and not node.line:
        node = node.parent
    return (node.line if node else None) or 1


def forget_trees(_app: Sphinx, env: BuildEnvironment, _docnames: list[str]) -> None:
    """Forget where the last build put the trees of documents."""
    index_of(env).trees.clear()


def purge_document(_app: Sphinx, env: BuildEnvironment, docname: str) -> None:
    """Forget what a document said."""
    index_of(env).purge(docname)


def merge_documents(_app: Sphinx, env: BuildEnvironment, docnames: list[str], other: BuildEnvironment) -> None:
    """Take over what another process has read."""
    index_of(env).merge(index_of(other), set(docnames))
