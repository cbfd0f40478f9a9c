"""The colours of charts and maps on paper, and the twin of each on dark paper.

Each is written by one digit unlike those of the page, so that it can be told from any other in a drawing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kawaraban.images.typesetting import FAMILY

if TYPE_CHECKING:
    from collections.abc import Sequence

INK, MUTED, RULE, PALE = "#262321", "#665f57", "#e0d9cd", "#cfc7b9"
RED = "#a1352b"
COLOURS = (RED, "#2f5d63", "#b58a2f", "#6a5a8c", "#7a8f4b", "#9a6a52", "#4a7aa8", "#8c8275")
"""Of series, in order."""
SHADES = ("#8a8073", "#cfc7b9", "#aba192", "#e3dccf")
"""Of what stands back behind what is highlighted: four that neighbours can be told by."""
LAND, SEA, COAST = "#e9e3d7", "#f3f0ea", "#fcfbf9"
SCALE = ("#f2d9cf", "#e3a893", "#cf705b", "#a1352c", "#6d1f19")
"""Of a map, from little to much; the legend on the page has them in `35-figures.css`."""

_SERIES = ("#ee8d7e", "#8fc1c4", "#dcb866", "#b3a5d6", "#b5c98a", "#d3a68e", "#8db8e0", "#b9b0a4")
_SCALE = ("#4a2f2b", "#7a4138", "#ad5a4c", "#e07f6e", "#ffb9a8")
DARK = {
    INK: "#e4e0d8",
    MUTED: "#a8a196",
    RULE: "#35383b",
    PALE: "#55585b",
    **dict(zip(SHADES, ("#8f8a82", "#55585b", "#706f6d", "#44474a"), strict=True)),
    LAND: "#33373a",
    SEA: "#1d2022",
    COAST: "#161718",
    **dict(zip(COLOURS, _SERIES, strict=True)),
    **dict(zip(SCALE, _SCALE, strict=True)),
}
"""Each colour's twin on dark paper."""


def colours_of(hot: Sequence[bool]) -> list[str]:
    """Return the colours of parts or series in their order; *hot* says which of them stand out."""
    if not any(hot):
        return [COLOURS[number % len(COLOURS)] for number in range(len(hot))]
    behind = [SHADES[number % len(SHADES)] for number in range(len(hot))]
    return [RED if stands_out else behind.pop(0) for stands_out in hot]


CONFIG: dict[str, Any] = {
    "background": None,
    "font": FAMILY,
    "padding": 4,
    "view": {"stroke": None},
    "axis": {
        "labelColor": INK, "titleColor": MUTED, "labelFontSize": 12.5, "titleFontSize": 12, "titleFontWeight": "normal",
        "gridColor": RULE, "domain": False, "ticks": False, "labelPadding": 7, "labelLimit": 170, "titlePadding": 8,
    },
    "legend": {"labelColor": INK, "labelFontSize": 12.5, "symbolSize": 90, "rowPadding": 6, "labelLimit": 150},
    "text": {"fill": INK},
}  # fmt: skip
"""What Vega-Lite is told of every drawing."""
