"""Line numbers of links, pictures and roles within a paragraph: a plugin of markdown-it-py.

MyST gives all of them the first line of the paragraph.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.transforms import SphinxTransform

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_core import StateCore
    from markdown_it.token import Token

_OFFSET = "line_offset"


def inline_lines(md: MarkdownIt) -> None:
    """Note for each inline token how many lines after the beginning of its paragraph it begins."""
    md.core.ruler.push("inline_lines", _note_offsets)


def _note_offsets(state: StateCore) -> None:
    for token in state.tokens:
        if token.type == "inline" and "\n" in token.content:
            offset = 0
            for child in token.children or ():
                if offset:
                    child.meta[_OFFSET] = offset
                offset += 1 if child.type in ("softbreak", "hardbreak") else child.content.count("\n")


def place_children(token: Token) -> None:
    """Set the lines of the children of an inline token that has its final line."""
    for child in token.children or ():
        if token.map and (offset := child.meta.get(_OFFSET)):
            child.map = [token.map[0] + offset, token.map[1]]


class AnchorLines(SphinxTransform):
    """Sets the line of each link to an anchor on its text, too.

    MyST replaces such a link by a node without a line (`ResolveAnchorIds`), which keeps its text.
    """

    default_priority = 878  # just before that, and after the texts of smart quotes

    def apply(self, **_kwargs: Any) -> None:
        """Set the lines."""
        for link in self.document.findall(nodes.reference):
            if link.get("id_link"):
                for child in link.children:
                    child.line = link.line
