"""Image files: their kinds and sizes, and the names of their published copies."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from pathlib import Path, PurePosixPath

from sphinx.util.images import get_image_size

from kawaraban.images import raster

HEIF = (".heic", ".heif")
"""Suffixes of photographs that only Safari shows; they are published as JPEG and WebP."""
PIXELS = (".png", ".jpg", ".jpeg", ".gif", ".webp", *HEIF)
"""Suffixes of raster images of which copies are made."""
PICTURES = (*PIXELS, ".svg", ".avif", ".bmp", ".ico", ".tif", ".tiff")
"""Suffixes of all images."""


def size_of(path: Path) -> tuple[int, int] | None:
    """Return the width and height of an image in pixels, None if unknown; cached per file."""
    about = path.stat()
    return _size(str(path), about.st_mtime_ns, about.st_size)


@lru_cache(10_000)
def _size(path: str, _changed: int, _length: int) -> tuple[int, int] | None:
    if (size := get_image_size(path)) or not raster.is_heif(Path(path).read_bytes()[:12]):
        return size
    try:
        with raster.opened(Path(path)) as picture:
            return picture.size
    except (raster.Unusable, OSError):
        return None


def is_picture(path: Path) -> bool:
    """Return whether a file is an image: a raster image must have a size, for others the suffix decides."""
    if path.suffix.lower() in PIXELS:
        return size_of(path) is not None
    return path.suffix.lower() in PICTURES


def published_name(path: str, digest: str) -> str:
    """Return the name under which an image is published, unique for its content.

    *digest* is that of its content; browsers may therefore cache the image for ever.
    """
    file = PurePosixPath(unicodedata.normalize("NFC", path))
    suffix = ".jpg" if file.suffix.lower() in HEIF else file.suffix
    return f"{file.stem[:60]}.{digest[:12]}{suffix}"
