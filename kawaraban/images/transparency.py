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
def _is_clear(source: Path, changed: int, length: int) -> bool:
    try:
        if source.suffix.lower() != ".svg":
            with Image.open(source, formats=OPENED) as picture:
                if not has_alpha(picture):
                    return False
        alpha = small(source, changed, length).getchannel("A")
    except UNUSABLE:
        return False
    return sum(alpha.histogram()[:128]) > SHOWN * SIDE**2


@lru_cache(8)
def small(source: Path, _changed: int, _length: int) -> Image.Image:
    """Return a copy of SIDE × SIDE pixels with an alpha channel, made once for all that look at it.

    Raises one of UNUSABLE.
    """
    data: io.BytesIO | Path = source
    if source.suffix.lower() == ".svg":
        text = svg.clean(source.read_bytes()).decode()
        data = io.BytesIO(bytes(resvg_py.svg_to_bytes(svg_string=text, width=SIDE, skip_system_fonts=True)))
    with Image.open(data, formats=OPENED) as picture:
        return picture.convert("RGBA").resize((SIDE, SIDE))
