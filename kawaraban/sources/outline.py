"""The outline of a document as HTML, with its raw HTML in place: what a browser will read, before it is written.

Raw HTML of a post is cut into pieces, with Markdown between them. A browser reads them as one page, in which a piece
may open what another one closes, or a comment may swallow what follows.
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
"""The element behind each piece, and the last one; where a browser finds none, the piece has swallowed it."""
_BEGIN = "<!doctype html><title>-</title><body><p>-</p><article>"
_TAGS: dict[type[nodes.Node], str] = {
    nodes.paragraph: "p", nodes.title: "h2", nodes.reference: "a", nodes.emphasis: "em", nodes.strong: "strong",
    nodes.literal: "code", nodes.literal_block: "pre", nodes.bullet_list: "ul", nodes.enumerated_list: "ol",
    nodes.list_item: "li", nodes.block_quote: "blockquote", nodes.table: "table", nodes.thead: "thead",
    nodes.tbody: "tbody", nodes.row: "tr", nodes.entry: "td", nodes.math: "math", nodes.math_block: "math",
}  # fmt: skip


class Piece(NamedTuple):
    """A piece of raw HTML: its node, and where it stands in the outline."""

    node: nodes.raw
    start: int
    end: int


class Skeleton(NamedTuple):
    """The outline of a document, and the pieces of raw HTML in it, in order."""

    html: str
    pieces: list[Piece]

    def piece_at(self, position: int) -> Piece:
        """Return the piece in which a character stands, or the first one."""
        return next((piece for piece in self.pieces if piece.start <= position < piece.end), self.pieces[0])


def is_html(node: nodes.Node) -> bool:
    """Return whether a node is raw HTML."""
    return isinstance(node, nodes.raw) and "html" in node.get("format", "").split()


def skeleton_of(doctree: nodes.document) -> Skeleton:
    """Return the outline of a document; of its text, only that there is some is kept."""
    parts, pieces, length = [_BEGIN], [], len(_BEGIN)
    for part in _parts(doctree):
        html = part.astext() if isinstance(part, nodes.raw) else part
        if isinstance(part, nodes.raw):
            pieces.append(Piece(part, length, length + len(html)))
            html += _mark(str(len(pieces) - 1))
        parts.append(html)
        length += len(html)
    return Skeleton("".join([*parts, _mark(END)]), pieces)


def swallowing(skeleton: Skeleton, marks: set[str], quoted: set[str]) -> Piece | None:
    """Return the first piece that leaves a tag open, or hides what follows to the end; *marks* are those that are seen.

    A comment, a script or a text field may end in a later piece; what stands between is *quoted* there.
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
    """Return a node as the parts of an outline; with quotes in it, so that an open tag ends as on the page."""
    if isinstance(node, nodes.raw):
        return [node] if is_html(node) else []
    if isinstance(node, nodes.Text):
        return ["-'-"]
    if isinstance(node, nodes.image):
        return ['<img alt="-">']
    tag = _TAGS.get(type(node)) or ("span" if isinstance(node, nodes.Inline) else "div")
    return [f'<{tag} class="-">', *(part for child in node.children for part in _parts(child)), f"</{tag}>"]


def line_at(env: BuildEnvironment, skeleton: Skeleton, span: Span, word: str = "") -> int:
    """Return the line in the source of what stands at a place in the outline, or of a *word* whose place is not known.

    MyST tells the line of the paragraph, where the HTML may be some lines further down.
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
