"""Vega-Lite specifications of charts: bars, lines, areas, points, pies, rankings.

Every chart is drawn in two widths, for phones and for wide screens.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from kawaraban.directives.charts import pie_spec
from kawaraban.directives.charts.palette import COAST, CONFIG, PALE, RED, colours_of
from kawaraban.directives.charts.tables import are_times, format_number, label_expression

if TYPE_CHECKING:
    from collections.abc import Sequence

TYPES = ("bar", "stacked", "line", "area", "scatter", "pie", "ranking")
NARROW, WIDE = 358, 660
"""Widths in pixels: of a phone's screen, and of the text column."""
ROW = 34
OUTLINE = {"stroke": COAST, "strokeWidth": 1.2}
"""Outline of areas, to separate neighbours whatever their colours."""


class ChartData(NamedTuple):
    """A chart: type; points as (name, number, series, label); titles of axes, unit, highlighted names, language."""

    type: str
    points: tuple[tuple[str, float, str, str], ...]
    x_title: str
    y_title: str
    unit: str
    highlight: tuple[str, ...]
    japanese: bool


def size_of(values: ChartData, width: int) -> tuple[int, int]:
    """Return the size in pixels of a chart with this *width*."""
    names = len({point[0] for point in values.points})
    many = len({point[2] for point in values.points}) > 1
    legend = 30 if many else 0
    if is_horizontal(values):
        rows = len({point[2] for point in values.points}) if values.type == "bar" else 1
        return width, names * round(ROW * max(1, rows * 0.6)) + (40 if values.type != "ranking" else 12) + legend
    if values.type == "pie":
        return width, 290 if width == WIDE else 260
    return width, (360 if width == WIDE else 280) + legend


def is_horizontal(values: ChartData) -> bool:
    """Return whether bars are horizontal, so that names fit on a phone; for years they are vertical."""
    return values.type == "ranking" or (
        values.type in ("bar", "stacked") and not are_times(point[0] for point in values.points)
    )


def spec_of(values: ChartData, width: int) -> dict[str, Any]:
    """Return the Vega-Lite specification of a chart."""
    width, height = size_of(values, width)
    order = list(dict.fromkeys(point[0] for point in values.points))
    data = [
        {
            "x": x,
            "y": y,
            "s": s,
            "l": label,
            "t": format_number(y, japanese=values.japanese),
            "hot": {x, s, label} & {*values.highlight} != set(),
        }
        for x, y, s, label in values.points
    ]
    base = {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": width,
        "height": height,
        "autosize": {"type": "fit", "contains": "padding"},
        "data": {"values": data},
        "config": CONFIG,
    }
    if values.type == "pie":
        hot = [bool({x, s, label} & {*values.highlight}) for x, _y, s, label in values.points]
        return base | pie_spec.layers_of_pie([(x, y) for x, y, _s, _label in values.points], hot, width, height)
    return base | _LOOKS[values.type](values, order)


def _colour(values: ChartData) -> dict[str, Any]:
    series = list(dict.fromkeys(point[2] for point in values.points))
    if len(series) > 1:
        legend = {"orient": "bottom", "title": None, "symbolType": "square", "columns": 4}
        return {
            "field": "s",
            "type": "nominal",
            "sort": series,
            "scale": {"domain": series, "range": colours_of([name in values.highlight for name in series])},
            "legend": legend,
        }
    if values.highlight:
        return {"condition": {"test": "datum.hot", "value": RED}, "value": PALE}
    return {"value": RED}


def _figures(values: ChartData, title: str, *, labels: bool = True, zero: bool = True) -> dict[str, Any]:
    unit = f"{title}（{values.unit}）" if title and values.unit and values.japanese else title or values.unit
    axis = {
        "title": unit or None,
        "tickCount": 4,
        "labelExpr": label_expression(japanese=values.japanese),
        "labels": labels,
    }
    if not is_horizontal(values):  # horizontal, above the axis, as Japanese is hard to read when rotated
        axis |= {
            "titleAngle": 0,
            "titleAlign": "left",
            "titleAnchor": "end",
            "titleX": -28,
            "titleY": -14,
            "titleBaseline": "bottom",
        }
    return {"field": "y", "type": "quantitative", "axis": axis, "scale": {"zero": zero, "nice": True}}


def _names(order: Sequence[str], title: str, **axis: Any) -> dict[str, Any]:
    return {
        "field": "x",
        "type": "nominal",
        "sort": list(order),
        "axis": {"title": title or None, "grid": False, "labelAngle": 0, **axis},
    }


def _bar(values: ChartData, order: list[str]) -> dict[str, Any]:
    colour = _colour(values)
    several = "legend" in colour
    if not is_horizontal(values):
        mark = {"type": "bar", "width": {"band": 0.68}}
        across = {"xOffset": {"field": "s", "sort": colour["sort"]}} if several else {}
        encoding = {
            "x": _names(order, values.x_title, labelOverlap=True),
            "y": _figures(values, values.y_title),
            "color": colour,
        }
        return {"mark": mark, "encoding": encoding | across}
    high = {"height": {"band": 0.62 if not several else 0.8}}
    encoding = {
        "y": _names(order, values.x_title),
        "x": _figures(values, values.y_title, labels=several) | {"scale": {"zero": True}},
    }
    if not several:
        encoding["x"]["axis"] |= {"grid": False}
    across = {"yOffset": {"field": "s", "sort": colour["sort"]}} if several else {}
    bars = {"mark": {"type": "bar", "cornerRadiusEnd": 2, **high}, "encoding": {"color": colour}}
    text = {"mark": {"type": "text", "align": "left", "dx": 5, "fontSize": 12.5}, "encoding": {"text": {"field": "t"}}}
    return {"encoding": encoding | across, "layer": [bars, text] if not several else [bars]}


def _ranking(values: ChartData, order: list[str]) -> dict[str, Any]:
    look = _bar(values._replace(type="bar"), order)
    look["encoding"]["x"]["axis"] = None
    look["encoding"]["y"]["axis"] |= {
        "labelExpr": "(indexof(domain('y'), datum.value) + 1) + '　' + datum.label",
        "title": None,
    }
    return look


def _stacked(values: ChartData, order: list[str]) -> dict[str, Any]:
    names, figures = (
        _names(order, values.x_title, labelOverlap=True),
        _figures(values, values.y_title) | {"stack": "zero"},
    )
    x, y = (figures, names) if is_horizontal(values) else (names, figures)
    return {"mark": {"type": "bar", **OUTLINE}, "encoding": {"x": x, "y": y, "color": _colour(values)}}


def _along(values: ChartData, order: list[str]) -> dict[str, Any]:
    return _names(order, values.x_title, labelOverlap="greedy") | {"scale": {"type": "point", "padding": 0.3}}


def _line(values: ChartData, order: list[str]) -> dict[str, Any]:
    encoding = {"x": _along(values, order), "y": _figures(values, values.y_title, zero=False), "color": _colour(values)}
    mark = {"type": "line", "strokeWidth": 2.2, "point": {"size": 32, "filled": True} if len(order) < 25 else False}
    return {"mark": mark, "encoding": encoding}


def _area(values: ChartData, order: list[str]) -> dict[str, Any]:
    encoding = {
        "x": _along(values, order),
        "y": _figures(values, values.y_title) | {"stack": "zero"},
        "color": _colour(values),
    }
    return {"mark": {"type": "area", "line": False, **OUTLINE}, "encoding": encoding}


def _scatter(values: ChartData, _order: list[str]) -> dict[str, Any]:
    axis = {"title": values.x_title or None, "tickCount": 5, "labelExpr": label_expression(japanese=values.japanese)}
    x = {"field": "n", "type": "quantitative", "axis": axis, "scale": {"zero": False, "nice": True}}
    encoding = {"x": x, "y": _figures(values, values.y_title, zero=False)}
    points = {
        "mark": {"type": "point", "filled": True, "size": 70, "opacity": 0.8},
        "encoding": {"color": _colour(values)},
    }
    look = {"transform": [{"calculate": "toNumber(datum.x)", "as": "n"}], "encoding": encoding, "layer": [points]}
    names = [point[3] for point in values.points]
    return look | ({"usermeta": {"names": names}} if any(names) else {})


_LOOKS = {
    "bar": _bar,
    "stacked": _stacked,
    "line": _line,
    "area": _area,
    "scatter": _scatter,
    "ranking": _ranking,
}
