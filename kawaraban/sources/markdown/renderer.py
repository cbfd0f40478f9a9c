"""MyST's renderer, extended for titles, headings, transitions and boxes that docutils does not allow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from myst_parser.mdit_to_docutils.base import token_line
from sphinx.locale import get_translation

from kawaraban.sources.markdown.blocks import BlockRenderer
from kawaraban.sources.markdown.boxes import Box, box_of
from kawaraban.sources.markdown.headings import title_at, with_title
from kawaraban.sources.markdown.lines import place_children
from kawaraban.sources.rewrite import title_of
from kawaraban.state.index import report

if TYPE_CHECKING:
    from collections.abc import MutableMapping, Sequence

    from markdown_it.token import Token
    from markdown_it.tree import SyntaxTreeNode

_ = get_translation("sphinx")


class Renderer(BlockRenderer):
    """Renders documents with the title at the top; heading levels may be skipped, and transitions be anywhere."""

    def render(self, tokens: Sequence[Token], options: Any, md_env: MutableMapping[str, Any]) -> nodes.document:
        """Render the tokens of a document; nested content is rendered by other methods."""
        env = options["document"].settings.env
        given = title_of(env._app, env.docname)
        if given and not given[0] and title_at(tokens) is None:
            report(env, 1, _("the post has no title; add “title: …” or a heading “# …”."))
        title, line = given or ("", 1)
        return super().render(with_title(tokens, title, line - 1), options, md_env)

    def update_section_level_state(self, section: nodes.section, level: int) -> None:
        """Add a section to the nearest one of a higher level; skipped levels are reported by `make check`."""
        above = max(known for known in self._level_to_section if known < level)
        self._level_to_section[above].append(section)
        kept = {known: each for known, each in self._level_to_section.items() if known < level}
        self._level_to_section = {**kept, level: section}

    def render_inline(self, token: SyntaxTreeNode) -> None:
        """Render a paragraph; each link, picture or role gets its own line."""
        if token.token:
            place_children(token.token)
        super().render_inline(token)

    def render_hr(self, token: SyntaxTreeNode) -> None:
        """Render a transition; docutils allows them only between parts of a section."""
        if isinstance(self.current_node, (nodes.document, nodes.section)):
            super().render_hr(token)
        else:
            self.current_node.append(nodes.raw("", "<hr>\n", format="html"))

    def render_colon_fence(self, token: SyntaxTreeNode) -> None:
        """Render a block between `:::`; MyST treats names of boxes as classes, and ignores their titles."""
        if box := box_of(token.info):
            with self.current_node_context(self._box(box, token)):
                self.nested_render_text(token.content, token_line(token, 0))
        else:
            super().render_colon_fence(token)

    def render_callout(self, token: SyntaxTreeNode) -> None:
        """Render a block quotation that is a box."""
        with self.current_node_context(self._box(token.meta["box"], token)):
            self.render_children(token)

    def _box(self, box: Box, token: SyntaxTreeNode) -> nodes.Element:
        """Append an empty box with its title, and return it."""
        title = box.title or ("" if box.kind else _("Details"))
        node: nodes.Element = (
            nodes.admonition(classes=[box.kind] * bool(box.kind)) if title else getattr(nodes, box.kind)()
        )
        self.copy_attributes(token, node, ("class", "id"))
        self.add_line_and_source_path(node, token)
        if box.fold:
            node["collapsible"] = box.fold
        self.current_node.append(node)
        if title:
            node += (head := nodes.title(title, ""))
            with self.current_node_context(head):
                self.nested_render_text(title, token_line(token, 0), inline=True)
        return node
