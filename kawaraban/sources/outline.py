"""A simplified HTML rendering of a document with its raw HTML, to find out how a browser will parse it.

The raw HTML of a post is split into pieces with Markdown in between, but a browser parses all of it as one page. A
piece may open an element that a later one closes, or contain a comment that hides what follows.
"""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING, NamedTuple

from docutils import nodes

from kawaraban.state.index import line_of_node

if TYPE_CHECKING:
    from sphinx.environment import BuildEnvironment

    from kawaraban.text.html_scan import Span

MARK, END = "kw-mark", "end"
"""Tag of the marker element after each piece, and id of the last marker. A missing marker means that it is hidden."""
_BEGIN = "<!doctype html><title>-</title><body><p>-</p><article>"
_TAGS: dict[type[nodes.Node], str] = {
    nodes.paragraph: "p", nodes.title: "h2", nodes.reference: "a", nodes.emphasis: "em", nodes.strong: "strong",
    nodes.literal: "code", nodes.literal_block: "pre", nodes.bullet_list: "ul", nodes.enumerated_list: "ol",
    nodes.list_item: "li", nodes.block_quote: "blockquote", nodes.table: "table", nodes.thead: "thead",
    nodes.tbody: "tbody", nodes.row: "tr", nodes.entry: "td", nodes.math: "math", nodes.math_block: "math",
}  # fmt: skip


class Piece(NamedTuple):
    """A piece of raw HTML: its node, and its position in the outline."""

    node: nodes.raw
    start: int
    end: int


class Skeleton(NamedTuple):
    """The outline of a document, and its pieces of raw HTML in order."""

    html: str
    pieces: list[Piece]

    def piece_at(self, position: int) -> Piece:
        """Return the piece that contains a position, or the first one."""
        return next((piece for piece in self.pieces if piece.start <= position < piece.end), self.pieces[0])


def is_html(node: nodes.Node) -> bool:
    """Return whether a node is raw HTML."""
    return isinstance(node, nodes.raw) and "html" in node.get("format", "").split()


def skeleton_of(doctree: nodes.document) -> Skeleton:
    """Return the outline of a document, with placeholders for text."""
    parts, pieces, length = [_BEGIN], [], len(_BEGIN)
    for part in _parts(doctree):
        html = part.astext() if isinstance(part, nodes.raw) else part
        if isinstance(part, nodes.raw):
            pieces.append(Piece(part, length, length + len(html)))
            html += _mark(str(len(pieces) - 1))
        parts.append(html)
        length += len(html)
    return Skeleton("".join([*parts, _mark(END)]), pieces)


def unclosed_piece(skeleton: Skeleton, marks: set[str], quoted: set[str]) -> Piece | None:
    """Return the first piece that leaves a tag open or hides what follows; None if there is none.

    *marks* are the markers found as elements, *quoted* those inside a comment, script or text field, which may be
    closed by a later piece.
    """
    names = [str(number) for number in range(len(skeleton.pieces))]
    for name, piece in zip(names, skeleton.pieces, strict=True):
        if name not in marks | quoted:
            return piece
    hidden = sum(1 for _name in takewhile(lambda name: name not in marks, reversed(names)))
    return None if END in marks else skeleton.pieces[-max(hidden, 1)]


def _mark(name: str) -> str:
    return f"<{MARK} id={name}></{MARK}>"


def _parts(node: nodes.Node) -> list[str | nodes.raw]:
    """Return a node as parts of the outline. Quotes in it end an open tag as they would on the page."""
    if isinstance(node, nodes.raw):
        return [node] if is_html(node) else []
    if isinstance(node, nodes.Text):
        return ["-'-"]
    if isinstance(node, nodes.image):
        return ['<img alt="-">']
    tag = _TAGS.get(type(node)) or ("span" if isinstance(node, nodes.Inline) else "div")
    return [f'<{tag} class="-">', *(part for child in node.children for part in _parts(child)), f"</{tag}>"]


def line_at(env: BuildEnvironment, skeleton: Skeleton, span: Span, word: str = "") -> int:
    """Return the source line of a position in the outline, or of *word* if the position is unknown.

    MyST only provides the line of the paragraph, which may begin before the HTML.
    """
    start = span.start or max(skeleton.html.lower().find(word.lower().strip("<>")), 0)
    piece = skeleton.piece_at(start)
    html, first = piece.node.astext(), line_of_node(piece.node)
    written = env.doc2path(env.docname).read_text("utf-8", "replace").split("\n")
    for number, line in enumerate(written[first - 1 :], first):
        if html.split("\n", maxsplit=1)[0] in line:
            first = number
            break
    return first + html.count("\n", 0, max(start - piece.start, 0))
