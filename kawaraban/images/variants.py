"""Copies of pictures as pages need them: some widths as WebP, and one in the form of the original for all others.

No copy tells where or with what a picture was taken; each stands upright and keeps its colour profile. Originals are
not published, but for moving pictures, drawings, and small ones that have nothing to hide. Copies are kept in the cache
under names that stand for their content, so that nothing is made twice.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from kawaraban.images import raster
from kawaraban.images.files import PIXELS, size_of
from kawaraban.images.raster import MOST_PIXELS, Unusable
from kawaraban.incremental.checksummed import read_checksummed, write_checksummed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PIL import Image

    from kawaraban.incremental.session import Session

WIDTHS = (480, 800, 1280)
"""Of the copies for pages, in pixels: a phone's, a phone's with fine pixels, the measure of a page with fine pixels."""
FULL = 2000
"""The width of the largest copy: what a click shows."""
ON_THEIR_SIDE = (5, 6, 7, 8)
"""Orientations (EXIF) in which width and height change places."""
JPEG_QUALITY = 84
FOLDER = "pictures"
"""In the cache: all copies, under names that stand for their content; `make clean` leaves it."""
EDITION = "2"
"""Below that: raised when copies are made in another way, for none that was made before is then right."""


class Copy(NamedTuple):
    """A copy: its name below `_images`, its width and height in pixels."""

    name: str
    width: int
    height: int


class Nature(NamedTuple):
    """What a picture is: width and height upright, whether it is stored so, moves, and says more than it shows."""

    width: int
    height: int
    upright: bool
    moves: bool
    tells: bool


def folder_of(session: Session) -> Path:
    """Return where the cache has the copies of pictures."""
    return Path(session.staging.cache, FOLDER, EDITION)


def nature_of(source: Path) -> Nature | None:
    """Return what a picture of pixels is, None for a drawing. Raises Unusable for one that is broken or too large."""
    if source.suffix.lower() not in PIXELS:
        return None
    about = source.stat()
    found = _nature(str(source), about.st_mtime_ns, about.st_size)
    if isinstance(found, int):
        raise Unusable(found)
    return found


@lru_cache(10_000)
def _nature(path: str, _changed: int, _length: int) -> Nature | int:
    size = size_of(Path(path))
    if size and size[0] * size[1] > MOST_PIXELS:
        return size[0] * size[1]
    try:
        with raster.opened(Path(path)) as picture:
            exif = picture.getexif()
            orientation = exif.get(raster.ORIENTATION)
            width, height = reversed(picture.size) if orientation in ON_THEIR_SIDE else picture.size
            moves = getattr(picture, "n_frames", 1) > 1
            tells = bool(len(exif) or picture.info.get("xmp") or picture.info.get("comment"))
            return Nature(width, height, not orientation, moves, tells)
    except Unusable as error:
        return error.pixels
    except OSError:
        return 0


def is_upright(source: Path) -> bool:
    """Return whether a picture of pixels can be read and is stored as it is shown."""
    try:
        nature = nature_of(source)
    except Unusable:
        return False
    return nature is not None and nature.upright


def is_kept(nature: Nature) -> bool:
    """Return whether a picture is published as it is."""
    return nature.moves or (nature.width <= WIDTHS[0] and not nature.tells)


def full_of(name: str, nature: Nature) -> Copy:
    """Return the copy in the form of the original, under the name of the original."""
    return Copy(name, *_fitted(nature, FULL))


def webp_of(name: str, nature: Nature) -> tuple[Copy, ...]:
    """Return the copies for pages, from narrow to wide; the widest is as wide as the picture where that is narrow."""
    if is_kept(nature):
        return ()
    stem = name.rpartition(".")[0]
    widths = sorted({min(width, nature.width) for width in WIDTHS})
    return tuple(Copy(f"{stem}-{width}w.webp", *_fitted(nature, width)) for width in widths)


def _fitted(nature: Nature, width: int) -> tuple[int, int]:
    if nature.moves or nature.width <= width:
        return nature.width, nature.height
    return width, max(1, round(nature.height * width / nature.width))


def made(source: Path, name: str, folder: Path) -> Iterator[tuple[Copy, bytes]]:
    """Make the copies of a picture in *folder* where they are not there, or damaged, and yield each with its data.

    Raises Unusable where the picture breaks off, OSError where the disk fails.
    """
    nature = nature_of(source)
    if nature is None or is_kept(nature):
        return
    wanted = [full_of(name, nature), *webp_of(name, nature)]
    kept = {copy: read_checksummed(folder / copy.name) for copy in wanted}
    if missing := [copy for copy, data in kept.items() if data is None]:
        kept |= _make(source, missing, folder)
    yield from ((copy, data) for copy, data in kept.items() if data is not None)


def _make(source: Path, missing: list[Copy], folder: Path) -> dict[Copy, bytes]:
    """Make copies, keep them in *folder*, return the data of each."""
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
    """Return a picture in the form of a suffix; of a drawing in pixels, the smaller of an exact and a near WebP."""
    if suffix in (".jpg", ".jpeg"):
        return raster.jpeg(picture, quality=JPEG_QUALITY)
    if suffix == ".webp":
        near = raster.webp(picture)
        return min(near, raster.exact_webp(picture), key=len) if drawn else near
    return raster.encoded(picture, "GIF" if suffix == ".gif" else "PNG", optimize=True)
