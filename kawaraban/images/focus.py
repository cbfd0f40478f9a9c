"""Where the subject of a picture is, so that a card that shows a part of the picture shows the right one.

The author says it (`image_focus: 50% 20%`); else, of a picture on a plain ground, it is the middle of what is drawn.
"""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING

from PIL import Image, ImageChops

from kawaraban.images.transparency import SIDE, UNUSABLE, small

if TYPE_CHECKING:
    from pathlib import Path

PLAIN = 24
"""How far a pixel may be from the colour of the ground, of 255."""


def focus_of(source: Path) -> str:
    """Return the middle of what is drawn on a plain ground, as CSS's `object-position`; "" for the middle itself."""
    about = source.stat()
    return _focus(source, about.st_mtime_ns, about.st_size)


@lru_cache(1000)
def _focus(source: Path, changed: int, length: int) -> str:
    on_white = Image.new("RGBA", (SIDE, SIDE), "white")
    try:
        on_white.alpha_composite(small(source, changed, length))
    except UNUSABLE:
        return ""
    return _position(_drawn(on_white.convert("RGB")))


def _drawn(picture: Image.Image) -> Image.Image:
    """Return what is not of the ground's colour, white on black; the ground is what most of the edge shows."""
    rows, columns = picture.tobytes(), picture.transpose(Image.Transpose.TRANSPOSE).tobytes()
    line = 3 * SIDE
    edge = b"".join(whole[start : start + line] for whole in (rows, columns) for start in (0, len(whole) - line))
    counts = Counter(zip(edge[::3], edge[1::3], edge[2::3], strict=True))
    ground = Image.new("RGB", picture.size, max(counts, key=lambda colour: (counts[colour], colour)))
    return ImageChops.difference(picture, ground).convert("L").point(lambda apart: 255 * (apart > PLAIN))


def _position(drawn: Image.Image) -> str:
    box, share = drawn.getbbox(), drawn.histogram()[255] / SIDE**2
    if box is None or share > 0.6:  # nothing, or no plain ground
        return ""
    across, down = drawn.resize((SIDE, 1), Image.Resampling.BOX), drawn.resize((1, SIDE), Image.Resampling.BOX)
    x, y = (_middle(list(line.tobytes())) for line in (across, down))
    return "" if abs(x - 50) <= 5 and abs(y - 50) <= 5 else f"{x}% {y}%"


def _middle(weights: list[int]) -> int:
    """Return where the middle of weights in a row is, in percent of the row, in steps of five."""
    whole = sum(weights) or 1
    middle = sum((place + 0.5) * weight for place, weight in enumerate(weights)) / whole / len(weights)
    return round(middle * 20) * 5
