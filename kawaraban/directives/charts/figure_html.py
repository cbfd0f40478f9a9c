"""The HTML of a figure: drawing, legend, texts, and the table that it was drawn from."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from sphinx.locale import get_translation

from kawaraban.directives.charts.tables import format_number, number_in
from kawaraban.text.graphemes import CELL_WIDTH, HEADER_WIDTH, width_of
from kawaraban.text.phrases import with_breaks

if TYPE_CHECKING:
    from kawaraban.directives.charts.tables import Table

_ = get_translation("sphinx")


def figure_html(node: Any, images: str, csv: str) -> str:
    """Return a figure; *images* is the path to the folder of images, *csv* the address of the table, or empty."""
    (narrow, wide), parts = node["drawings"], ['<figure class="kw-chart">\n']
    if node["title"]:
        parts.append(f'<p class="kw-chart-title">{escape(node["title"])}</p>\n')
    parts.append(
        f'<picture><source media="(min-width: 46rem)" srcset="{images}/{wide[0]}" width="{wide[1]}" height="{wide[2]}">'
        f'<img src="{images}/{narrow[0]}" alt="{escape(node["alt"])}" width="{narrow[1]}" height="{narrow[2]}" '
        'loading="lazy" decoding="async"></picture>\n'
    )
    if node.get("legend"):
        shades = "".join(f'<li><i class="kw-shade-{shade}"></i>{escape(words)}</li>' for shade, words in node["legend"])
        unit = f"<li>{escape(node['unit'])}</li>" if node["unit"] else ""
        parts.append(f'<ul class="kw-chart-legend">{shades}{unit}</ul>\n')
    words = [node["caption"], node["notes"], _("Source: %s") % node["source"] if node["source"] else ""]
    told = "".join(f"<p>{escape(text)}</p>\n" for text in words if text)
    told += _table(node["table"], csv) if node["table"] is not None else ""
    return "".join([*parts, f"<figcaption>{told}</figcaption>\n" if told else "", "</figure>\n"])


def _table(table: Table, csv: str) -> str:
    head = "".join(f'<th scope="col"{_short(name, HEADER_WIDTH)}>{with_breaks(name)}</th>' for name in table.columns)
    rows = "".join(f"<tr>{''.join(map(_cell, row))}</tr>\n" for row in table.rows)
    link = f'<p><a href="{escape(csv)}" download>{_("The table as CSV")}</a></p>\n' if csv else ""
    return (
        f'<details class="kw-data"><summary>{_("Figures")}</summary>\n'
        f'<div class="pst-scrollable-table-container" tabindex="0" role="region" aria-label="{_("Figures")}">'
        f'<table class="table"><thead><tr>{head}</tr></thead>\n<tbody>\n{rows}</tbody></table></div>\n'
        f"{link}</details>\n"
    )


def _short(text: str, most: int) -> str:
    return ' class="kw-short"' if width_of(text) <= most else ""


def _cell(text: str) -> str:
    try:
        number = number_in(text)
    except ValueError:
        return f"<td{_short(text, CELL_WIDTH)}>{escape(text)}</td>"
    shown = format_number(number, japanese=False) if abs(number or 0) >= 10_000 else escape(text)
    return f'<td class="text-right">{shown}</td>'
