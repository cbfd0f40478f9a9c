"""Image files: finding them regardless of the Unicode form of their names, and naming their published copies."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import unquote

from sphinx.locale import get_translation
from sphinx.util.images import get_image_size

if TYPE_CHECKING:
    from sphinx.environment import BuildEnvironment

_ = get_translation("sphinx")

PIXELS = (".png", ".jpg", ".jpeg", ".gif", ".webp")
"""Suffixes of raster images of which copies are made."""
PICTURES = (*PIXELS, ".svg", ".avif", ".bmp", ".ico", ".tif", ".tiff")
"""Suffixes of all images."""


def find_file(root: Path, path: str) -> str | None:
    """Return the path relative to *root* of the file that *path* names, or None.

    Tries the path as written, then percent-decoded, each also against names that differ only in Unicode form.
    """
    for candidate in dict.fromkeys((path, unquote(path))):
        if (root / candidate).is_file():
            return candidate
    for candidate in dict.fromkeys((path, unquote(path))):
        folder = (root / candidate).parent
        wanted = unicodedata.normalize("NFC", Path(candidate).name)
        if folder.is_dir():
            for entry in folder.iterdir():
                if unicodedata.normalize("NFC", entry.name) == wanted and entry.is_file():
                    return (Path(candidate).parent / entry.name).as_posix()
    return None


def candidate_paths(env: BuildEnvironment, uri: str) -> list[str]:
    """Return the possible paths, relative to the source folder, of the image that the current document calls *uri*.

    A path is relative to the document. One that begins with `/` is relative to the source folder, or to a folder of
    static files, as in Hugo, Jekyll and Zenn (`/images/a.png`). The files become dependencies of the document, even
    if they do not exist yet.
    """
    places = [env.relfn2path(uri, env.docname)[0]]
    if uri.startswith("/"):
        folders = [Path(env.srcdir, folder) for folder in (*env.config.html_static_path, *env.config.html_extra_path)]
        inside = [folder.relative_to(env.srcdir) for folder in folders if folder.is_relative_to(env.srcdir)]
        places += [f"{folder.as_posix()}{uri}" for folder in inside]
    for place in places:
        env.note_dependency(place)
    return places


def find_first(root: Path, places: list[str]) -> str | None:
    """Return the path relative to *root* of the first existing file in *places*, or None."""
    return next((path for place in places if (path := find_file(root, place))), None)


def missing_message(env: BuildEnvironment, uri: str) -> str:
    """Return the error message for a missing image."""
    if uri.startswith("/"):
        return _("there is no picture “%s”; it was looked for at %s.") % (uri, ", ".join(candidate_paths(env, uri)))
    return _("there is no picture “%s”; its path is relative to the post.") % uri


def size_of(path: Path) -> tuple[int, int] | None:
    """Return the width and height of an image in pixels, None if unknown; cached per file."""
    about = path.stat()
    return _size(str(path), about.st_mtime_ns, about.st_size)


@lru_cache(10_000)
def _size(path: str, _changed: int, _length: int) -> tuple[int, int] | None:
    return get_image_size(path)


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
    return f"{file.stem[:60]}.{digest[:12]}{file.suffix}"
