"""Detects images with a transparent background, which need a light background in dark mode."""

from __future__ import annotations

from contextlib import suppress
from functools import lru_cache
from typing import TYPE_CHECKING

import resvg_py

from kawaraban.images import raster, svg

if TYPE_CHECKING:
    from pathlib import Path

    from PIL import Image

SIDE = 64
"""Width and height in pixels of the copy that is analysed."""
UNUSABLE = (raster.Unusable, svg.Refused, OSError, ValueError)
"""Exceptions for files that are not images, or cannot be published."""
LEAST_SHARE = 0.04
"""The least share of transparent pixels; less is a rounded corner or a soft edge."""


def is_transparent(source: Path) -> bool:
    """Return whether an image (raster or SVG) has transparent parts; False for other files."""
    try:
        if source.suffix.lower() == ".svg":
            return is_clear(load(source))
        with raster.opened(source) as picture:
            return raster.has_alpha(picture) and is_clear(picture)
    except UNUSABLE:
        return False


def is_clear(picture: Image.Image) -> bool:
    """Return whether an opened image has transparent parts; False if it is broken."""
    with suppress(Exception):  # decoders raise any
        alpha = analysis_copy(raster.decoded(picture)).getchannel("A")
        return sum(alpha.histogram()[:128]) > LEAST_SHARE * SIDE**2
    return False


def load(source: Path) -> Image.Image:
    """Return the decoded image; an SVG is drawn SIDE pixels wide. Raises one of UNUSABLE."""
    if source.suffix.lower() != ".svg":
        return raster.load(source)
    about = source.stat()
    return _drawing(source, about.st_mtime_ns, about.st_size)


@lru_cache(8)
def _drawing(source: Path, _changed: int, _length: int) -> Image.Image:
    text = svg.clean(source.read_bytes()).decode()
    return raster.load(bytes(resvg_py.svg_to_bytes(svg_string=text, width=SIDE, skip_system_fonts=True)))


def analysis_copy(picture: Image.Image) -> Image.Image:
    """Return a copy of SIDE × SIDE pixels with an alpha channel."""
    return picture.resize((SIDE, SIDE)).convert("RGBA")
