"""Vega-Lite specifications of maps: countries shaded by a number, points, lines and their labels.

The shapes (world-110m.json) are from Natural Earth (public domain) as packaged in npm `world-atlas` 2.0.2. Their
ids are ISO 3166-1 alpha-3 codes, with CYN, SOL and XKX for three territories without one.
"""

from __future__ import annotations

import json
import math
from bisect import bisect_right
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from sphinx.locale import get_translation

from kawaraban.directives.charts.chart_spec import WIDE
from kawaraban.directives.charts.labels import PointLabel, at, layers_of, place_labels
from kawaraban.directives.charts.palette import COAST, CONFIG, INK, LAND, RED, SCALE, SEA
from kawaraban.directives.charts.tables import format_number

if TYPE_CHECKING:
    from kawaraban.directives.charts.geography import Line, Point

_ = get_translation("sphinx")

SHAPES = Path(__file__).with_name("world-110m.json")
_WIDE, _TALL = 2.7066, 1.3173
_EARTH = (1.340264, -0.081106, 0.000893, 0.003796)
"""The Equal Earth projection (Šavrič, Patterson, Jenny 2018): half its width and height on a globe of radius 1, and
its coefficients."""


class MapData(NamedTuple):
    """The data of a map: numbers by country code, points, lines, bounds (None for the world), unit, language."""

    values: tuple[tuple[str, float], ...]
    points: tuple[Point, ...]
    lines: tuple[Line, ...]
    bounds: tuple[float, float, float, float] | None
    unit: str
    japanese: bool


@cache
def _world() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(SHAPES.read_text("utf-8"))
    return found


def countries() -> frozenset[str]:
    """Return the codes of the countries on the map."""
    return frozenset(each["id"] for each in _world()["objects"]["countries"]["geometries"])


def _mercator(latitude: float) -> float:
    return math.log(math.tan(math.pi / 4 + math.radians(latitude) / 2))


def size_of(data: MapData, width: int) -> tuple[int, int]:
    """Return the size in pixels of a map with this *width*, without its legend."""
    if data.bounds is None:
        return width, round(width * _TALL / _WIDE)
    west, south, east, north = data.bounds
    return width, round(
        min(1.2 * width, max(0.45 * width, width * (_mercator(north) - _mercator(south)) / math.radians(east - west)))
    )


def _projection(data: MapData, width: int, height: int) -> dict[str, Any]:
    if data.bounds is None:
        scale = min(width / (2 * _WIDE), height / (2 * _TALL))
        rotate = [-150 if data.japanese else -11, 0, 0]
        return {"type": "equalEarth", "scale": scale, "rotate": rotate, "translate": [width / 2, height / 2]}
    west, south, east, north = data.bounds
    tall = _mercator(north) - _mercator(south)
    scale = min(width / math.radians(east - west), height / tall)
    middle = (_mercator(north) + _mercator(south)) / 2
    return {
        "type": "mercator", "precision": 0, "scale": scale, "rotate": [-(west + east) / 2, 0, 0],
        "translate": [width / 2, height / 2 + scale * middle], "clipExtent": [[-9, -9], [width + 9, height + 9]],
    }  # fmt: skip


def steps_of(numbers: list[float]) -> list[float]:
    """Return the thresholds between shades: quintiles of the numbers, rounded to two significant digits."""
    ordered = sorted(numbers)
    wanted = [ordered[min(len(ordered) - 1, len(ordered) * part // 5)] for part in range(1, 5)]
    return sorted({float(f"{each:.2g}") for each in wanted} - {0.0})


def spec_of(data: MapData, width: int) -> dict[str, Any]:
    """Return the Vega-Lite specification of a map."""
    width, height = size_of(data, width)
    layers = [
        {"data": {"sphere": True}, "mark": {"type": "geoshape", "fill": SEA}},
        _land(data),
        *_lines(data),
        *_points(data, width, height),
    ]
    for layer in layers:
        layer["mark"]["clip"] = True
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": width, "height": height, "padding": 0, "layer": layers,
        "projection": _projection(data, width, height),
        "config": {**CONFIG, "padding": 0},
    }  # fmt: skip


def _land(data: MapData) -> dict[str, Any]:
    kept = {"type": "Topology", **{key: _world()[key] for key in ("arcs", "transform")}}
    shown = [each for each in _world()["objects"]["countries"]["geometries"] if each["id"] != "ATA"]
    kept["objects"] = {"countries": {"type": "GeometryCollection", "geometries": shown}}
    land = {
        "data": {"values": kept, "format": {"type": "topojson", "feature": "countries"}},
        "mark": {"type": "geoshape", "stroke": COAST, "strokeWidth": 0.6},
        "encoding": {"color": {"value": LAND}},
    }
    if data.values:
        steps = steps_of([number for _code, number in data.values])
        shades = SCALE[len(SCALE) - len(steps) - 1 :]
        rows = [{"id": code, "c": shades[bisect_right(steps, number)]} for code, number in data.values]
        found = {"data": {"values": rows}, "key": "id", "fields": ["c"]}
        land["transform"] = [{"lookup": "id", "from": found, "default": LAND}]
        land["encoding"] = {"color": {"field": "c", "type": "nominal", "scale": None}}
    return land


def _lines(data: MapData) -> list[dict[str, Any]]:
    if not data.lines:
        return []
    shapes = [
        {"type": "Feature", "geometry": {"type": "LineString", "coordinates": list(line.places)}, "properties": {}}
        for line in data.lines
    ]
    strokes = ((COAST, 5.5), (INK, 2.4))
    return [
        {
            "data": {"values": shapes},
            "mark": {"type": "geoshape", "filled": False, "stroke": stroke, "strokeWidth": wide},
        }
        for stroke, wide in strokes
    ]


def pixels(projection: dict[str, Any], longitude: float, latitude: float) -> tuple[float, float]:
    """Return the position of a place in the drawing."""
    turned = math.radians((longitude + projection["rotate"][0] + 180) % 360 - 180)
    across, down = projection["translate"]
    if projection["type"] == "mercator":
        return across + projection["scale"] * turned, down - projection["scale"] * _mercator(latitude)
    t = math.asin(math.sqrt(3) / 2 * math.sin(math.radians(latitude)))
    stretch = 9 * _EARTH[3] * t**8 + 7 * _EARTH[2] * t**6 + 3 * _EARTH[1] * t**2 + _EARTH[0]
    x = 2 * math.sqrt(3) * turned * math.cos(t) / (3 * stretch)
    y = _EARTH[3] * t**9 + _EARTH[2] * t**7 + _EARTH[1] * t**3 + _EARTH[0] * t
    return across + projection["scale"] * x, down - projection["scale"] * y


def _points(data: MapData, width: int, height: int) -> list[dict[str, Any]]:
    """Return the layers of dots and labels."""
    projection = _projection(data, width, height)
    dots = [pixels(projection, point.longitude, point.latitude) for point in data.points]
    lines = [[pixels(projection, *place) for place in line.places] for line in data.lines]
    spots = [PointLabel(*dot, point.name) for dot, point in zip(dots, data.points, strict=True) if point.name]
    spots += [
        PointLabel(*drawn[line.at], line.name) for drawn, line in zip(lines, data.lines, strict=True) if line.name
    ]
    size = 12.5 if width < WIDE else 13.5
    names = layers_of(spots, place_labels(spots, size, (width, height), lines, dots), size)
    mark = {"type": "circle", "size": 55, "color": RED, "opacity": 1, "stroke": COAST}
    where = {"x": at("x"), "y": at("y")}
    circles = {"data": {"values": [{"x": x, "y": y} for x, y in dots]}, "mark": mark, "encoding": where}
    far = [layer for layer in names if layer["mark"]["type"] == "rule"]
    return [*far, *([circles] if dots else []), *names[len(far) :]]


def legend_of(data: MapData) -> list[tuple[int, str]]:
    """Return (index of the shade, text) for each shade, from low to high."""
    if not data.values:
        return []
    steps = steps_of([number for _code, number in data.values])
    shades = range(len(SCALE) - len(steps) - 1, len(SCALE))
    words = [format_number(step, japanese=data.japanese) for step in steps]
    if not steps:
        return [(shades[0], format_number(data.values[0][1], data.unit, japanese=data.japanese))]
    between = [f"{low}–{high}" for low, high in pairwise(words)]
    return [*zip(shades, [_("less than %s") % words[0], *between, _("%s and more") % words[-1]], strict=True)]
