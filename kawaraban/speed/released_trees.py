"""Frees the trees of a document as soon as they are not needed any more.

Slow: the nodes of a tree refer to each other, so only the garbage collector can free them. It would take a twelfth of
the time of a large build; without it, each process keeps all trees that it has made. Gain: a quarter of the memory, and
a fiftieth of the time. Assumes: nobody uses a document's tree after `write_doctree` has stored it, unless it is cached,
or after `write_doc`, nor the tree of its Markdown tokens after they are rendered. A blog with extensions of its own
keeps all trees.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from markdown_it.tree import SyntaxTreeNode
from myst_parser.mdit_to_docutils import base

from kawaraban.pages.context import has_third_party
from kawaraban.state import build_of
from kawaraban.state.patch import Patch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from contextlib import ExitStack

    from docutils import nodes
    from markdown_it.token import Token
    from sphinx.application import Sphinx


def take_apart(root: Any, children: str) -> None:
    """Give each node of a tree an empty list as its *children*, an attribute; without them, parents form no cycles."""
    left = [root]
    while left:
        node = left.pop()
        if below := getattr(node, children):
            left += below
            setattr(node, children, [])


def release(doctree: nodes.document) -> None:
    """Take a tree apart, which cannot be used afterwards.

    Source, line and parent of nodes remain, because warnings that Sphinx has not printed yet get their location from
    them. All nodes refer to the document, which is emptied.
    """
    take_apart(doctree, "children")
    source, line, parent = doctree.source, doctree.line, doctree.parent
    vars(doctree).clear()
    doctree.source, doctree.line, doctree.parent = source, line, parent


def releasing(render: Callable[..., None], roots: list[SyntaxTreeNode]) -> Callable[..., None]:
    """Return `_render_tokens`, which takes the trees in *roots* apart after rendering."""

    def render_and_release(self: base.DocutilsRenderer, tokens: Sequence[Token]) -> None:
        start = len(roots)
        render(self, tokens)
        for root in roots[start:]:  # parts of the document are rendered within it
            take_apart(root, "_children")
        del roots[start:]

    return render_and_release


def patches(app: Sphinx) -> Iterator[Patch]:
    """Release the trees of Markdown tokens."""
    if is_safe(app):
        render, roots = base.DocutilsRenderer._render_tokens, list[SyntaxTreeNode]()

        def note_root(tokens: Sequence[Token]) -> SyntaxTreeNode:
            roots.append(root := SyntaxTreeNode(tokens))
            return root

        yield Patch(base, "SyntaxTreeNode", note_root, "ba8b631b92aa", (render,))
        yield Patch(base.DocutilsRenderer, "_render_tokens", releasing(render, roots), "ba8b631b92aa")


def is_safe(app: Sphinx) -> bool:
    """Return whether only known code can have kept a tree."""
    return not (build_of(app).has_own_code or has_third_party(app))


def begin(app: Sphinx, _undo: ExitStack) -> None:
    """Release the trees of documents."""
    if not is_safe(app):
        return
    store, write = app.builder.write_doctree, app.builder.write_doc

    def store_and_release(docname: str, doctree: nodes.document, *, _cache: bool = True) -> None:
        store(docname, doctree, _cache=_cache)
        if not _cache:
            release(doctree)

    def write_and_release(docname: str, doctree: nodes.document) -> None:
        write(docname, doctree)
        release(doctree)

    builder: Any = app.builder
    vars(builder).update(write_doctree=store_and_release, write_doc=write_and_release)
