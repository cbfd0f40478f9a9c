"""`{sources}`: a list of the links in a post, each with its title, its site and the date of access.

It lists the external links of the post in order, with what `links.toml` knows of them.
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


class sources(nodes.General, nodes.Element):  # noqa: N801 - node classes of docutils are lowercase
    """Placeholder for the list of sources."""


class Sources(SphinxDirective):
    """`{sources}`, without argument or content."""

    def run(self) -> list[nodes.Node]:
        """Return the placeholder, which is replaced once the whole post is parsed."""
        node = sources()
        self.set_source_info(node)
        return [node]


class FillSources(SphinxTransform):
    """Replaces `{sources}` by the list of the document's links."""

    default_priority = 880

    def apply(self, **_kwargs: Any) -> None:
        """Replace the placeholders in the document."""
        for place in list(self.document.findall(sources)):
            items = [self.item(url, text) for url, text in self.cited().items()]
            # both nodes take over the placeholder's ids, to which links may point
            place.replace_self(nodes.bullet_list("", *items, classes=["kw-sources"]) if items else nodes.target())

    def cited(self) -> dict[str, str]:
        """Return the external links of the document in order, each with its text."""
        found: dict[str, str] = {}
        for node in self.document.findall(nodes.Element):
            if not isinstance(node, (nodes.reference, linkcard)):
                continue
            url = node["url"] if isinstance(node, linkcard) else node.get("refuri", "")
            if url.startswith(("http://", "https://")):
                found.setdefault(url, node["title"] if isinstance(node, linkcard) else node.astext())
        return found

    def item(self, url: str, text: str) -> nodes.list_item:
        """Return an item of the list."""
        known = link_of(self.env, url) or Link()
        paragraph = nodes.paragraph("", "", nodes.reference("", known.title or text, refuri=url))
        if known.site:
            paragraph += nodes.Text(_(" (%s)") % known.site)
        if known.seen:
            seen = long_date(known.seen, build_of(self.env._app).site.language)
            paragraph += nodes.Text(_(", seen on %s") % seen)
        return nodes.list_item("", paragraph)


def setup(app: Sphinx) -> None:
    """Register node, directive and transform."""
    app.add_node(sources)
    app.add_directive("sources", Sources)
    app.add_transform(FillSources)
