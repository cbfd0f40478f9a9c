"""Files of pictures: found under whatever name the author's machine gave them, published under one of their own."""

from __future__ import annotations

import unicodedata
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

from sphinx.util.images import get_image_size


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


def is_picture(path: Path) -> bool:
    """Return whether a file is a picture: one of pixels has a size, and one of lines is named so."""
    if path.suffix.lower() in (".png", ".jpg", ".jpeg", ".gif", ".webp"):
        return get_image_size(path) is not None
    return path.suffix.lower() in (".svg", ".avif", ".bmp", ".ico", ".tif", ".tiff")


def name_of(path: str, digest: str) -> str:
    """Return the name under which a picture is published: two of one name in two folders never become one.

    *digest* is that of its content, so that a browser may keep the picture for ever.
    """
    file = PurePosixPath(unicodedata.normalize("NFC", path))
    return f"{file.stem[:60]}.{digest[:12]}{file.suffix}"
