"""Detects images with a transparent background, which need a light background in dark mode."""

from __future__ import annotations

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
        about = source.stat()
    except OSError:
        return False
    return _is_transparent(source, about.st_mtime_ns, about.st_size)


@lru_cache(1000)
def _is_transparent(source: Path, changed: int, length: int) -> bool:
    try:
        if source.suffix.lower() != ".svg":
            with raster.opened(source) as picture:
                if not raster.has_alpha(picture):
                    return False
        alpha = analysis_copy(source, changed, length).getchannel("A")
    except UNUSABLE:
        return False
    return sum(alpha.histogram()[:128]) > LEAST_SHARE * SIDE**2


@lru_cache(8)
def analysis_copy(source: Path, _changed: int, _length: int) -> Image.Image:
    """Return a copy of SIDE × SIDE pixels with an alpha channel, shared by all functions that analyse it.

    Raises one of UNUSABLE.
    """
    data: bytes | Path = source
    if source.suffix.lower() == ".svg":
        text = svg.clean(source.read_bytes()).decode()
        data = bytes(resvg_py.svg_to_bytes(svg_string=text, width=SIDE, skip_system_fonts=True))
    return raster.load(data).convert("RGBA").resize((SIDE, SIDE))
