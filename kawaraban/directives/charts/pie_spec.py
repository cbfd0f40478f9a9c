"""Vega-Lite specifications of pies: each slice is labelled with its name and share, so that no legend is needed."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

from kawaraban.directives.charts.labels import at, set_width
from kawaraban.directives.charts.palette import COAST, INK, MUTED, colours_of

if TYPE_CHECKING:
    from collections.abc import Sequence

SIZE, LINE = 12.5, 17
"""Font size and line height in pixels."""
LARGEST, SMALLEST = 118, 58
"""Largest and smallest radius of a pie in pixels."""
TICK = 12
"""Distance from the edge of a slice to its label in pixels."""


class Slice(NamedTuple):
    """A slice: name, share of the whole, angle of its centre (clockwise from the top)."""

    name: str
    share: float
    angle: float


def slices_of(points: Sequence[tuple[str, float]]) -> list[Slice]:
    """Return the slices of a pie, in order."""
    total, done, found = sum(abs(number) for _name, number in points) or 1, 0.0, []
    for name, number in points:
        share = abs(number) / total
        found.append(Slice(name, share, 2 * math.pi * (done + share / 2)))
        done += share
    return found


def share_of(each: Slice) -> str:
    """Return a share as text: 69%, or below one percent with a decimal, 0.4%."""
    return f"{each.share:.0%}" if each.share >= 0.01 else f"{each.share:.1%}"


def spread(wanted: Sequence[float], apart: float, low: float, high: float) -> list[float]:
    """Return positions near the ascending *wanted* ones, at least *apart* from each other, between *low* and *high*."""
    apart = min(apart, (high - low) / max(1, len(wanted) - 1))
    found: list[float] = []
    for place in wanted:
        found.append(max(place, found[-1] + apart if found else low))
    limit = high
    for number in range(len(found) - 1, -1, -1):
        found[number] = min(found[number], limit)
        limit = found[number] - apart
    return found


class Circle(NamedTuple):
    """The circle of a pie: centre, radius, and how many lines a label has."""

    x: float
    y: float
    radius: float
    lines: int


def circle_of(slices: Sequence[Slice], width: int, height: int) -> Circle:
    """Return the circle of a pie that leaves room for the labels on both sides; it is centred if possible."""
    left, right = (
        max((set_width(each.name, SIZE) for each in _side(slices, right=right)), default=0) for right in (False, True)
    )
    share, gap = set_width("　00%", SIZE), TICK + 14
    lines = 1 if width - 2 * (max(left, right) + share + gap) >= 2 * LARGEST else 2
    if lines == 1:
        return Circle(width / 2, height / 2, min(LARGEST, height / 2 - 24), lines)
    left, right = max(left, share) + gap, max(right, share) + gap
    radius = max(SMALLEST, min(LARGEST, (width - left - right) / 2, height / 2 - 24))
    return Circle(min(max(width / 2, left + radius), width - right - radius), height / 2, radius, lines)


def _side(slices: Sequence[Slice], *, right: bool) -> list[Slice]:
    """Return the slices on one side, from the top."""
    side = [each for each in slices if (math.sin(each.angle) >= 0) == right]
    return sorted(side, key=lambda each: -math.cos(each.angle))


def words_of(slices: Sequence[Slice], circle: Circle, height: int) -> list[dict[str, Any]]:
    """Return the label of each slice, its position, and the line to it."""
    rows, edge = [], LINE * circle.lines / 2 + 2
    for right in (True, False):
        side = _side(slices, right=right)
        wanted = [circle.y - (circle.radius + TICK) * math.cos(each.angle) for each in side]
        for each, y in zip(side, spread(wanted, LINE * circle.lines + 3, edge, height - edge), strict=True):
            rows.append(_row(each, y, circle, right=right))
    return rows


def _row(each: Slice, y: float, circle: Circle, *, right: bool) -> dict[str, Any]:
    across, down, way, lines = math.sin(each.angle), -math.cos(each.angle), 1 if right else -1, circle.lines
    reach = math.sqrt(max(0.0, (circle.radius + TICK) ** 2 - min(abs(y - circle.y), circle.radius) ** 2))
    x = circle.x + way * max(reach, abs(circle.radius * across) + TICK / 2)
    start = (circle.x + (circle.radius - 2) * across, circle.y + (circle.radius - 2) * down)
    name, share = each.name, share_of(each)
    text = f"{name}　{share}" if lines == 1 else [name, share]
    return {"t": text, "x": x + way * 4, "y": y - (LINE / 2 if lines == 2 else 0), "a": "left" if right else "right",
            "lx": x, "ly": y, "sx": start[0], "sy": start[1]}  # fmt: skip


def layers_of_pie(points: Sequence[tuple[str, float]], hot: Sequence[bool], width: int, height: int) -> dict[str, Any]:
    """Return the layers of a pie; *hot* says which slices are highlighted."""
    slices = slices_of(points)
    circle = circle_of(slices, width, height)
    rows, radius = words_of(slices, circle, height), circle.radius
    parts = [
        {"v": each.share, "c": colour, "i": n}
        for n, (each, colour) in enumerate(zip(slices, colours_of(hot), strict=True))
    ]
    arcs = {
        "data": {"values": parts},
        "mark": {"type": "arc", "outerRadius": radius, "innerRadius": radius * 0.42, "stroke": COAST, "strokeWidth": 2},
        "encoding": {"x": {"value": circle.x}, "y": {"value": circle.y},
                     "theta": {"field": "v", "type": "quantitative", "stack": True}, "order": {"field": "i"},
                     "fill": {"field": "c", "type": "nominal", "scale": None}},
    }  # fmt: skip
    ends = {"x": at("sx"), "y": at("sy"), "x2": {"field": "lx"}, "y2": {"field": "ly"}}
    lines = {"data": {"values": rows}, "mark": {"type": "rule", "stroke": MUTED, "strokeWidth": 1}, "encoding": ends}
    words = {
        "data": {"values": rows},
        "mark": {"type": "text", "align": {"expr": "datum.a"}, "baseline": "middle", "fontSize": SIZE,
                 "lineHeight": LINE, "fill": INK},
        "encoding": {"x": at("x"), "y": at("y"), "text": {"field": "t"}},
    }  # fmt: skip
    return {"layer": [lines, arcs, words], "padding": 0, "data": {"values": []}}
