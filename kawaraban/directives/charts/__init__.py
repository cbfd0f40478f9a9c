"""`{chart}` and `{map}`: figures drawn from a table at build time, with the table below and a link to its CSV.

Phones get a narrow drawing, screen readers a sentence and the table, feeds the drawing and the table.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from docutils import nodes

from kawaraban.directives.charts.directives import Chart, Map
from kawaraban.directives.charts.figure_html import figure_html
from kawaraban.directives.charts.node import chart
from kawaraban.directives.charts.render import render_in_processes
from kawaraban.state import build_of
from kawaraban.state.index import index_of

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.writers.html5 import HTML5Translator


def visit_chart(self: HTML5Translator, node: chart) -> None:
    """Write a figure: title, narrow and wide drawing, legend, caption, and the folded table."""
    csv = f"{self.builder.dlpath}/{quote(node['csv'])}" if node["csv"] else ""
    self.body.append(figure_html(node, self.builder.imgpath, csv))
    raise nodes.SkipNode


def publish_charts(app: Sphinx) -> None:
    """Draw the charts of all documents that are not published yet."""
    build = build_of(app)
    found = {name: text for noted in index_of(app.env).charts.values() for name, text in noted.items()}
    wanted = [name for name in sorted(found) if not build.session.retain(f"_images/{name}")]
    if wanted:
        for name, svg in zip(wanted, render_in_processes([found[name] for name in wanted]), strict=True):
            build.session.write(f"_images/{name}", svg)


def setup(app: Sphinx) -> None:
    """Register node and directives."""
    app.add_node(chart, html=(visit_chart, None))
    app.add_directive("chart", Chart)
    app.add_directive("map", Map)
