"""MyST's renderer, which reads formulas as blogs write them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from myst_parser.mdit_to_docutils.base import strip_blank_lines
from myst_parser.mdit_to_docutils.sphinx_ import SphinxRenderer

from kawaraban.formulas.equations import numbered

if TYPE_CHECKING:
    from markdown_it.tree import SyntaxTreeNode


class BlockRenderer(SphinxRenderer):
    """Writes code and formulas of which MyST's own renderer does not know, or knows in another way."""

    def render_fence(self, token: SyntaxTreeNode) -> None:
        """Write a block of code; one that is called `math` is a formula."""
        if (token.info or "").strip() == "math":
            self.render_math_block(token)
        else:
            super().render_fence(token)

    def render_math_block(self, token: SyntaxTreeNode) -> None:
        """Write a formula between two pairs of dollars, or in a block of code that is called `math`."""
        self.render_formula(token, strip_blank_lines(token.content))

    def render_math_block_label(self, token: SyntaxTreeNode) -> None:
        """Write a formula with its label behind it."""
        self.render_formula(token, strip_blank_lines(token.content), token.info)

    def render_amsmath(self, token: SyntaxTreeNode) -> None:
        """Write an environment that stands alone; MyST gives it one number, and a label that is another each time."""
        self.render_formula(token, token.content)

    def render_formula(self, token: SyntaxTreeNode, text: str, label: str | None = None) -> None:
        """Write a formula of its own, with its numbers, its targets before it."""
        node = nodes.math_block(text, text, nowrap=False, number=None, label=label)
        self.add_line_and_source_path(node, token)
        for target in numbered(self.sphinx_env, self.document, node):
            self.add_line_and_source_path(target, token)
            self.current_node.append(target)
        self.current_node.append(node)
