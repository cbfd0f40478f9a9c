"""Small copies of pictures on other sites."""

from __future__ import annotations

import io
import warnings

from PIL import Image, ImageOps

from kawaraban.images.files import WEB
from kawaraban.model.links import ICON

WIDTH = 640
"""Of the small pictures that are kept, in pixels: twice what a phone shows."""
MOST_PIXELS = 50_000_000
MOST_SCANS = 60
"""How often a JPEG may be painted over; photographs have a dozen; 60,000 take a quarter of an hour."""


def small(data: bytes, width: int) -> bytes:
    """Return a copy, at most *width* wide, of a picture of a format of the web; nothing where it cannot be used."""
    if data.startswith(b"\xff\xd8") and data.count(b"\xff\xda") > MOST_SCANS:
        return b""
    try:
        with warnings.catch_warnings(action="ignore"), Image.open(io.BytesIO(data), formats=WEB) as original:
            warnings.simplefilter("error", Image.DecompressionBombWarning)  # an icon may be larger than it says
            if original.width * original.height > MOST_PIXELS or min(original.size) < min(width, 32):
                return b""
            copy = ImageOps.exif_transpose(original).convert("RGBA" if width == ICON else "RGB")
            copy.thumbnail((width, width))
    except Exception:  # Pillow raises whatever its formats raise: SyntaxError, struct.error, KeyError, EOFError, …
        return b""
    written = io.BytesIO()
    copy.save(written, "WEBP", quality=75, method=6)
    return written.getvalue()
