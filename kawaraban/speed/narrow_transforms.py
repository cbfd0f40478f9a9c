"""Lets transforms visit only the nodes that they can change.

Slow: two transforms visit all elements of each document: one for what is numbered, one for the anchors of headings.
Gain: a thirtieth of the time for reading. Assumes: only `enumerable_nodes` of Sphinx's standard domain are numbered;
nothing but a heading has a `slug`. A blog with extensions of its own keeps the second one. `node_kinds` finds the few.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from docutils import nodes
from myst_parser.mdit_to_docutils.base import DocutilsRenderer
from myst_parser.mdit_to_docutils.transforms import AddSlugIds
from sphinx.domains.std import StandardDomain
from sphinx.transforms import AutoNumbering
from sphinx.util.nodes import NodeMatcher

from kawaraban.speed.released_trees import is_safe
from kawaraban.state.patch import Patch

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sphinx.application import Sphinx

_HEADING: NodeMatcher[nodes.Element] = NodeMatcher(nodes.section, nodes.rubric)


def number(self: AutoNumbering, **_kwargs: Any) -> None:
    """Give an id to each figure, table or code block that is numbered and has none."""
    domain = self.env.domains.standard_domain
    found: Iterator[Any] = self.document.findall(NodeMatcher(*domain.enumerable_nodes))
    for node in found:
        is_numbered = domain.is_enumerable_node(node) and domain.get_numfig_title(node) is not None
        if is_numbered and not node["ids"]:
            self.document.note_implicit_target(node)


def add_slugs(self: AddSlugIds, **_kwargs: Any) -> None:
    """Add the slug of each heading to its ids, unless the setting forbids it or another node has it."""
    known = self.document.ids
    wanted = getattr(self.document.settings, "myst_heading_anchors_html_ids", True)
    headings: Iterable[Any] = self.document.findall(_HEADING) if wanted else ()
    for node in headings:
        if (slug := node.get("slug")) and slug not in known and not re.search(r"\s", slug):
            node["ids"].append(slug)
            known[slug] = node


def patches(app: Sphinx) -> Iterator[Patch]:
    """Visit only what can be numbered, and headings."""
    numbering = (AutoNumbering.apply, StandardDomain.is_enumerable_node)
    yield Patch(AutoNumbering, "apply", number, "7c6872342cc0", numbering)
    if is_safe(app):
        slugs = (AddSlugIds.apply, DocutilsRenderer.generate_heading_target)
        yield Patch(AddSlugIds, "apply", add_slugs, "829e0e9e7e48", slugs)
