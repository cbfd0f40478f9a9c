"""The named colours of charts and maps, each with a light and a dark value.

Vega-Lite gets the names, which `postprocess` replaces by classes for both colour schemes. It cannot interpolate names,
so that a scale has to be given as steps.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kawaraban.images.typesetting import FAMILY

if TYPE_CHECKING:
    from collections.abc import Sequence

INK, MUTED, RULE, PALE = "ink", "muted", "rule", "pale"
LAND, SEA, COAST = "land", "sea", "coast"
COLOURS = tuple(f"series{number}" for number in range(8))
"""Colours of series, in order."""
RED = COLOURS[0]
SHADES = tuple(f"shade{number}" for number in range(4))
"""Colours of series that are not highlighted; neighbours can be told apart."""
SCALE = tuple(f"scale{number}" for number in range(5))
"""Colours of a map, from low to high; the legend on the page has them in `35-figures.css`."""

_PAIRS = {  # light, dark; ink, muted, rule, coast, series0 and series1 are colours of the page (`00-tokens.css`)
    INK: ("#262320", "#e4e0d8"),
    MUTED: ("#665f56", "#a8a196"),
    RULE: ("#e0d9cc", "#35383b"),
    PALE: ("#cfc7b9", "#55585b"),
    LAND: ("#e9e3d7", "#33373a"),
    SEA: ("#f3f0ea", "#1d2022"),
    COAST: ("#fcfbf8", "#161718"),
    "series0": ("#a1352a", "#ee8d7e"),
    "series1": ("#2f5d62", "#8fc1c4"),
    "series2": ("#b58a2f", "#dcb866"),
    "series3": ("#6a5a8c", "#b3a5d6"),
    "series4": ("#7a8f4b", "#b5c98a"),
    "series5": ("#9a6a52", "#d3a68e"),
    "series6": ("#4a7aa8", "#8db8e0"),
    "series7": ("#8c8275", "#b9b0a4"),
    "shade0": ("#8a8073", "#8f8a82"),
    "shade1": ("#cfc7b9", "#55585b"),
    "shade2": ("#aba192", "#706f6d"),
    "shade3": ("#e3dccf", "#44474a"),
    "scale0": ("#f2d9cf", "#4a2f2b"),
    "scale1": ("#e3a893", "#7a4138"),
    "scale2": ("#cf705b", "#ad5a4c"),
    "scale3": ("#a1352c", "#e07f6e"),
    "scale4": ("#6d1f19", "#ffb9a8"),
}
LIGHT = {name: light for name, (light, _dark) in _PAIRS.items()}
"""Colours in the light scheme."""
DARK = {name: dark for name, (_light, dark) in _PAIRS.items()}
"""Colours in the dark scheme."""


def colours_of(hot: Sequence[bool]) -> list[str]:
    """Return the colours of series or slices in order; *hot* says which are highlighted."""
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
"""Vega-Lite's configuration for all drawings."""
