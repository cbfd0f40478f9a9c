"""Pictures: found under whatever name the author's machine gave them, sized, and small on the cards.

`![](地図.png)`, spaces, `%` and the decomposed names of a Mac work; every `<img>` says its width and height, so
that nothing jumps while a page loads.
"""

from __future__ import annotations

import hashlib
import shutil
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from docutils import nodes
from PIL import Image, ImageOps, UnidentifiedImageError
from sphinx.locale import get_translation
from sphinx.transforms import SphinxTransform
from sphinx.util.images import get_image_size

from kawaraban.posts.facts import line_of_node, report

if TYPE_CHECKING:
    from sphinx.application import Sphinx

_ = get_translation("sphinx")

CARD, SMALL = 640, 160
"""Widths of thumbnails in pixels: on a card, and beside a title in the sidebar (each twice what is shown)."""


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


class FindImages(SphinxTransform):
    """Point each image at its file; a missing one is an error that names the line.

    MyST leaves the percent-encoding of a Markdown image's path in place, so that 地図.png is never found.
    """

    default_priority = 300

    def apply(self, **_kwargs: Any) -> None:
        """Rewrite the paths in place."""
        for node in self.document.findall(nodes.image):
            uri = str(node["uri"])
            if "://" in uri or uri.startswith("data:"):
                continue
            relative, _absolute = self.env.relfn2path(uri, self.env.docname)
            if found := find_file(self.env.srcdir, relative):
                node["uri"] = "/" + found
                text = (
                    "" if is_picture(self.env.srcdir / found) else _("“%s” cannot be read as a picture.") % unquote(uri)
                )
            else:
                text = _("there is no picture “%s”; its path is counted from the post.") % unquote(uri)
            if text:
                report(self.env, line_of_node(node), text)
                node.replace_self(nodes.Text(""))


def thumbnail(app: Sphinx, image: str, width: int) -> tuple[str, int, int] | None:
    """Return name below `_images`, width and height of a small copy of *image*, made where it is not yet cached.

    None for what is no picture. A vector drawing is copied as it is.
    """
    source = app.srcdir / image
    try:
        data = source.read_bytes()
    except OSError:
        return None
    cache = Path(app.doctreedir) / "thumbnails"
    cache.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256(data).hexdigest()[:16]
    if source.suffix.lower() == ".svg":
        size = get_image_size(source)
        target = cache / f"{digest}.svg"
        if not target.exists():
            target.write_bytes(data)
        return (target.name, *size) if size else None
    target = cache / f"{digest}-{width}.webp"
    try:
        if not target.exists():
            _shrink(source, target, width)
        with Image.open(target) as small:
            return target.name, small.width, small.height
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError):
        return None


def _shrink(source: Path, target: Path, width: int) -> None:
    with Image.open(source) as original:
        upright = ImageOps.exif_transpose(original)
        upright.thumbnail((width, width * 2))
        mode = "RGBA" if "A" in upright.getbands() or "transparency" in upright.info else "RGB"
        part = target.with_suffix(".part")
        upright.convert(mode).save(part, "WEBP", quality=80, method=4)
        part.replace(target)


def copy_thumbnails(app: Sphinx, exception: Exception | None) -> None:
    """Put the small copies that this build used beside the other images."""
    used: set[str] = getattr(app.builder, "kawaraban_thumbnails", set())
    if exception or not used:
        return
    folder = Path(app.outdir) / "_images"
    folder.mkdir(exist_ok=True)
    for name in sorted(used):
        if not (folder / name).exists():
            shutil.copyfile(Path(app.doctreedir) / "thumbnails" / name, folder / name)


def setup(app: Sphinx) -> None:
    """Register transform and handler."""
    app.add_transform(FindImages)
    app.connect("build-finished", copy_thumbnails)
