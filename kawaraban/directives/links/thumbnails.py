"""Thumbnails of pictures from other sites."""

from __future__ import annotations

from kawaraban.images import raster
from kawaraban.model.links import ICON

WIDTH = 640
"""Width of stored thumbnails in pixels: twice that on a phone."""
QUALITY = 75


def small(data: bytes, width: int) -> bytes:
    """Return a copy, at most *width* wide, of a picture in a web format; empty if it cannot be used."""
    try:
        picture = raster.load_foreign(data)
    except raster.Unusable:
        return b""
    if min(picture.size) < min(width, 32):
        return b""
    copy = picture.convert("RGBA" if width == ICON else "RGB")
    raster.shrink(copy, width, width)
    return raster.webp(copy, quality=QUALITY, method=6)
