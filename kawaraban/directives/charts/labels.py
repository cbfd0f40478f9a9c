"""Placement of labels in a drawing: near their points, within the frame, without overlaps.

A label that does not fit beside its point is placed farther away, connected by a thin line. Widths are estimated, since
the reader's device chooses the font: a full-width character is as wide as it is high, any other 0.6 of that.
"""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from kawaraban.directives.charts.palette import COAST, INK, MUTED
from kawaraban.text.graphemes import width_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    Pixels = Sequence[tuple[float, float]]

Box = tuple[float, float, float, float]
"""Left, top, right, bottom in pixels."""
NEAR, FAR = (9, 14), (24, 36, 50, 66, 84)
"""Distances of a label from its point in pixels: beside it, and at the end of a line."""
DIRECTIONS = (0, -30, 30, 180, 210, 150, -90, 90, -60, 60, -120, 120)
"""In degrees, in order of preference: right, left, above, below."""
PASSES = 4
"""Number of passes over all labels, each of which places every label with regard to the others."""


class PointLabel(NamedTuple):
    """A label to be placed: the pixel it belongs to, and its text."""

    x: float
    y: float
    text: str


class Placement(NamedTuple):
    """The place of a label: an end of its text or its centre (`align`), and whether it needs a line to its point."""

    x: float
    y: float
    align: str
    far: bool


def set_width(text: str, size: float) -> float:
    """Return the approximate width of a text in pixels, set in *size* pixels."""
    full = width_of(text) - len(text)
    return size * (full + 0.6 * (len(text) - full))


def box_of(place: Placement, text: str, size: float) -> Box:
    """Return the bounding box of a label."""
    wide = set_width(text, size)
    left = place.x - {"left": 0, "center": wide / 2, "right": wide}[place.align]
    return left, place.y - 0.6 * size, left + wide, place.y + 0.6 * size


def place_labels(
    spots: Sequence[PointLabel],
    size: float,
    frame: tuple[float, float],
    lines: Iterable[Pixels] = (),
    dots: Pixels = (),
) -> list[Placement]:
    """Return a place for each label, which avoids *lines* and *dots* if possible."""
    taken = [*dots, *(point for line in lines for point in _along(line))]
    boxes: list[Box | None] = [None] * len(spots)
    places: list[Placement] = [Placement(spot.x, spot.y, "left", far=False) for spot in spots]
    for _time in range(PASSES):
        for number, spot in enumerate(spots):
            others = [box for other, box in enumerate(boxes) if box and other != number]
            tried = [(_cost(each, spot, size, frame, others, taken), n, each) for n, each in enumerate(_around(spot))]
            places[number] = min(tried)[2]
            boxes[number] = box_of(places[number], spot.text, size)
    return places


def _around(spot: PointLabel) -> list[Placement]:
    found = []
    for apart in (*NEAR, *FAR):
        for degrees in DIRECTIONS:
            across, down = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
            align = "center" if abs(across) < 0.1 else "left" if across > 0 else "right"
            found.append(Placement(spot.x + apart * across, spot.y + apart * down, align, far=apart > NEAR[-1]))
    return found


def _cost(
    place: Placement, spot: PointLabel, size: float, frame: tuple[float, float], others: Iterable[Box], taken: Pixels
) -> float:
    left, top, right, bottom = box_of(place, spot.text, size)
    cut = left < 3 or top < 3 or right > frame[0] - 3 or bottom > frame[1] - 3
    over = sum(left < r + 3 and l < right + 3 and top < b and t < bottom for l, t, r, b in others)  # noqa: E741
    upon = sum(left - 3 < x < right + 3 and top - 2 < y < bottom + 2 for x, y in taken)
    return 1e6 * cut + 1e4 * over + 60 * upon + 4 * math.dist((place.x, place.y), (spot.x, spot.y)) * (1 + place.far)


def _along(line: Pixels) -> list[tuple[float, float]]:
    """Return points along a line, a few pixels apart."""
    found = []
    for (x, y), (to_x, to_y) in pairwise(line):
        steps = max(1, round(math.dist((x, y), (to_x, to_y)) / 5))
        found += [(x + (to_x - x) * n / steps, y + (to_y - y) * n / steps) for n in range(steps + 1)]
    return found


def add_labels(spec: dict[str, Any], scene: dict[str, Any]) -> dict[str, Any]:
    """Return a specification with the labels in its `usermeta`, placed beside the points in its scenegraph *scene*."""
    names, size = spec["usermeta"]["names"], 12.0
    (group,) = scene["scenegraph"]["items"]
    points = next(mark for mark in group["items"] if mark["marktype"] == "symbol" and mark.get("role") == "mark")
    dots = [(item.get("x", 0), item.get("y", 0)) for item in points["items"]]
    spots = [PointLabel(*dot, name) for dot, name in zip(dots, names, strict=True)]
    shown = [spot for spot in spots if spot.text]
    places = place_labels(shown, size, (group["width"], group["height"]), dots=dots)
    return spec | {"layer": [*spec["layer"], *layers_of(shown, places, size)]}


def at(field: str) -> dict[str, Any]:
    """Return an encoding in pixels."""
    return {"field": field, "type": "quantitative", "scale": None, "axis": None}


def layers_of(
    spots: Sequence[PointLabel], places: Sequence[Placement], size: float, halo: str = COAST
) -> list[dict[str, Any]]:
    """Return the Vega-Lite layers of labels, and of lines to those that are far from their points."""
    rows = [
        {"px": place.x, "py": place.y, "sx": spot.x, "sy": spot.y, "n": spot.text, "a": place.align, "far": place.far}
        for spot, place in zip(spots, places, strict=True)
    ]
    layers: list[dict[str, Any]] = []
    if far := [row for row in rows if row["far"]]:
        ends = {"x": at("sx"), "y": at("sy"), "x2": {"field": "px"}, "y2": {"field": "py"}}
        layers.append(
            {"data": {"values": far}, "mark": {"type": "rule", "stroke": MUTED, "strokeWidth": 1}, "encoding": ends}
        )
    for extra in ({"stroke": halo, "strokeWidth": 3.5, "fill": halo}, {"fill": INK}):
        mark = {"type": "text", "align": {"expr": "datum.a"}, "baseline": "middle", "fontSize": size, **extra}
        layers.append(
            {"data": {"values": rows}, "mark": mark, "encoding": {"x": at("px"), "y": at("py"), "text": {"field": "n"}}}
        )
    return layers if rows else []
