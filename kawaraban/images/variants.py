"""Copies of pictures as pages need them: some widths as WebP, and one in the form of the original for all others.

No copy tells where or with what a picture was taken; each stands upright and keeps its colour profile. Originals are
not published, but for moving pictures, drawings, and small ones that have nothing to hide. Copies are kept in the cache
under names that stand for their content, so that nothing is made twice.
"""

from __future__ import annotations

import io
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from PIL import Image, ImageOps, UnidentifiedImageError

from kawaraban.images.files import OPENED, ORIENTATION, PIXELS, has_alpha, size_of
from kawaraban.incremental.checksummed import opened, write_sealed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kawaraban.incremental.session import Session

WIDTHS = (480, 800, 1280)
"""Of the copies for pages, in pixels: a phone's, a phone's with fine pixels, the measure of a page with fine pixels."""
FULL = 2000
"""The width of the largest copy: what a click shows."""
MOST_PIXELS = 80_000_000
TURNED = (5, 6, 7, 8)
FOLDER = "pictures"
"""In the cache: all copies, under names that stand for their content; `make clean` leaves it."""


class Unusable(Exception):
    """A picture cannot be published: it has too many `pixels`, or, where these are 0, is broken."""

    def __init__(self, pixels: int = 0) -> None:
        super().__init__(pixels)
        self.pixels = pixels


class Copy(NamedTuple):
    """A copy: its name below `_images`, its width and height in pixels."""

    name: str
    width: int
    height: int


class Nature(NamedTuple):
    """What a picture is: width and height upright, whether it moves, whether it says more than it shows."""

    width: int
    height: int
    moves: bool
    tells: bool


def folder_of(session: Session) -> Path:
    """Return where the cache has the copies of pictures."""
    return Path(session.staging.cache, FOLDER)


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
        with Image.open(path, formats=OPENED) as picture:
            exif = picture.getexif()
            turned = exif.get(ORIENTATION) in TURNED
            width, height = reversed(picture.size) if turned else picture.size
            moves = getattr(picture, "n_frames", 1) > 1
            return Nature(
                width, height, moves, bool(len(exif) or picture.info.get("xmp") or picture.info.get("comment"))
            )
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return 0


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

    Raises Unusable where the picture breaks off.
    """
    nature = nature_of(source)
    if nature is None or is_kept(nature):
        return
    wanted = [full_of(name, nature), *webp_of(name, nature)]
    kept = {copy: opened(folder / copy.name) for copy in wanted}
    if missing := [copy for copy, data in kept.items() if data is None]:
        try:
            kept |= _make(source, missing, folder)
        except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
            if isinstance(error, OSError) and error.errno:  # the disk, not the picture
                raise
            raise Unusable from None
    yield from ((copy, data) for copy, data in kept.items() if data is not None)


def _make(source: Path, missing: list[Copy], folder: Path) -> dict[Copy, bytes]:
    """Make copies, keep them in *folder*, return the data of each."""
    found = {}
    folder.mkdir(parents=True, exist_ok=True)
    with Image.open(source, formats=OPENED) as original:
        original.draft(None, (FULL, FULL))
        upright = ImageOps.exif_transpose(original)
        profile = original.info.get("icc_profile")
        clear = has_alpha(upright)
        plain = upright.convert("RGBA" if clear else "L" if upright.mode == "L" else "RGB")
    for copy in sorted(missing, key=lambda each: -each.width):
        size = (copy.width, copy.height)
        small = plain if plain.size == size else plain.resize(size, Image.Resampling.LANCZOS)
        data = _encoded(small, Path(copy.name).suffix.lower(), profile, drawn=source.suffix.lower() == ".png")
        write_sealed(folder / copy.name, data)
        found[copy] = data
    return found


def _encoded(picture: Image.Image, suffix: str, profile: bytes | None, *, drawn: bool) -> bytes:
    """Return a picture in the form of a suffix; of a drawing in pixels, the smaller of an exact and a near WebP."""
    data = io.BytesIO()
    if suffix in (".jpg", ".jpeg"):
        picture.save(data, "JPEG", quality=84, optimize=True, progressive=True, icc_profile=profile)
    elif suffix == ".webp":
        picture.save(data, "WEBP", quality=80, method=4, icc_profile=profile)
        if drawn:
            exact = io.BytesIO()
            picture.save(exact, "WEBP", lossless=True, method=2, icc_profile=profile)
            data = min(data, exact, key=lambda each: each.tell())
    else:
        picture.save(data, "GIF" if suffix == ".gif" else "PNG", optimize=True, icc_profile=profile)
    return data.getvalue()
