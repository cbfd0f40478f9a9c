"""Support for Sphinx's other builders (text, epub, gettext, linkcheck, …), which get the posts as plain documents.

What only a page can show (a card, a video, a chart) is replaced by what any format has: a link, a list, a table.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.locale import get_translation
from sphinx.transforms.post_transforms import SphinxPostTransform

from kawaraban.directives.charts.node import chart
from kawaraban.directives.embeds import linkcard, video
from kawaraban.directives.gallery import gallery, shown
from kawaraban.directives.ruby import ruby
from kawaraban.model.problems import Problem, ProblemsFound
from kawaraban.sources.diagrams import diagram

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx.application import Sphinx

_ = get_translation("sphinx")


def paragraph(*parts: nodes.Node) -> nodes.paragraph:
    """Return a paragraph of *parts*."""
    return nodes.paragraph("", "", *parts)


def table_of(columns: Iterable[str], rows: Iterable[Iterable[str]]) -> nodes.table:
    """Return a table of strings with *columns* as its header."""
    names = list(columns)

    def row(cells: Iterable[str]) -> nodes.row:
        return nodes.row("", *(nodes.entry("", paragraph(nodes.Text(cell))) for cell in cells))

    group = nodes.tgroup("", *(nodes.colspec(colwidth=12) for _name in names), cols=len(names))
    group += [nodes.thead("", row(names)), nodes.tbody("", *map(row, rows))]
    return nodes.table("", group)


def replacement(node: nodes.Element) -> list[nodes.Node]:
    """Return the replacement for one of our nodes."""
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
    """Replaces our own nodes by ones that every builder supports."""

    default_priority = 5
    """Before Sphinx collects the images of documents."""

    def is_supported(self) -> bool:
        """Return whether another builder than `html` is in use."""
        return str(self.env._app.builder.name) != "html"

    def run(self, **_options: Any) -> None:
        """Replace the nodes, outer ones first."""
        for kind in (gallery, shown, linkcard, video, chart, diagram, ruby):
            found: list[nodes.Element] = list(self.document.findall(kind))
            for node in found:
                node.replace_self(replacement(node))


def disconnect_theme(app: Sphinx) -> None:
    """Refuse builders that need another HTML theme; for the others, disconnect handlers that only serve HTML pages."""
    if app.builder.name == "html":
        return
    if isinstance(app.builder, StandaloneHTMLBuilder) and app.builder.name != "epub":
        text = _("the builder “%s” cannot make the pages of a blog; use “html”.")
        raise ProblemsFound([Problem("", 0, text % app.builder.name)])
    for event in ("html-page-context", "html-collect-pages", "build-finished"):
        for listener in list(app.events.listeners[event]):
            package = str(listener.handler.__module__).partition(".")[0]
            if package == "pydata_sphinx_theme" or (package == "kawaraban" and event.startswith("html-")):
                app.disconnect(listener.id)


def setup(app: Sphinx) -> None:
    """Register the transform."""
    app.add_post_transform(PlainForms)
