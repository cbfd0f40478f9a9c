"""Check the attributes of meta elements, wherever they are defined."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from kawaraban.model.frontmatter.meta_elements import ATTRIBUTES, attribute_message
from kawaraban.state.index import line_of_node, report

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def check_meta(app: Sphinx, doctree: nodes.document) -> None:
    """Report meta elements with invalid attributes, for instance from the `meta` directive in `{eval-rst}`."""
    for node in doctree.findall(nodes.meta):
        for name in node.non_default_attributes().keys() - {*ATTRIBUTES, "content"}:
            report(app.env, line_of_node(node), attribute_message(name))
