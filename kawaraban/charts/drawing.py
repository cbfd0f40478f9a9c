"""Charts as SVG, drawn by Vega-Lite (vl-convert): the same bytes on every machine, in light and dark.

Letters are measured with the font that ships with the press and shown in those of the reader's device; the dark twin
of each colour follows the scheme of the page around the picture (`prefers-color-scheme` of an image is that of its
element).
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from kawaraban.charts.maps import COAST, LAND, SCALE, SEA
from kawaraban.charts.specs import COLOURS, INK, MUTED, PALE, RULE
from kawaraban.lettering import FAMILY, FONT

SHOWN = "Hiragino Sans, Noto Sans CJK JP, Noto Sans JP, BIZ UDPGothic, Yu Gothic, sans-serif"
DARK = {
    INK: "#e4e0d8", MUTED: "#a8a196", RULE: "#35383b", PALE: "#55585b", LAND: "#33373a", SEA: "#1d2022", COAST: "#161718",
    **dict(zip(COLOURS, ("#ee8d7e", "#8fc1c4", "#dcb866", "#b3a5d6", "#b5c98a", "#d3a68e", "#8db8e0", "#b9b0a4"), strict=True)),
}  # fmt: skip
"""Each colour's twin on dark paper."""
DARK |= dict(zip(SCALE, ("#4a2f2b", "#7a4138", "#ad5a4c", "#e07f6e", "#ffb9a8"), strict=True))


@cache
def _converter() -> Any:
    import vl_convert  # ten times as long to load as the rest of the press; a build without a new chart needs none

    vl_convert.register_font_directory(str(FONT.parent))
    return vl_convert


def drawn(spec: dict[str, Any]) -> str:
    """Return the SVG of a Vega-Lite specification."""
    svg = str(_converter().vegalite_to_svg(spec, vl_version="5.20"))
    svg = re.sub(r"-?\d+\.\d{2,}", lambda number: f"{float(number[0]):.1f}".removesuffix(".0"), svg)
    svg = re.sub(rf'font-family="[^"]*{FAMILY}[^"]*"', "", svg)
    svg = re.sub(r' aria-(?:label|roledescription|hidden)="[^"]*"| role="[^"]*"| class="[^"]*"', "", svg)
    used = [(light, dark) for light, dark in DARK.items() if light in svg]
    rules = "".join(f'[fill="{light}"]{{fill:{dark}}}[stroke="{light}"]{{stroke:{dark}}}' for light, dark in used)
    style = f"<style>text{{font-family:{SHOWN}}}@media(prefers-color-scheme:dark){{{rules}}}</style>"
    return re.sub(r"(<svg[^>]*>)", lambda head: head[1] + style, svg, count=1)
