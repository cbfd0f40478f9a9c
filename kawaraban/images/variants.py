"""Copies of raster images: some widths as WebP, and one in the original format as a fallback (of HEIF: JPEG).

Copies have no metadata such as place or camera, are stored upright and keep their colour profile. Originals are not
published, except for animations, and small images without metadata. Copies are cached under names that contain a digest
of their content, so that nothing is made twice.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from kawaraban.images import raster
from kawaraban.images.files import HEIF, PIXELS, size_of
from kawaraban.images.raster import MOST_PIXELS, Unusable
from kawaraban.incremental.checksummed import read_checksummed, write_checksummed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PIL import Image

    from kawaraban.incremental.session import Session

WIDTHS = (480, 800, 1280)
"""Widths of copies in pixels: for a phone, for a phone of high density, for the text column at high density."""
FULL = 2000
"""The width of the largest copy, which is shown after a click."""
ON_THEIR_SIDE = (5, 6, 7, 8)
"""EXIF orientations that swap width and height."""
JPEG_QUALITY = 84
FOLDER = "pictures"
"""The folder of copies in the cache; `make clean` keeps it."""
EDITION = "2"
"""A subfolder of it. To be raised if copies are made in another way, as all existing ones are then outdated."""


class Copy(NamedTuple):
    """A copy: its name in `_images`, its width and height in pixels."""

    name: str
    width: int
    height: int


class ImageInfo(NamedTuple):
    """Properties of an image: upright width and height; whether it is stored upright, is animated, has metadata, and is
    in a format that browsers do not show.
    """

    width: int
    height: int
    upright: bool
    is_animated: bool
    has_metadata: bool
    is_foreign: bool


def copies_folder(session: Session) -> Path:
    """Return the folder of image copies in the cache."""
    return Path(session.staging.cache, FOLDER, EDITION)


def image_info(source: Path) -> ImageInfo | None:
    """Return the properties of a raster image, None for others. Raises Unusable if it is broken or too large."""
    if source.suffix.lower() not in PIXELS:
        return None
    about = source.stat()
    found = _image_info(str(source), about.st_mtime_ns, about.st_size)
    if isinstance(found, int):
        raise Unusable(found)
    return found


@lru_cache(10_000)
def _image_info(path: str, _changed: int, _length: int) -> ImageInfo | int:
    size = size_of(Path(path))
    if size and size[0] * size[1] > MOST_PIXELS:
        return size[0] * size[1]
    try:
        with raster.opened(Path(path)) as picture:
            exif = picture.getexif()
            orientation = exif.get(raster.ORIENTATION)
            width, height = reversed(picture.size) if orientation in ON_THEIR_SIDE else picture.size
            is_foreign = picture.format == raster.HEIF or Path(path).suffix.lower() in HEIF
            is_animated = getattr(picture, "n_frames", 1) > 1 and not is_foreign
            has_metadata = bool(len(exif) or picture.info.get("xmp") or picture.info.get("comment"))
            return ImageInfo(width, height, not orientation, is_animated, has_metadata, is_foreign)
    except Unusable as error:
        return error.pixels
    except OSError:
        return 0


def is_upright(source: Path) -> bool:
    """Return whether a raster image can be read and is stored upright."""
    try:
        info = image_info(source)
    except Unusable:
        return False
    return info is not None and info.upright


def is_published_as_is(info: ImageInfo) -> bool:
    """Return whether an image is published as it is."""
    return info.is_animated or (info.width <= WIDTHS[0] and not info.has_metadata and not info.is_foreign)


def full_copy(name: str, info: ImageInfo) -> Copy:
    """Return the copy in the original format (of HEIF: JPEG), which has the published name of the original."""
    return Copy(name, *_fitted(info, FULL))


def webp_copies(name: str, info: ImageInfo) -> tuple[Copy, ...]:
    """Return the WebP copies in ascending width, none wider than the image."""
    if is_published_as_is(info):
        return ()
    stem = name.rpartition(".")[0]
    widths = sorted({min(width, info.width) for width in WIDTHS})
    return tuple(Copy(f"{stem}-{width}w.webp", *_fitted(info, width)) for width in widths)


def _fitted(info: ImageInfo, width: int) -> tuple[int, int]:
    if info.is_animated or info.width <= width:
        return info.width, info.height
    return width, max(1, round(info.height * width / info.width))


def make_copies(source: Path, name: str, folder: Path) -> Iterator[tuple[Copy, bytes]]:
    """Make the copies of an image in *folder* if they are missing or damaged, and yield each with its data.

    Raises Unusable if the image is truncated, OSError for disk errors.
    """
    info = image_info(source)
    if info is None or is_published_as_is(info):
        return
    wanted = [full_copy(name, info), *webp_copies(name, info)]
    kept = {copy: read_checksummed(folder / copy.name) for copy in wanted}
    if missing := [copy for copy, data in kept.items() if data is None]:
        kept |= _make(source, missing, folder)
    yield from ((copy, data) for copy, data in kept.items() if data is not None)


def _make(source: Path, missing: list[Copy], folder: Path) -> dict[Copy, bytes]:
    """Make copies, store them in *folder*, and return their data."""
    found = {}
    folder.mkdir(parents=True, exist_ok=True)
    picture = raster.load(source, at_least=FULL)
    for copy in sorted(missing, key=lambda each: -each.width):
        small = raster.resized(picture, copy.width, copy.height)
        data = _encoded(small, Path(copy.name).suffix.lower(), drawn=source.suffix.lower() == ".png")
        write_checksummed(folder / copy.name, data)
        found[copy] = data
    return found


def _encoded(picture: Image.Image, suffix: str, *, drawn: bool) -> bytes:
    """Return an image in the format of a suffix; for a PNG (*drawn*), the smaller of a lossy and a lossless WebP."""
    if suffix in (".jpg", ".jpeg"):
        return raster.jpeg(picture, quality=JPEG_QUALITY)
    if suffix == ".webp":
        near = raster.webp(picture)
        return min(near, raster.exact_webp(picture), key=len) if drawn else near
    return raster.encoded(picture, "GIF" if suffix == ".gif" else "PNG", optimize=True)
