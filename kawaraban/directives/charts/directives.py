"""The directives `{chart}` and `{map}`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils.parsers.rst import directives
from sphinx.locale import get_translation

from kawaraban.directives.charts import chart_spec, geography, map_spec
from kawaraban.directives.charts.base import TEXT, FigureDirective
from kawaraban.directives.charts.tables import Table, Unreadable, format_number, names_in
from kawaraban.model.problems import suggest

if TYPE_CHECKING:
    from kawaraban.directives.charts.node import chart

_ = get_translation("sphinx")

Plotted = tuple[str, float, str, str]
"""A point: name, number, series, label."""


class Chart(FigureDirective):
    """`{chart} data.csv`: bar, stacked, line, area, scatter, pie, ranking."""

    option_spec = {
        **FigureDirective.common, "type": TEXT, "x": TEXT, "y": TEXT, "series": TEXT, "label": TEXT, "x-title": TEXT,
        "y-title": TEXT,
        "sort": TEXT, "top": directives.positive_int, "highlight": TEXT,
    }  # fmt: skip

    def figure(self, table: Table | None) -> chart:
        """Return the node of the chart."""
        if table is None:
            raise ValueError(_("a chart needs a table: a CSV as argument, or its lines as content."))
        kind = self.options.get("type", "bar").strip()
        if kind not in chart_spec.TYPES:
            text = _("there is no type “%s”; there are: %s.") % (kind, ", ".join(chart_spec.TYPES))
            raise ValueError(text + suggest(kind, chart_spec.TYPES))
        values = self.values(kind, table)
        drawings = [
            (chart_spec.spec_of(values, width), chart_spec.size_of(values, width))
            for width in (chart_spec.NARROW, chart_spec.WIDE)
        ]
        return self.node(drawings, table, self.sentence(values))

    def values(self, kind: str, table: Table) -> chart_spec.ChartData:
        """Return the points of a chart in order."""
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
        return chart_spec.ChartData(
            kind,
            tuple(points),
            self.options.get("x-title", ""),
            y_title,
            self.options.get("unit", ""),
            highlight,
            self.japanese(),
        )

    def sorted(self, points: list[Plotted], usual: str) -> list[Plotted]:
        """Return the points as sorted by the option `sort`, limited to the first `top` names."""
        order = self.options.get("sort", usual).strip()
        if order not in ("ascending", "descending", "none"):
            raise ValueError(_("“%s” is no order; write ascending, descending or none.") % order)
        names = list(dict.fromkeys(point[0] for point in points))
        if order != "none":
            total = {name: sum(point[1] for point in points if point[0] == name) for name in names}
            names.sort(key=lambda name: total[name], reverse=order == "descending")
        place = {name: number for number, name in enumerate(names[: self.options.get("top", len(names))])}
        return sorted((point for point in points if point[0] in place), key=lambda point: place[point[0]])

    def sentence(self, values: chart_spec.ChartData) -> str:
        """Return a sentence that describes a chart, for its alternative text."""
        unit, top = values.unit, max(values.points, key=lambda point: point[1])
        low = min(values.points, key=lambda point: point[1])
        words = {"title": self.options.get("title") or values.y_title, "n": len({point[0] for point in values.points})}
        for name, (x, number, series, label) in (("most", top), ("least", low)):
            figure = format_number(number, unit, japanese=values.japanese)
            words[name] = f"{label or x}{f'（{series}）' if series else ''} {figure}"
        return _("%(title)s: %(n)d values; the largest is %(most)s, the smallest %(least)s.") % words


class Map(FigureDirective):
    """`{map} data.csv`: countries shaded by a number, points and lines."""

    option_spec = {
        **FigureDirective.common,
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
        shaded = map_spec.MapData(
            tuple(each for each in values if each[0] in map_spec.countries()),
            geography.points_in(self.options.get("points", "")),
            geography.lines_in(self.options.get("lines", "")),
            geography.bounds_of(self.options.get("region", "world").strip()),
            self.options.get("unit", ""),
            self.japanese(),
        )
        drawings = [
            (map_spec.spec_of(shaded, width), map_spec.size_of(shaded, width))
            for width in (chart_spec.NARROW, chart_spec.WIDE)
        ]
        return self.node(
            drawings, table, self.sentence(shaded, table), legend=map_spec.legend_of(shaded), unit=shaded.unit
        )

    def sentence(self, shaded: map_spec.MapData, table: Table | None) -> str:
        """Return a sentence that describes a map, for its alternative text."""
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
            most = f"{names.get(code, code)} {format_number(number, shaded.unit, japanese=shaded.japanese)}"
            parts.append(_("%d countries are shaded; the largest is %s.") % (len(shaded.values), most))
        names_on_it = (*(point.name for point in shaded.points), *(line.name for line in shaded.lines))
        named = [name for name in names_on_it if name]
        if named:
            parts.append(_("Marked: %s.") % _(", ").join(named))
        return f"{title}: " + " ".join(parts) if parts else title
