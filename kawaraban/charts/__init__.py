"""`{chart}` and `{map}`: figures drawn from a table at build, with the table itself below them and its CSV to take along.

A reader on a phone gets a drawing for a phone; a screen reader a sentence and the table; a feed the drawing and the table.
"""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import quote

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.locale import get_translation
from sphinx.util.docutils import SphinxDirective

from kawaraban.build import build_of
from kawaraban.charts import maps, specs
from kawaraban.charts.drawing import drawn
from kawaraban.charts.page import figure_html
from kawaraban.charts.tables import Table, Unreadable, names_in, read_table, said
from kawaraban.encoding import decode
from kawaraban.output import after_build
from kawaraban.pictures import find_file
from kawaraban.posts.shelf import shelf_of
from kawaraban.press.files import digest
from kawaraban.problems import suggest
from kawaraban.words import is_japanese

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinx.application import Sphinx
    from sphinx.writers.html5 import HTML5Translator

_ = get_translation("sphinx")

HERE = sorted(Path(__file__).parent.iterdir())
DESIGN = digest("".join(digest(path.read_bytes()) for path in HERE if path.is_file()))
"""Stands for how charts are drawn: another design makes other files."""
TEXT = directives.unchanged


class chart(nodes.General, nodes.Element):  # noqa: N801 - docutils names nodes so
    """A drawn figure: `drawings` are (file, width, height) from narrow to wide, `table` a `Table`, the rest is words."""


class Drawn(SphinxDirective):
    """What `{chart}` and `{map}` share: the table, beside the post or as the content, and what stands around the drawing."""

    has_content = True
    optional_arguments = 1
    final_argument_whitespace = True
    common: ClassVar[dict[str, Callable[[str], Any]]] = dict.fromkeys(
        ("title", "caption", "unit", "source", "notes", "alt"), TEXT
    )

    def run(self) -> list[nodes.Node]:
        """Return the figure; a table that cannot be drawn is an error that names its line."""
        self.file = ""
        try:
            table = self.table()
            node = self.figure(table)
        except Unreadable as error:
            where = f"{self.file}:{error.line}: " if self.file else ""
            raise self.error(f"{where}{error}") from None
        except ValueError as error:
            raise self.error(str(error)) from None
        self.set_source_info(node)
        return [node]

    def table(self) -> Table | None:
        """Return the table of the CSV that the argument names, or of the content. Raises Unreadable."""
        if not self.arguments:
            return read_table("\n".join(self.content)) if self.content else None
        relative, _absolute = self.env.relfn2path(self.arguments[0].strip(), self.env.docname)
        self.env.note_dependency(relative)
        found = find_file(Path(self.env.srcdir), relative)
        if found is None:
            raise Unreadable(_("there is no table “%s”; its path is counted from the post.") % self.arguments[0])
        self.file = found
        text, _faults = decode(Path(self.env.srcdir, found).read_bytes())
        return read_table(text)

    def figure(self, table: Table | None) -> chart:
        """Return the node of the figure. Raises Unreadable or ValueError."""
        raise NotImplementedError

    def japanese(self) -> bool:
        """Return whether numbers are written with 万 and 億."""
        return is_japanese(self.config)

    def node(
        self, drawings: list[tuple[dict[str, Any], tuple[int, int]]], table: Table | None, alt: str, **more: Any
    ) -> chart:
        """Return the node of drawings (specification, size), and let them be drawn when the pages are."""
        found, noted = [], shelf_of(self.env).charts.setdefault(self.env.docname, {})
        for spec, size in drawings:
            text = json.dumps(spec, ensure_ascii=False, sort_keys=True)
            name = f"chart.{digest(DESIGN + text)[:12]}.svg"
            noted[name] = text
            found.append((name, *size))
        words = {name: self.options.get(name, "") for name in ("title", "caption", "source", "notes")}
        node = chart(drawings=found, table=table, csv="", alt=self.options.get("alt") or alt, **words, **more)
        if self.file:
            node["csv"] = self.env.dlfiles.add_file(self.env.docname, self.file).as_posix()
        return node


class Chart(Drawn):
    """`{chart} data.csv`: bar, stacked, line, area, scatter, pie, ranking."""

    option_spec = {
        **Drawn.common, "type": TEXT, "x": TEXT, "y": TEXT, "series": TEXT, "label": TEXT, "x-title": TEXT, "y-title": TEXT,
        "sort": TEXT, "top": directives.positive_int, "highlight": TEXT,
    }  # fmt: skip

    def figure(self, table: Table | None) -> chart:
        """Return the node of the chart."""
        if table is None:
            raise ValueError(_("a chart needs a table: a CSV as argument, or its lines as content."))
        kind = self.options.get("type", "bar").strip()
        if kind not in specs.TYPES:
            text = _("there is no type “%s”; there are: %s.") % (kind, ", ".join(specs.TYPES))
            raise ValueError(text + suggest(kind, specs.TYPES))
        values = self.values(kind, table)
        drawings = [
            (specs.spec_of(values, width), specs.size_of(values, width)) for width in (specs.NARROW, specs.WIDE)
        ]
        return self.node(drawings, table, self.sentence(values))

    def values(self, kind: str, table: Table) -> specs.Values:
        """Return what is drawn, in its order."""
        x = self.options.get("x", table.columns[0]).strip()
        others = [name for name in table.columns if name != x]
        usual = others if kind in ("line", "area", "stacked") and "series" not in self.options else others[:1]
        columns = names_in(self.options["y"], table.columns) if "y" in self.options else usual
        names = table.texts(x)
        labels = table.texts(self.options["label"].strip()) if "label" in self.options else [""] * len(names)
        groups = table.texts(self.options["series"].strip()) if "series" in self.options else None
        points = []
        for column in columns:
            for number, value in enumerate(table.numbers(column)):
                group = groups[number] if groups else column if len(columns) > 1 else ""
                if value is not None:
                    points.append((names[number], value, group, labels[number]))
        if not points:
            raise Unreadable(_("there is no number to draw."))
        points = self.sorted(points, "descending" if kind == "ranking" else "none")
        highlight = tuple(names_in(self.options.get("highlight", ""), names))
        if kind == "ranking" and not highlight:
            highlight = (points[0][0],)
        y_title = self.options.get("y-title", columns[0] if len(columns) == 1 and "title" not in self.options else "")
        return specs.Values(
            kind,
            tuple(points),
            self.options.get("x-title", ""),
            y_title,
            self.options.get("unit", ""),
            highlight,
            self.japanese(),
        )

    def sorted(self, points: list[tuple[str, float, str, str]], usual: str) -> list[tuple[str, float, str, str]]:
        """Return points in the order that `sort` asks for, those of the first `top` names."""
        order = self.options.get("sort", usual).strip()
        if order not in ("ascending", "descending", "none"):
            raise ValueError(_("“%s” is no order; write ascending, descending or none.") % order)
        names = list(dict.fromkeys(point[0] for point in points))
        if order != "none":
            total = {name: sum(point[1] for point in points if point[0] == name) for name in names}
            names.sort(key=lambda name: total[name], reverse=order == "descending")
        place = {name: number for number, name in enumerate(names[: self.options.get("top", len(names))])}
        return sorted((point for point in points if point[0] in place), key=lambda point: place[point[0]])

    def sentence(self, values: specs.Values) -> str:
        """Return what a chart shows, in a sentence."""
        unit, top = values.unit, max(values.points, key=lambda point: point[1])
        low = min(values.points, key=lambda point: point[1])
        words = {"title": self.options.get("title") or values.y_title, "n": len({point[0] for point in values.points})}
        for name, (x, number, series, label) in (("most", top), ("least", low)):
            words[name] = (
                f"{label or x}{f'（{series}）' if series else ''} {said(number, unit, japanese=values.japanese)}"
            )
        return _("%(title)s: %(n)d values; the largest is %(most)s, the smallest %(least)s.") % words


class Map(Drawn):
    """`{map} data.csv`: countries shaded by a number, points and lines."""

    option_spec = {
        **Drawn.common,
        "key": TEXT,
        "value": TEXT,
        "name": TEXT,
        "points": TEXT,
        "lines": TEXT,
        "region": TEXT,
    }

    def figure(self, table: Table | None) -> chart:
        """Return the node of the map."""
        values: list[tuple[str, float]] = []
        if table is not None:
            key = self.options.get("key", "iso3").strip()
            column = self.options.get("value", table.columns[-1]).strip()
            for code, number, line in zip(table.texts(key), table.numbers(column), table.lines, strict=True):
                if len(code) != 3 or not code.isalpha():
                    raise Unreadable(_("“%s” is no code of a country (ISO 3166-1 alpha-3, such as JPN).") % code, line)
                if number is not None:
                    values.append((code.upper(), number))
        shaded = maps.Shaded(
            tuple(each for each in values if each[0] in maps.countries()),
            maps.points_in(self.options.get("points", "")),
            maps.lines_in(self.options.get("lines", "")),
            maps.bounds_of(self.options.get("region", "world").strip()),
            self.options.get("unit", ""),
            self.japanese(),
        )
        drawings = [(maps.spec_of(shaded, width), maps.size_of(shaded, width)) for width in (specs.NARROW, specs.WIDE)]
        return self.node(drawings, table, self.sentence(shaded, table), legend=maps.legend_of(shaded), unit=shaded.unit)

    def sentence(self, shaded: maps.Shaded, table: Table | None) -> str:
        """Return what a map shows, in a sentence."""
        title = self.options.get("title") or _("Map")
        parts = []
        if shaded.values and table is not None:
            code, number = max(shaded.values, key=lambda each: each[1])
            names = dict(
                zip(
                    table.texts(self.options.get("key", "iso3").strip()),
                    table.texts(self.options.get("name", table.columns[0]).strip()),
                    strict=True,
                )
            )
            most = f"{names.get(code, code)} {said(number, shaded.unit, japanese=shaded.japanese)}"
            parts.append(_("%d countries are shaded; the largest is %s.") % (len(shaded.values), most))
        named = [each.name for each in (*shaded.points, *shaded.lines) if each.name]
        if named:
            parts.append(_("Marked: %s.") % _(", ").join(named))
        return f"{title}: " + " ".join(parts) if parts else title


def visit_chart(self: HTML5Translator, node: chart) -> None:
    """Write a figure: title, drawing for narrow and wide, legend, caption, and the table, folded."""
    csv = f"{self.builder.dlpath}/{quote(node['csv'])}" if node["csv"] else ""
    self.body.append(figure_html(node, self.builder.imgpath, csv))
    raise nodes.SkipNode


def publish_charts(app: Sphinx) -> None:
    """Draw the charts of all documents that are not published already."""
    build = build_of(app)
    found = {name: text for noted in shelf_of(app.env).charts.values() for name, text in noted.items()}
    wanted = [(name, text) for name, text in sorted(found.items()) if not build.press.keep(f"_images/{name}")]
    app.builder.spread(partial(_draw, app), wanted, weight=10)  # type: ignore[attr-defined]


def _draw(app: Sphinx, wanted: tuple[str, str]) -> None:
    name, text = wanted
    build_of(app).press.write(f"_images/{name}", drawn(json.loads(text)))


def setup(app: Sphinx) -> None:
    """Register node, directives and handler."""
    app.add_node(chart, html=(visit_chart, None))
    app.add_directive("chart", Chart)
    app.add_directive("map", Map)
    after_build(app, publish_charts)
