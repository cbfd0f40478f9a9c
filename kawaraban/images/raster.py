"""The only module that decodes and encodes raster images: opened within limits, turned upright, resized.

Anything wrong with an image raises Unusable, a disk error raises OSError.
"""

from __future__ import annotations

import io
import warnings
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any, BinaryIO

from PIL import Image, ImageOps

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

WEB = ("PNG", "JPEG", "GIF", "WEBP", "AVIF", "ICO")
"""Formats of images on the web, by Pillow's names."""
HEIF = "HEIF"
"""The format of an iPhone's photographs (HEIC, ISO/IEC 23008-12), which only Safari shows."""
OPENED = (*WEB, "BMP", "TIFF", HEIF)
"""Formats that Pillow may open. For EPS, whatever its suffix, it would start another program."""
HEIF_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")
MOST_PIXELS = 80_000_000
"""Limit for the author's images."""
MOST_FOREIGN_PIXELS = 50_000_000
"""Limit for images from other sites, which are untrusted."""
MOST_SCANS = 60
"""Limit of scans in a JPEG from another site; photographs have a dozen, 60,000 take a quarter of an hour to decode."""
PROFILE = "icc_profile"
"""Pillow's name of the colour profile in `Image.info` and in options for saving."""
ORIENTATION = 0x0112
"""EXIF tag of the orientation."""
WEBP_QUALITY = 80


class Unusable(Exception):
    """An image cannot be used: it has too many `pixels`, or, if that is 0, is broken or in an unsupported format."""

    def __init__(self, pixels: int = 0) -> None:
        super().__init__(pixels)
        self.pixels = pixels


@contextmanager
def opened(
    source: Path | bytes, formats: tuple[str, ...] = OPENED, most_pixels: int = MOST_PIXELS
) -> Iterator[Image.Image]:
    """Open an image, whose pixels are decoded lazily. Only Pillow should be used in the block.

    Raises Unusable, also for errors that Pillow raises in the block, and OSError for disk errors.
    """
    _import_formats()
    try:
        with (
            io.BytesIO(source) if isinstance(source, bytes) else source.open("rb") as file,
            Image.open(file, formats=_formats(formats, file)) as picture,
        ):
            if picture.width * picture.height > most_pixels:
                raise Unusable(picture.width * picture.height)
            yield picture
    except Unusable:
        raise
    except Exception as error:  # decoders raise SyntaxError, struct.error, KeyError, EOFError, …
        if isinstance(error, OSError) and error.errno:  # a disk error
            raise
        raise Unusable from None


@cache
def _import_formats() -> None:
    """Import the formats that most blogs need besides those that Pillow imports first, lest it import forty."""
    from PIL import IcoImagePlugin, WebPImagePlugin  # noqa: F401 - they register themselves


def is_heif(start: bytes) -> bool:
    """Return whether an image whose content has this *start* (12 bytes) is HEIF, whatever its name."""
    return start[4:8] == b"ftyp" and start[8:12] in HEIF_BRANDS


def _formats(formats: tuple[str, ...], file: BinaryIO) -> tuple[str, ...]:
    """Return *formats*, with HEIF only for a file of that format: its decoder takes longer to import than a build."""
    start = file.read(12)
    file.seek(0)
    if HEIF in formats and is_heif(start):
        from pillow_heif import register_heif_opener

        register_heif_opener()
        return formats
    return tuple(form for form in formats if form != HEIF)


def load(
    source: Path | bytes,
    *,
    formats: tuple[str, ...] = OPENED,
    most_pixels: int = MOST_PIXELS,
    at_least: int | None = None,
) -> Image.Image:
    """Return an image upright, in mode L, RGB or RGBA, with its colour profile but no other metadata.

    A JPEG may be decoded at a half, a quarter or an eighth of its size, which is faster, if that is at least *at_least*
    pixels. Raises Unusable, and OSError for disk errors.
    """
    with opened(source, formats, most_pixels) as original:
        if at_least:
            original.draft(None, (at_least, at_least))
        return decoded(original)


def decoded(original: Image.Image) -> Image.Image:
    """Return an opened image as `load` does; for use in a block of `opened`."""
    upright = ImageOps.exif_transpose(original)
    mode = "RGBA" if has_alpha(upright) else "L" if upright.mode == "L" else "RGB"
    plain = upright if upright.mode == mode else upright.convert(mode)
    plain.info = {key: value for key, value in plain.info.items() if key == PROFILE}  # Pillow would copy a comment
    return plain


def load_foreign(data: bytes) -> Image.Image:
    """Return an image from another site like `load`, but without its colour profile. Raises Unusable.

    Not thread-safe, as it changes the warning filters.
    """
    if data.startswith(b"\xff\xd8") and data.count(b"\xff\xda") > MOST_SCANS:
        raise Unusable
    with warnings.catch_warnings(action="ignore"):
        warnings.simplefilter("error", Image.DecompressionBombWarning)  # an icon may be larger than its header says
        picture = load(data, formats=WEB, most_pixels=MOST_FOREIGN_PIXELS)
    picture.info.clear()  # a profile may be arbitrarily large
    return picture


def has_alpha(picture: Image.Image) -> bool:
    """Return whether an image may have transparent parts."""
    return "A" in picture.getbands() or "transparency" in picture.info


def shrink(picture: Image.Image, width: int, height: int) -> None:
    """Shrink an image in place, keeping its proportions, to at most *width* by *height* pixels; never enlarge it."""
    picture.thumbnail((width, height))


def resized(picture: Image.Image, width: int, height: int) -> Image.Image:
    """Return an image scaled to exactly *width* by *height* pixels."""
    size = (width, height)
    return picture if picture.size == size else picture.resize(size, Image.Resampling.LANCZOS)


def cropped(picture: Image.Image, side: int) -> Image.Image:
    """Return the central square of an image, *side* pixels wide, in mode RGBA."""
    return ImageOps.fit(picture.convert("RGBA"), (side, side))


def on_background(picture: Image.Image, colour: str) -> Image.Image:
    """Return an image on a background of one colour, in mode RGB."""
    if picture.mode != "RGBA":
        return picture.convert("RGB")
    flat = Image.alpha_composite(Image.new("RGBA", picture.size, colour), picture).convert("RGB")
    flat.info = dict(picture.info)  # the colour profile
    return flat


def webp(picture: Image.Image, *, quality: int = WEBP_QUALITY, method: int = 4) -> bytes:
    """Return an image as lossy WebP; *method* ranges from 0 (fast) to 6 (small)."""
    return encoded(picture, "WEBP", quality=quality, method=method)


def exact_webp(picture: Image.Image) -> bytes:
    """Return an image as lossless WebP."""
    return encoded(picture, "WEBP", lossless=True, method=2)


def jpeg(picture: Image.Image, *, quality: int) -> bytes:
    """Return an image as progressive JPEG, on white if it has an alpha channel."""
    flat = on_background(picture, "white") if picture.mode == "RGBA" else picture
    return encoded(flat, "JPEG", quality=quality, optimize=True, progressive=True)


def encoded(picture: Image.Image, form: str, **how: Any) -> bytes:
    """Return an image in one of Pillow's formats with its colour profile; *options* are those of the format."""
    _import_formats()
    data = io.BytesIO()
    picture.save(data, form, icc_profile=picture.info.get(PROFILE), **how)
    return data.getvalue()
