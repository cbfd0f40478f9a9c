"""MyST's renderer, extended for code blocks and formulas."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from docutils import nodes
from myst_parser.mdit_to_docutils.base import strip_blank_lines
from myst_parser.mdit_to_docutils.sphinx_ import SphinxRenderer

from kawaraban.sources.diagrams import diagram_of
from kawaraban.sources.markdown.fences import known_languages, read_fence
from kawaraban.sources.math.equations import numbered

if TYPE_CHECKING:
    from markdown_it.tree import SyntaxTreeNode


class BlockRenderer(SphinxRenderer):
    """Renders code blocks with other languages or options, diagrams, and numbered formulas."""

    def render_fence(self, token: SyntaxTreeNode) -> None:
        """Render a code block; MyST renders those with a known language and nothing else."""
        info = (token.info or "").strip()
        if not info or info.startswith("{") or info in known_languages():
            super().render_fence(token)
        elif info == "math":
            self.render_math_block(token)
        elif info == "mermaid" and (node := diagram_of(self.sphinx_env, token.content)):
            self.add_line_and_source_path(node, token)
            self.current_node.append(node)
        else:
            self.render_code(token, info)

    def render_code(self, token: SyntaxTreeNode, info: str) -> None:
        """Render a code block with options, and its title as a caption."""
        fence, opening = read_fence(info), token.token
        assert opening is not None
        opening.info = fence.language
        if fence.lines:
            opening.attrs.setdefault("emphasize-lines", within(fence.lines, token.content.count("\n")))
        if fence.start:
            opening.attrs.setdefault("lineno-start", str(fence.start))
        super().render_fence(token)
        if fence.title:
            block = self.current_node.pop()
            caption = nodes.caption(fence.title, fence.title)
            box = nodes.container("", caption, block, literal_block=True, classes=["literal-block-wrapper"])
            for node in (caption, box):
                node.source, node.line = block.source, block.line
            self.current_node.append(box)

    def render_math_block(self, token: SyntaxTreeNode) -> None:
        """Render a formula between `$$`, or in a code block with the language `math`."""
        self.render_formula(token, strip_blank_lines(token.content))

    def render_math_block_label(self, token: SyntaxTreeNode) -> None:
        """Render a formula followed by its label."""
        self.render_formula(token, strip_blank_lines(token.content), token.info)

    def render_amsmath(self, token: SyntaxTreeNode) -> None:
        """Render an environment outside of `$$`; MyST would give it one number and a random label."""
        self.render_formula(token, token.content)

    def render_formula(self, token: SyntaxTreeNode, text: str, label: str | None = None) -> None:
        """Render a displayed formula with its numbers, after the targets of its labels."""
        node = nodes.math_block(text, text, nowrap=False, number=None, label=label)
        self.add_line_and_source_path(node, token)
        for target in numbered(self.sphinx_env, self.document, node):
            self.add_line_and_source_path(target, token)
            self.current_node.append(target)
        self.current_node.append(node)


def within(lines: str, last: int) -> str:
    """Return those of *lines* (`1,3-5`) that exist; *last* is the number of lines."""
    spans = [(int(one), int(two or one)) for one, two in re.findall(r"(\d+)(?:-(\d+))?", lines)]
    return ",".join(f"{one}-{min(two, last)}" for one, two in spans if 0 < one <= min(two, last))
