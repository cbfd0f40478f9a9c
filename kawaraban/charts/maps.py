"""What a map looks like, told to Vega-Lite: countries shaded by a number, points, lines and their names.

The shapes (world-110m.json) are Natural Earth's, which is public domain, as packed in npm `world-atlas` 2.0.2; their
ids are the codes of ISO 3166-1 alpha-3, with CYN, SOL and XKX for three that have none.
"""

from __future__ import annotations

import json
import math
from bisect import bisect_right
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

from sphinx.locale import get_translation

from kawaraban.charts.colours import COAST, CONFIG, INK, LAND, RED, SCALE, SEA
from kawaraban.charts.places import Line, Point
from kawaraban.charts.specs import WIDE
from kawaraban.charts.tables import said

_ = get_translation("sphinx")

SHAPES = Path(__file__).with_name("world-110m.json")
_WIDE, _TALL = 2.7066, 1.3173
"""Half the width and height of the Equal Earth projection (Šavrič, Patterson, Jenny 2018) on a globe of radius 1."""


class Shaded(NamedTuple):
    """What a map shows."""

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


def size_of(shaded: Shaded, width: int) -> tuple[int, int]:
    """Return width and height in pixels, the legend left out."""
    if shaded.bounds is None:
        return width, round(width * _TALL / _WIDE)
    west, south, east, north = shaded.bounds
    return width, round(
        min(1.2 * width, max(0.45 * width, width * (_mercator(north) - _mercator(south)) / math.radians(east - west)))
    )


def _projection(shaded: Shaded, width: int, height: int) -> dict[str, Any]:
    if shaded.bounds is None:
        scale = min(width / (2 * _WIDE), height / (2 * _TALL))
        rotate = [-150 if shaded.japanese else -11, 0, 0]
        return {"type": "equalEarth", "scale": scale, "rotate": rotate, "translate": [width / 2, height / 2]}
    west, south, east, north = shaded.bounds
    tall = _mercator(north) - _mercator(south)
    scale = min(width / math.radians(east - west), height / tall)
    middle = (_mercator(north) + _mercator(south)) / 2
    return {
        "type": "mercator", "precision": 0, "scale": scale, "rotate": [-(west + east) / 2, 0, 0],
        "translate": [width / 2, height / 2 + scale * middle], "clipExtent": [[-9, -9], [width + 9, height + 9]],
    }  # fmt: skip


def steps_of(numbers: list[float]) -> list[float]:
    """Return where one shade ends and the next begins: fifths of the numbers, rounded to two digits."""
    ordered = sorted(numbers)
    wanted = [ordered[min(len(ordered) - 1, len(ordered) * part // 5)] for part in range(1, 5)]
    return sorted({float(f"{each:.2g}") for each in wanted} - {0.0})


def spec_of(shaded: Shaded, width: int) -> dict[str, Any]:
    """Return the Vega-Lite specification of a map."""
    width, height = size_of(shaded, width)
    layers = [
        {"data": {"sphere": True}, "mark": {"type": "geoshape", "fill": SEA}},
        _land(shaded),
        *_lines(shaded),
        *_points(shaded, width),
    ]
    for layer in layers:
        layer["mark"]["clip"] = True
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": width, "height": height, "padding": 0, "layer": layers,
        "projection": _projection(shaded, width, height),
        "config": {**CONFIG, "padding": 0},
    }  # fmt: skip


def _land(shaded: Shaded) -> dict[str, Any]:
    kept = {"type": "Topology", **{key: _world()[key] for key in ("arcs", "transform")}}
    shown = [each for each in _world()["objects"]["countries"]["geometries"] if each["id"] != "ATA"]
    kept["objects"] = {"countries": {"type": "GeometryCollection", "geometries": shown}}
    land = {
        "data": {"values": kept, "format": {"type": "topojson", "feature": "countries"}},
        "mark": {"type": "geoshape", "stroke": COAST, "strokeWidth": 0.6},
        "encoding": {"color": {"value": LAND}},
    }
    if shaded.values:
        steps = steps_of([number for _code, number in shaded.values])
        shades = SCALE[len(SCALE) - len(steps) - 1 :]
        rows = [{"id": code, "c": shades[bisect_right(steps, number)]} for code, number in shaded.values]
        found = {"data": {"values": rows}, "key": "id", "fields": ["c"]}
        land["transform"] = [{"lookup": "id", "from": found, "default": LAND}]
        land["encoding"] = {"color": {"field": "c", "type": "nominal", "scale": None}}
    return land


def _lines(shaded: Shaded) -> list[dict[str, Any]]:
    if not shaded.lines:
        return []
    shapes = [
        {"type": "Feature", "geometry": {"type": "LineString", "coordinates": list(line.places)}, "properties": {}}
        for line in shaded.lines
    ]
    strokes = ((COAST, 5.5), (INK, 2.4))
    return [
        {
            "data": {"values": shapes},
            "mark": {"type": "geoshape", "filled": False, "stroke": stroke, "strokeWidth": wide},
        }
        for stroke, wide in strokes
    ]


def _points(shaded: Shaded, width: int) -> list[dict[str, Any]]:
    middles = [Point(*line.places[len(line.places) // 2], line.name) for line in shaded.lines if line.name]
    where = {"longitude": {"field": "o", "type": "quantitative"}, "latitude": {"field": "a", "type": "quantitative"}}
    layers = []
    for points, dot in ((shaded.points, True), (tuple(middles), False)):
        rows = [
            {
                "o": point.longitude,
                "a": point.latitude,
                "n": point.name,
                "d": 16 if shaded.bounds is None and point.latitude > 55 else -8,
            }
            for point in points
        ]
        if not rows:
            continue
        if dot:
            layers.append(
                {
                    "data": {"values": rows},
                    "mark": {"type": "circle", "size": 55, "color": RED, "opacity": 1, "stroke": "#fcfbf9"},
                    "encoding": dict(where),
                }
            )
        size = 12.5 if width < WIDE else 13.5
        for extra in ({"stroke": COAST, "strokeWidth": 3.5, "fill": COAST}, {"fill": INK}):
            mark = {"type": "text", "align": "left", "dx": 8, "dy": {"expr": "datum.d"}, "fontSize": size, **extra}
            layers.append({"data": {"values": rows}, "mark": mark, "encoding": {**where, "text": {"field": "n"}}})
    return layers


def legend_of(shaded: Shaded) -> list[tuple[int, str]]:
    """Return (number of the shade, words) of each shade, from little to much."""
    if not shaded.values:
        return []
    steps = steps_of([number for _code, number in shaded.values])
    shades = range(len(SCALE) - len(steps) - 1, len(SCALE))
    words = [said(step, japanese=shaded.japanese) for step in steps]
    if not steps:
        return [(shades[0], said(shaded.values[0][1], shaded.unit, japanese=shaded.japanese))]
    between = [f"{low}–{high}" for low, high in pairwise(words)]
    return [*zip(shades, [_("less than %s") % words[0], *between, _("%s and more") % words[-1]], strict=True)]
