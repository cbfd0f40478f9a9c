"""Draw the figures of the posts from their data: `make figures`.

The shapes of the countries (countries-110m.json) are Natural Earth's, public domain, as packed in npm `world-atlas` 2.0.2.
"""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path
from typing import Any

import vl_convert

HERE = Path(__file__).parent
POSTS = HERE.parent / "posts"
INK, MUTED, PAPER, LINE, RED, PALE = "#262320", "#665f56", "#fcfbf8", "#e0d9cc", "#a1352a", "#cfc7b8"
FONT = "Hiragino Sans, Noto Sans CJK JP, Noto Sans JP, Yu Gothic, sans-serif"
NUMERIC = {
    "CHN": "156", "USA": "840", "MMR": "104", "AUS": "036", "NGA": "566", "THA": "764", "IND": "356", "RUS": "643",
    "MDG": "450", "VNM": "704", "MYS": "458", "BRA": "076", "GRL": "304", "TZA": "834", "ZAF": "710", "CAN": "124",
}  # fmt: skip
CONFIG = {
    "background": PAPER,
    "font": FONT,
    "padding": 14,
    "view": {"stroke": None},
    "axis": {"labelColor": INK, "titleColor": MUTED, "labelFontSize": 14, "titleFontSize": 13, "titleFontWeight": "normal",
             "gridColor": LINE, "domain": False, "ticks": False, "labelPadding": 8, "labelLimit": 220},
    "legend": {"labelColor": INK, "titleColor": MUTED, "labelFontSize": 13, "titleFontSize": 13, "titleFontWeight": "normal"},
    "text": {"font": FONT, "fontSize": 14, "color": INK},
}  # fmt: skip


def draw(spec: dict[str, Any], target: Path) -> None:
    """Write the SVG of a Vega-Lite specification."""
    target.parent.mkdir(parents=True, exist_ok=True)
    svg = vl_convert.vegalite_to_svg({"config": CONFIG, **spec})
    svg = re.sub(r"-?\d+\.\d{2,}", lambda number: f"{float(number[0]):.1f}", svg)
    target.write_text(svg.replace("<svg ", f'<svg font-family="{FONT}" ', 1), "utf-8")


def rows(path: Path) -> list[dict[str, Any]]:
    """Return a CSV's rows with numbers as numbers; an empty cell is None."""
    with path.open(encoding="utf-8", newline="") as file:
        return [
            {key: (int(value) if value.isdigit() else value or None) for key, value in row.items()}
            for row in csv.DictReader(file)
        ]


def bars(
    data: list[dict[str, Any]], field: str, unit: float, title: str, digits: str = ",.3~r", width: int = 330
) -> dict[str, Any]:
    """Return a ranking as horizontal bars, the first one in red, numbers at their ends."""
    shown = sorted((row for row in data if row[field]), key=lambda row: -row[field])
    values = [{"name": row["country_ja"], "value": row[field] / unit, "top": n == 0} for n, row in enumerate(shown)]
    encode = {"y": {"field": "name", "type": "nominal", "sort": None, "axis": {"title": None, "grid": False}}}
    x = {"field": "value", "type": "quantitative", "axis": {"title": title, "tickCount": 4, "labels": False}}
    colour = {"condition": {"test": "datum.top", "value": RED}, "value": PALE}
    label = {"field": "value", "type": "quantitative", "format": digits}
    return {
        "width": width,
        "height": {"step": 30},
        "data": {"values": values},
        "encoding": encode | {"x": x},
        "layer": [
            {"mark": {"type": "bar", "cornerRadiusEnd": 2, "height": 17}, "encoding": {"color": colour}},
            {"mark": {"type": "text", "align": "left", "dx": 6, "fontSize": 13}, "encoding": {"text": label}},
        ],
    }


def world(layers: list[dict[str, Any]], projection: dict[str, Any], size: tuple[int, int]) -> dict[str, Any]:
    """Return a map: land in pale ink, then *layers* on top."""
    shapes = json.loads((HERE / "countries-110m.json").read_text("utf-8"))
    land = {"data": {"values": shapes, "format": {"type": "topojson", "feature": "countries"}},
            "mark": {"type": "geoshape", "fill": "#e9e3d6", "stroke": PAPER, "strokeWidth": 0.6}}  # fmt: skip
    sea = {"data": {"sphere": True}, "mark": {"type": "geoshape", "fill": "#f3f0e9"}}
    return {"width": size[0], "height": size[1], "projection": projection, "layer": [sea, land, *layers]}


def shaded(data: list[dict[str, Any]], field: str, unit: float, title: str) -> dict[str, Any]:
    """Return a layer of countries shaded by a field."""
    shapes = json.loads((HERE / "countries-110m.json").read_text("utf-8"))
    values = {NUMERIC[row["iso3"]]: row[field] / unit for row in data if row[field]}
    for shape in shapes["objects"]["countries"]["geometries"]:
        shape["properties"]["value"] = values.get(shape.get("id"))
    scale = {"type": "sqrt", "range": ["#f0d9cd", "#7d1f16"], "domain": [0, max(values.values())]}
    return {
        "data": {"values": shapes, "format": {"type": "topojson", "feature": "countries"}},
        "transform": [{"filter": "isValid(datum.properties.value)"}],
        "mark": {"type": "geoshape", "stroke": PAPER, "strokeWidth": 0.6},
        "encoding": {"color": {"field": "properties.value", "type": "quantitative", "scale": scale,
                               "legend": {"title": title, "orient": "bottom", "gradientLength": 300, "values": [0, 500, 2000, 4400]}}},
    }  # fmt: skip


def places(points: list[tuple[float, float, str, str]], size: int = 22) -> list[dict[str, Any]]:
    """Return layers with points and their names; a point is longitude, latitude, name, side of the name."""
    values = [{"lon": lon, "lat": lat, "name": name, "side": side} for lon, lat, name, side in points]
    where = {"longitude": {"field": "lon"}, "latitude": {"field": "lat"}}
    layers: list[dict[str, Any]] = [
        {
            "data": {"values": values},
            "mark": {"type": "circle", "size": 70, "color": RED, "opacity": 1},
            "encoding": where,
        }
    ]
    for side, dx in (("left", 9), ("right", -9)):
        mark = {"type": "text", "align": side, "dx": dx, "fontSize": size, "fontWeight": "bold", "color": INK}
        layers.append({"data": {"values": [v for v in values if v["side"] == side]}, "mark": mark,
                       "encoding": where | {"text": {"field": "name"}}})  # fmt: skip
    return layers


def track(line: list[tuple[float, float]]) -> dict[str, Any]:
    """Return a layer with a dashed line through points of longitude and latitude."""
    shape = {"type": "Feature", "properties": {}, "geometry": {"type": "LineString", "coordinates": line}}
    return {
        "data": {"values": [shape]},
        "mark": {"type": "geoshape", "filled": False, "stroke": RED, "strokeWidth": 3, "strokeDash": [5, 4]},
    }


def rare_earths() -> None:
    """Draw the figures of the post on rare earths."""
    folder = POSTS / "2025/10/rare-earths"
    data = rows(folder / "rare-earths.csv")
    draw(bars(data, "reserves_t_reo", 1e4, "埋蔵量（万トン、酸化物換算）"), folder / "reserves.svg")
    draw(
        bars(data, "production_2024_t_reo", 1, "2024年の生産量（トン、酸化物換算）", ","),
        folder / "production.svg",
    )
    shade = shaded(data, "reserves_t_reo", 1e4, "埋蔵量（万トン）")
    draw(world([shade], {"type": "naturalEarth1"}, (720, 400)), folder / "map-reserves.svg")
    seen = [(-169.0, 65.8, "ベーリング海峡", "right"), (153.98, 24.29, "南鳥島", "left"), (139.7, 35.7, "東京", "right"),
            (106.9, 47.9, "ウランバートル", "left"), (117.7, 39.0, "天津", "right")]  # fmt: skip
    lines = [track([(106.9, 47.9), (112.0, 43.6), (117.7, 39.0)]), track([(-171.5, 66.1), (-166.5, 65.5)])]
    view = {
        "type": "azimuthalEqualArea",
        "rotate": [-150, -45, 0],
        "scale": 430,
        "center": [0, 0],
        "translate": [360, 215],
    }
    spec = world([*lines, *places(seen)], view, (720, 460))
    for layer in spec["layer"]:
        layer["mark"]["clip"] = True
    draw(spec, folder / "map-routes.svg")


if __name__ == "__main__":
    rare_earths()
