"""Sphinx's other builders (text, epub, gettext, linkcheck, …) on a blog: its posts as documents, without the site.

What only a page can show (a card, a video, a chart) becomes what any format has: a link, a list, a table.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.errors import ConfigError
from sphinx.locale import get_translation
from sphinx.transforms.post_transforms import SphinxPostTransform

from kawaraban.directives.charts.node import chart
from kawaraban.directives.embeds import linkcard, video
from kawaraban.directives.gallery import gallery, shown
from kawaraban.directives.ruby import ruby
from kawaraban.sources.diagrams import diagram

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx.application import Sphinx

_ = get_translation("sphinx")


def paragraph(*parts: nodes.Node) -> nodes.paragraph:
    """Return a paragraph of *parts*."""
    return nodes.paragraph("", "", *parts)


def table_of(columns: Iterable[str], rows: Iterable[Iterable[str]]) -> nodes.table:
    """Return a table of texts, *columns* its head."""
    names = list(columns)

    def row(cells: Iterable[str]) -> nodes.row:
        return nodes.row("", *(nodes.entry("", paragraph(nodes.Text(cell))) for cell in cells))

    group = nodes.tgroup("", *(nodes.colspec(colwidth=12) for _name in names), cols=len(names))
    group += [nodes.thead("", row(names)), nodes.tbody("", *map(row, rows))]
    return nodes.table("", group)


def plain(node: nodes.Element) -> list[nodes.Node]:
    """Return what stands for a node of ours in any format."""
    if isinstance(node, ruby):
        return [nodes.Text(f"{node.astext()}（{''.join(node['readings'])}）")]
    if isinstance(node, (linkcard, video)):
        url = node["url"] if isinstance(node, linkcard) else node["page"]
        return [paragraph(nodes.reference("", node["title"], refuri=url))]
    if isinstance(node, gallery):
        captions = [paragraph(nodes.Text(node["caption"]))] if node["caption"] else []
        return [*node.children, *captions]
    if isinstance(node, shown):
        return [*node.children, *([paragraph(nodes.Text(node["caption"]))] if node["caption"] else [])]
    if isinstance(node, diagram):
        return [nodes.literal_block(node["text"], node["text"])]
    words = [node["title"], node["alt"], node["caption"], node["source"], node["notes"]]
    found: list[nodes.Node] = [paragraph(nodes.Text(text)) for text in dict.fromkeys(words) if text]
    return found + ([table_of(node["table"].columns, node["table"].rows)] if node["table"] is not None else [])


class PlainForms(SphinxPostTransform):
    """Puts what any format has in the place of what only our pages can show."""

    default_priority = 5
    """Before the images of documents are looked at."""

    def is_supported(self) -> bool:
        """Return whether another builder than ours is at work."""
        return str(self.env._app.builder.name) != "html"

    def run(self, **_options: Any) -> None:
        """Replace such nodes, outer ones first."""
        for kind in (gallery, shown, linkcard, video, chart, diagram, ruby):
            found: list[nodes.Element] = list(self.document.findall(kind))
            for node in found:
                node.replace_self(plain(node))


def leave_theme_out(app: Sphinx) -> None:
    """Refuse a builder that would need another theme; of the others, none needs what the theme below does to pages."""
    if app.builder.name == "html":
        return
    if isinstance(app.builder, StandaloneHTMLBuilder) and app.builder.name != "epub":
        text = _("the builder “%s” cannot make the pages of a blog; use “html”.")
        raise ConfigError(text % app.builder.name)
    for event in ("html-page-context", "html-collect-pages", "build-finished"):
        for listener in list(app.events.listeners[event]):
            package = str(listener.handler.__module__).partition(".")[0]
            if package == "pydata_sphinx_theme" or (package == "kawaraban" and event.startswith("html-")):
                app.disconnect(listener.id)


def setup(app: Sphinx) -> None:
    """Register transform and handler."""
    app.add_post_transform(PlainForms)
