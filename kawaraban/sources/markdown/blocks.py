"""MyST's renderer, which reads blocks of code and formulas as blogs write them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from docutils import nodes
from myst_parser.mdit_to_docutils.base import strip_blank_lines
from myst_parser.mdit_to_docutils.sphinx_ import SphinxRenderer

from kawaraban.sources.diagrams import diagram_of
from kawaraban.sources.markdown.fences import known, read_fence
from kawaraban.sources.math.equations import numbered

if TYPE_CHECKING:
    from markdown_it.tree import SyntaxTreeNode


class BlockRenderer(SphinxRenderer):
    """Writes code and formulas that MyST does not know, or knows in another way."""

    def render_fence(self, token: SyntaxTreeNode) -> None:
        """Write a block of code; one that needs no more than a known language as MyST does."""
        info = (token.info or "").strip()
        if not info or info.startswith("{") or info in known():
            super().render_fence(token)
        elif info == "math":
            self.render_math_block(token)
        elif info == "mermaid" and (node := diagram_of(self.sphinx_env, token.content)):
            self.add_line_and_source_path(node, token)
            self.current_node.append(node)
        else:
            self.render_code(token, info)

    def render_code(self, token: SyntaxTreeNode, info: str) -> None:
        """Write a block of code of which more is said, and its title above it."""
        fence, said = read_fence(info), token.token
        assert said is not None
        said.info = fence.language
        if fence.lines:
            said.attrs.setdefault("emphasize-lines", within(fence.lines, token.content.count("\n")))
        if fence.start:
            said.attrs.setdefault("lineno-start", str(fence.start))
        super().render_fence(token)
        if fence.title:
            block = self.current_node.pop()
            caption = nodes.caption(fence.title, fence.title)
            box = nodes.container("", caption, block, literal_block=True, classes=["literal-block-wrapper"])
            for node in (caption, box):
                node.source, node.line = block.source, block.line
            self.current_node.append(box)

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


def within(lines: str, last: int) -> str:
    """Return those of some lines (`1,3-5`) that are there."""
    spans = [(int(one), int(two or one)) for one, two in re.findall(r"(\d+)(?:-(\d+))?", lines)]
    return ",".join(f"{one}-{min(two, last)}" for one, two in spans if 0 < one <= min(two, last))
