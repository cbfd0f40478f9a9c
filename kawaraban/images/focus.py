"""The focus of an image: the part that must stay visible if a card shows only a part of the image.

It is set by the author (`image_focus: 50% 20%`); by default it is the centre of what is drawn on a plain background.
"""

from __future__ import annotations

from collections import Counter

from PIL import Image, ImageChops

from kawaraban.images.transparency import SIDE, analysis_copy

PLAIN = 24
"""How far a pixel may differ from the background colour, of 255."""


def focus_of(picture: Image.Image) -> str:
    """Return the centre of what is drawn on a plain background as CSS `object-position`, "" for the image's centre."""
    on_white = Image.new("RGBA", (SIDE, SIDE), "white")
    on_white.alpha_composite(analysis_copy(picture))
    return _position(_drawn(on_white.convert("RGB")))


def _drawn(picture: Image.Image) -> Image.Image:
    """Return a mask, white where the colour differs from the background, the most common colour of the edge."""
    rows, columns = picture.tobytes(), picture.transpose(Image.Transpose.TRANSPOSE).tobytes()
    line = 3 * SIDE
    edge = b"".join(whole[start : start + line] for whole in (rows, columns) for start in (0, len(whole) - line))
    counts = Counter(zip(edge[::3], edge[1::3], edge[2::3], strict=True))
    ground = Image.new("RGB", picture.size, max(counts, key=lambda colour: (counts[colour], colour)))
    return ImageChops.difference(picture, ground).convert("L").point(lambda apart: 255 * (apart > PLAIN))


def _position(drawn: Image.Image) -> str:
    box, share = drawn.getbbox(), drawn.histogram()[255] / SIDE**2
    if box is None or share > 0.6:  # empty, or not on a plain background
        return ""
    across, down = drawn.resize((SIDE, 1), Image.Resampling.BOX), drawn.resize((1, SIDE), Image.Resampling.BOX)
    x, y = (_middle(list(line.tobytes())) for line in (across, down))
    return "" if abs(x - 50) <= 5 and abs(y - 50) <= 5 else f"{x}% {y}%"


def _middle(weights: list[int]) -> int:
    """Return the centre of mass of a row of weights, in percent of its length, rounded to a multiple of five."""
    whole = sum(weights) or 1
    middle = sum((place + 0.5) * weight for place, weight in enumerate(weights)) / whole / len(weights)
    return round(middle * 20) * 5
