"""Whether the page shows through a picture: dark lines on nothing need a light ground where the page is dark."""

from __future__ import annotations

import io
from functools import lru_cache
from typing import TYPE_CHECKING

import resvg_py
from PIL import Image, UnidentifiedImageError

from kawaraban.images import svg
from kawaraban.images.files import OPENED, has_alpha

if TYPE_CHECKING:
    from pathlib import Path

SIDE = 64
"""Pixels of the copy that is looked at."""
UNUSABLE = (OSError, ValueError, SyntaxError, UnidentifiedImageError, Image.DecompressionBombError, svg.Refused)
"""What is raised for a file that is no picture, or none that is published."""
SHOWN = 0.04
"""The share of a picture through which a page is seen; less is a rounded corner, or a blurred edge."""


def is_clear(source: Path) -> bool:
    """Return whether the page shows through a part of a picture (pixels or SVG); False for what is no picture."""
    try:
        about = source.stat()
    except OSError:
        return False
    return _is_clear(source, about.st_mtime_ns, about.st_size)


@lru_cache(1000)
def _is_clear(source: Path, _changed: int, _length: int) -> bool:
    try:
        with opened(source) as picture:
            if not has_alpha(picture):
                return False
            alpha = small(picture).getchannel("A")
    except UNUSABLE:
        return False
    return sum(alpha.histogram()[:128]) > SHOWN * SIDE**2


def opened(source: Path) -> Image.Image:
    """Return a picture as Pillow has it; a drawing in a width of SIDE pixels. Raises one of UNUSABLE."""
    if source.suffix.lower() != ".svg":
        return Image.open(source, formats=OPENED)
    text = svg.clean(source.read_bytes()).decode()
    data = resvg_py.svg_to_bytes(svg_string=text, width=SIDE, skip_system_fonts=True)
    return Image.open(io.BytesIO(bytes(data)))


def small(picture: Image.Image) -> Image.Image:
    """Return a copy of SIDE × SIDE pixels with an alpha channel."""
    return picture.convert("RGBA").resize((SIDE, SIDE))
