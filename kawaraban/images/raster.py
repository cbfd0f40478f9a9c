"""Raster images: opened within limits, turned upright, resized, encoded.

Whatever is wrong with one is told as `Unusable`, and an error of the disk as OSError, so that the two stay apart.
"""

from __future__ import annotations

import io
import warnings
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from PIL import Image, ImageOps

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

WEB = ("PNG", "JPEG", "GIF", "WEBP", "AVIF", "ICO")
"""The formats of pictures on the web, by Pillow's names."""
OPENED = (*WEB, "BMP", "TIFF")
"""The formats that Pillow may open for a build: at an EPS, whatever its name is, it would start another program."""
MOST_PIXELS = 80_000_000
"""Of a picture of the author's."""
MOST_FOREIGN_PIXELS = 50_000_000
"""Of a picture of another site, which nobody has looked at before."""
MOST_SCANS = 60
"""How often a JPEG of another site may be painted over; photographs have a dozen; 60,000 take a quarter of an hour."""
PROFILE = "icc_profile"
"""What Pillow calls the colour profile, in what it knows of a picture and as an option of formats."""
ORIENTATION = 0x0112
"""The EXIF tag that says which side is up."""
WEBP_QUALITY = 80


class Unusable(Exception):
    """A picture cannot be used: it has too many `pixels`, or, where these are 0, is broken or of no format we open."""

    def __init__(self, pixels: int = 0) -> None:
        super().__init__(pixels)
        self.pixels = pixels


@contextmanager
def opened(
    source: Path | bytes, formats: tuple[str, ...] = OPENED, most_pixels: int = MOST_PIXELS
) -> Iterator[Image.Image]:
    """Open a picture; its pixels are read when they are first asked for. Only Pillow should be at work in the block.

    Raises Unusable, also for what Pillow raises in the block; OSError where the disk fails.
    """
    try:
        with Image.open(io.BytesIO(source) if isinstance(source, bytes) else source, formats=formats) as picture:
            if picture.width * picture.height > most_pixels:
                raise Unusable(picture.width * picture.height)
            yield picture
    except Unusable:
        raise
    except Exception as error:  # whatever its formats raise: SyntaxError, struct.error, KeyError, EOFError, …
        if isinstance(error, OSError) and error.errno:  # the disk, not the picture
            raise
        raise Unusable from None


def load(
    source: Path | bytes,
    *,
    formats: tuple[str, ...] = OPENED,
    most_pixels: int = MOST_PIXELS,
    at_least: int | None = None,
) -> Image.Image:
    """Return a picture upright, in mode L, RGB or RGBA: its pixels and its colour profile, and nothing else it says.

    A JPEG may be read at a half, a quarter or an eighth of its size, which is faster, so long as it is no smaller than
    *at_least* pixels. Raises Unusable, and OSError where the disk fails.
    """
    with opened(source, formats, most_pixels) as original:
        if at_least:
            original.draft(None, (at_least, at_least))
        upright = ImageOps.exif_transpose(original)
        plain = upright.convert("RGBA" if has_alpha(upright) else "L" if upright.mode == "L" else "RGB")
    plain.info = {key: value for key, value in plain.info.items() if key == PROFILE}  # Pillow would copy a comment
    return plain


def load_foreign(data: bytes) -> Image.Image:
    """Return the picture that another site sent, as `load` does, without its colour profile. Raises Unusable.

    Not for use by threads: while it runs, warnings are errors or nothing in all of them.
    """
    if data.startswith(b"\xff\xd8") and data.count(b"\xff\xda") > MOST_SCANS:
        raise Unusable
    with warnings.catch_warnings(action="ignore"):
        warnings.simplefilter("error", Image.DecompressionBombWarning)  # an icon may be larger than it says
        picture = load(data, formats=WEB, most_pixels=MOST_FOREIGN_PIXELS)
    picture.info.clear()  # it may be as large as its sender likes
    return picture


def has_alpha(picture: Image.Image) -> bool:
    """Return whether parts of a picture may be clear."""
    return "A" in picture.getbands() or "transparency" in picture.info


def shrink(picture: Image.Image, width: int, height: int) -> None:
    """Shrink a picture in place, in its proportions, to at most *width* by *height* pixels; a smaller one stays."""
    picture.thumbnail((width, height))


def resized(picture: Image.Image, width: int, height: int) -> Image.Image:
    """Return a picture of exactly *width* by *height* pixels."""
    size = (width, height)
    return picture if picture.size == size else picture.resize(size, Image.Resampling.LANCZOS)


def cropped(picture: Image.Image, side: int) -> Image.Image:
    """Return the middle of a picture as a square of *side* pixels, in mode RGBA."""
    return ImageOps.fit(picture.convert("RGBA"), (side, side))


def upon(picture: Image.Image, colour: str) -> Image.Image:
    """Return a picture on a ground of one colour, in mode RGB."""
    if picture.mode != "RGBA":
        return picture.convert("RGB")
    return Image.alpha_composite(Image.new("RGBA", picture.size, colour), picture).convert("RGB")


def webp(picture: Image.Image, *, quality: int = WEBP_QUALITY, method: int = 4) -> bytes:
    """Return a picture as WebP, near to what it was; *method* is from 0 (fast) to 6 (small)."""
    return encoded(picture, "WEBP", quality=quality, method=method)


def exact_webp(picture: Image.Image) -> bytes:
    """Return a picture as WebP, each pixel as it was."""
    return encoded(picture, "WEBP", lossless=True, method=2)


def jpeg(picture: Image.Image, *, quality: int) -> bytes:
    """Return a picture, which has no alpha channel, as progressive JPEG."""
    return encoded(picture, "JPEG", quality=quality, optimize=True, progressive=True)


def encoded(picture: Image.Image, form: str, **how: Any) -> bytes:
    """Return a picture in a format of Pillow's, with its colour profile, and with the options of that format."""
    data = io.BytesIO()
    picture.save(data, form, icc_profile=picture.info.get(PROFILE), **how)
    return data.getvalue()
