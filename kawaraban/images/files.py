"""Files of pictures: found under whatever name the author's machine gave them, published under one of their own."""

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
"""How the files end of which copies are made."""
PICTURES = (*PIXELS, ".svg", ".avif", ".bmp", ".ico", ".tif", ".tiff")
"""How the files of all pictures end."""


def find_file(root: Path, path: str) -> str | None:
    """Return the path below *root* of the file that *path* means, or None.

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


def places_of(env: BuildEnvironment, uri: str) -> list[str]:
    """Return where the picture may lie that the document being read calls *uri*, from the source folder.

    A path is counted from the document. One that begins with `/` is counted from the source folder, or from a folder
    whose files are published as they are, as Hugo, Jekyll and Zenn have it (`/images/a.png`). The document is read
    again when one of these files changes, or appears.
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
    """Return the path below *root* of the first file that is in one of *places*, or None."""
    return next((path for place in places if (path := find_file(root, place))), None)


def missing(env: BuildEnvironment, uri: str) -> str:
    """Return what there is to say of a picture that is not there."""
    if uri.startswith("/"):
        return _("there is no picture “%s”; it could be %s.") % (uri, ", ".join(places_of(env, uri)))
    return _("there is no picture “%s”; its path is counted from the post.") % uri


def size_of(path: Path) -> tuple[int, int] | None:
    """Return width and height of a picture in pixels, None where they cannot be told; each file is looked at once."""
    about = path.stat()
    return _size(str(path), about.st_mtime_ns, about.st_size)


@lru_cache(10_000)
def _size(path: str, _changed: int, _length: int) -> tuple[int, int] | None:
    return get_image_size(path)


def is_picture(path: Path) -> bool:
    """Return whether a file is a picture: one of pixels has a size, and one of lines is named so."""
    if path.suffix.lower() in PIXELS:
        return size_of(path) is not None
    return path.suffix.lower() in PICTURES


def name_of(path: str, digest: str) -> str:
    """Return the name under which a picture is published: two of one name in two folders never become one.

    *digest* is that of its content, so that a browser may keep the picture for ever.
    """
    file = PurePosixPath(unicodedata.normalize("NFC", path))
    return f"{file.stem[:60]}.{digest[:12]}{file.suffix}"
