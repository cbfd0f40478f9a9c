"""Charts as SVG, drawn by Vega-Lite (vl-convert): the same bytes on every machine, in light and dark.

Letters are measured with the font that ships with the press and shown in those of the reader's device; the dark twin
of each colour follows the scheme of the page around the picture (`prefers-color-scheme` of an image is that of its
element).
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from subprocess import PIPE
from typing import TYPE_CHECKING, Any

from kawaraban.directives.charts.labels import named
from kawaraban.directives.charts.palette import DARK
from kawaraban.images.typesetting import FAMILY, FONT

SHOWN = "Hiragino Sans, Noto Sans CJK JP, Noto Sans JP, BIZ UDPGothic, Yu Gothic, sans-serif"
if TYPE_CHECKING:
    from collections.abc import Sequence

FEW = 6
"""How many drawings are worth a process more."""
APART = 12
"""How far two points of a coast are apart at least, in tenths of a pixel."""


@cache
def _converter() -> Any:
    import vl_convert  # ten times as long to load as the rest of the press; a build without a new chart needs none

    vl_convert.register_font_directory(str(FONT.parent))
    return vl_convert


def _thinned(path: str) -> str:
    """Return a path in tenths of a pixel, without points nearer to the one before than a reader could see."""
    parts = []
    for part in path.split("M")[1:]:
        line, closed, _rest = part.partition("Z")
        points = [tuple(round(float(number) * 10) for number in point.split(",")) for point in line.split("L")]
        (x, y), steps = points[0], []
        for point in points[1:]:
            if abs(point[0] - x) + abs(point[1] - y) >= APART:
                steps.append(f"{_tenths(point[0] - x)},{_tenths(point[1] - y)}".replace(",-", "-"))
                x, y = point
        if len(steps) > 1 or not closed:
            parts.append(
                f"M{_tenths(points[0][0])},{_tenths(points[0][1])}l{' '.join(steps)}{closed}".replace(" -", "-")
            )
    return "".join(parts)


def _tenths(number: int) -> str:
    """Return a number of tenths: 5, -2.3, .4."""
    text = f"{abs(number) / 10:g}".removeprefix("0") or "0"
    return f"-{text}" if number < 0 else text


def drawn(spec: dict[str, Any]) -> str:
    """Return the SVG of a Vega-Lite specification."""
    if "names" in spec.get("usermeta", {}):
        spec = named(spec, _converter().vegalite_to_scenegraph(spec, vl_version="5.20"))
    svg = str(_converter().vegalite_to_svg(spec, vl_version="5.20"))
    svg = re.sub(r' d="(M[^"]{400,})"', lambda path: f' d="{_thinned(path[1])}"', svg)
    svg = re.sub(r"-?\d+\.\d{2,}", lambda number: f"{float(number[0]):.1f}".removesuffix(".0"), svg)
    svg = svg.replace(' transform="translate(0,0)"', "")
    svg = re.sub(rf'font-family="[^"]*{FAMILY}[^"]*"', "", svg)
    svg = re.sub(r' aria-(?:label|roledescription|hidden)="[^"]*"| role="[^"]*"| class="[^"]*"', "", svg)
    for number, name in enumerate(dict.fromkeys(re.findall(r' id="([a-z_]+\d+)"', svg)), 1):  # they count on for ever
        svg = re.sub(rf'(["#]){name}(["\)])', rf"\1k{number}\2", svg)
    used = [(light, dark) for light, dark in DARK.items() if light in svg]
    rules = "".join(f'[fill="{light}"]{{fill:{dark}}}[stroke="{light}"]{{stroke:{dark}}}' for light, dark in used)
    style = f"<style>text{{font-family:{SHOWN}}}@media(prefers-color-scheme:dark){{{rules}}}</style>"
    return re.sub(r"(<svg[^>]*>)", lambda head: head[1] + style, svg, count=1)


def drawn_apart(specs: Sequence[str]) -> list[str]:
    """Return the SVG of each specification (JSON), drawn in processes of their own.

    The drawing library runs threads, which a forked process would wait for in vain. Raises OSError where it fails.
    """
    cores = max(1, min(os.cpu_count() or 1, len(specs) // FEW))
    shares = [specs[core::cores] for core in range(cores)]
    command = [sys.executable, "-m", __name__]
    workers = [subprocess.Popen(command, stdin=PIPE, stdout=PIPE, stderr=PIPE, text=True) for _share in shares]  # noqa: S603
    with ThreadPoolExecutor(cores) as threads:
        answers = list(
            threads.map(lambda pair: pair[0].communicate(json.dumps(pair[1])), zip(workers, shares, strict=True))
        )
    found = [""] * len(specs)
    for core, (worker, (said, wrong)) in enumerate(zip(workers, answers, strict=True)):
        if worker.returncode:
            raise OSError(f"vl-convert: {wrong.strip()[-500:]}")
        found[core::cores] = json.loads(said)
    return found


if __name__ == "__main__":
    json.dump([drawn(json.loads(spec)) for spec in json.load(sys.stdin)], sys.stdout)
