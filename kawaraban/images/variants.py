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
from kawaraban.images.transparency import is_clear, is_transparent
from kawaraban.incremental.checksummed import read_checksummed, write_checksummed
from kawaraban.state.index import ImageInfo, index_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PIL import Image
    from sphinx.environment import BuildEnvironment

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


def copies_folder(session: Session) -> Path:
    """Return the folder of image copies in the cache."""
    return Path(session.staging.cache, FOLDER, EDITION)


def image_info(source: Path) -> ImageInfo:
    """Return the properties of an image, from one opening per process. Raises Unusable if a raster image is broken or
    too large.
    """
    about = source.stat()
    found = _image_info(str(source), about.st_mtime_ns, about.st_size)
    if isinstance(found, int):
        raise Unusable(found)
    return found


@lru_cache(10_000)
def _image_info(path: str, _changed: int, _length: int) -> ImageInfo | int:
    source = Path(path)
    size, suffix = size_of(source), source.suffix.lower()
    if suffix not in PIXELS:
        return ImageInfo(*(size or (-1, -1)), is_upright=True, has_copies=False, is_clear=is_transparent(source))
    if size and size[0] * size[1] > MOST_PIXELS:
        return size[0] * size[1]
    try:
        with raster.opened(source) as picture:
            has_alpha, exif = raster.has_alpha(picture), picture.getexif()
            orientation = exif.get(raster.ORIENTATION)
            width, height = reversed(picture.size) if orientation in ON_THEIR_SIDE else picture.size
            is_foreign = picture.format == raster.HEIF or suffix in HEIF
            has_metadata = bool(len(exif) or picture.info.get("xmp") or picture.info.get("comment"))
            clear = has_alpha and is_clear(picture)
            is_animated = getattr(picture, "n_frames", 1) > 1 and not is_foreign
            has_copies = not is_animated and (width > WIDTHS[0] or has_metadata or is_foreign)
            return ImageInfo(width, height, not orientation, has_copies, clear)
    except Unusable as error:
        return error.pixels
    except OSError:
        return 0


def info_in(env: BuildEnvironment, docname: str, path: str) -> ImageInfo | None:
    """Return the properties of an image in a document: those that were found when it was read, or those of a file that
    was added later, None if that cannot be read.
    """
    if known := index_of(env).pictures.get(docname, {}).get(path):
        return known
    try:
        return image_info(Path(env.srcdir, path))
    except (Unusable, OSError):
        return None


def is_upright(source: Path) -> bool:
    """Return whether a raster image can be read and is stored upright."""
    try:
        return image_info(source).is_upright
    except Unusable:
        return False


def full_copy(name: str, info: ImageInfo) -> Copy:
    """Return the copy in the original format (of HEIF: JPEG), which has the published name of the original."""
    return Copy(name, *_fitted(info, FULL))


def webp_copies(name: str, info: ImageInfo) -> tuple[Copy, ...]:
    """Return the WebP copies in ascending width, none wider than the image."""
    if not info.has_copies:
        return ()
    stem = name.rpartition(".")[0]
    widths = sorted({min(width, info.width) for width in WIDTHS})
    return tuple(Copy(f"{stem}-{width}w.webp", *_fitted(info, width)) for width in widths)


def _fitted(info: ImageInfo, width: int) -> tuple[int, int]:
    if not info.has_copies or info.width <= width:
        return info.width, info.height
    return width, max(1, round(info.height * width / info.width))


def make_copies(source: Path, name: str, folder: Path) -> Iterator[tuple[Copy, bytes]]:
    """Make the copies of an image in *folder* if they are missing or damaged, and yield each with its data.

    Raises Unusable if the image is truncated, OSError for disk errors.
    """
    info = image_info(source)
    if not info.has_copies:
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
