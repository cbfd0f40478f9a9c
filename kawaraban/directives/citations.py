"""`{sources}`: the list of what a post cites, each with its title, its site and the day when it was seen.

It is made of the links of the post itself, in their order, and of what `links.toml` knows of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.locale import get_translation
from sphinx.transforms import SphinxTransform
from sphinx.util.docutils import SphinxDirective

from kawaraban.directives.embeds import link_of, linkcard
from kawaraban.model.links import Link
from kawaraban.state import build_of
from kawaraban.text.dates import long_date

if TYPE_CHECKING:
    from sphinx.application import Sphinx

_ = get_translation("sphinx")


class sources(nodes.General, nodes.Element):  # noqa: N801 - docutils names nodes so
    """Where the list of sources goes."""


class Sources(SphinxDirective):
    """`{sources}`, without argument or content."""

    def run(self) -> list[nodes.Node]:
        """Return the place of the list; it is filled when the whole post is known."""
        node = sources()
        self.set_source_info(node)
        return [node]


class FillSources(SphinxTransform):
    """Put the list of what the document cites in the place of `{sources}`."""

    default_priority = 880

    def apply(self, **_kwargs: Any) -> None:
        """Replace the places in the document."""
        for place in list(self.document.findall(sources)):
            items = [self.item(url, text) for url, text in self.cited().items()]
            # either takes over the names of the place, to which links may lead
            place.replace_self(nodes.bullet_list("", *items, classes=["kw-sources"]) if items else nodes.target())

    def cited(self) -> dict[str, str]:
        """Return the words of each address that the document links, in order."""
        found: dict[str, str] = {}
        for node in self.document.findall(nodes.Element):
            if not isinstance(node, (nodes.reference, linkcard)):
                continue
            url = node["url"] if isinstance(node, linkcard) else node.get("refuri", "")
            if url.startswith(("http://", "https://")):
                found.setdefault(url, node["title"] if isinstance(node, linkcard) else node.astext())
        return found

    def item(self, url: str, text: str) -> nodes.list_item:
        """Return a line of the list."""
        known = link_of(self.env, url) or Link()
        paragraph = nodes.paragraph("", "", nodes.reference("", known.title or text, refuri=url))
        if known.site:
            paragraph += nodes.Text(_(" (%s)") % known.site)
        if known.seen:
            seen = long_date(known.seen, build_of(self.env._app).site.language)
            paragraph += nodes.Text(_(", seen on %s") % seen)
        return nodes.list_item("", paragraph)


def setup(app: Sphinx) -> None:
    """Register directive and transform."""
    app.add_node(sources)
    app.add_directive("sources", Sources)
    app.add_transform(FillSources)
