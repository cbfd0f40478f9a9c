"""`{chart}` and `{map}`: figures drawn from a table at build, the table itself below them, and its CSV to take along.

A reader on a phone gets a drawing for a phone, a screen reader a sentence and the table, a feed drawing and table.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from docutils import nodes

from kawaraban.directives.charts.directives import Chart, Map
from kawaraban.directives.charts.figure_html import figure_html
from kawaraban.directives.charts.node import chart
from kawaraban.directives.charts.render import drawn_apart
from kawaraban.state import build_of
from kawaraban.state.index import index_of

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.writers.html5 import HTML5Translator


def visit_chart(self: HTML5Translator, node: chart) -> None:
    """Write a figure: title, drawing for narrow and wide, legend, caption, and the table, folded."""
    csv = f"{self.builder.dlpath}/{quote(node['csv'])}" if node["csv"] else ""
    self.body.append(figure_html(node, self.builder.imgpath, csv))
    raise nodes.SkipNode


def publish_charts(app: Sphinx) -> None:
    """Draw the charts of all documents that are not published already."""
    build = build_of(app)
    found = {name: text for noted in index_of(app.env).charts.values() for name, text in noted.items()}
    wanted = [name for name in sorted(found) if not build.session.retain(f"_images/{name}")]
    if wanted:
        for name, svg in zip(wanted, drawn_apart([found[name] for name in wanted]), strict=True):
            build.session.write(f"_images/{name}", svg)


def setup(app: Sphinx) -> None:
    """Register node, directives and handler."""
    app.add_node(chart, html=(visit_chart, None))
    app.add_directive("chart", Chart)
    app.add_directive("map", Map)
