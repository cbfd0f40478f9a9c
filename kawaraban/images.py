"""Pictures: found under whatever name the author's machine gave them, sized, and small on the cards.

`![](地図.png)`, spaces, `%` and the decomposed names of a Mac work; every `<img>` says its width and height, so
that nothing jumps while a page loads.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from docutils import nodes
from PIL import Image, ImageOps, UnidentifiedImageError
from sphinx.locale import get_translation
from sphinx.transforms import SphinxTransform
from sphinx.util.images import get_image_size

from kawaraban.build import build_of
from kawaraban.output import after_build
from kawaraban.pictures import find_file, is_picture, name_of
from kawaraban.posts.shelf import line_of_node, report

if TYPE_CHECKING:
    from sphinx.application import Sphinx

    from kawaraban.posts.post import Post
    from kawaraban.press.press import Press

_ = get_translation("sphinx")

FOLDER = "thumbnails"
NEWEST = 5
"""Posts that the sidebar shows; the home page shows twice as many."""
ORIENTATION = 0x0112
"""The EXIF tag that says which side is up."""
CARD, SMALL = 640, 160
"""Widths of thumbnails in pixels: on a card, and beside a title in the sidebar (each twice what is shown)."""


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
            self.env.note_dependency(relative)  # also where there is none: it may appear
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


class PublishedNames(dict[str, str]):
    """The names under which pictures are published, by path: Sphinx's own depend on which picture it saw first."""

    def __init__(self, press: Press) -> None:
        super().__init__()
        self.press = press

    def __setitem__(self, source: str, _name: str) -> None:
        super().__setitem__(source, name_of(source, self.press.digest(source)))


def thumbnail(app: Sphinx, post: Post, width: int) -> tuple[str, int, int] | None:
    """Return name below `_images`, width and height of a small copy of a post's picture, made where it is not cached.

    None for what is no picture. A vector drawing, and a picture that is small already, are shown as they are.
    """
    source = app.srcdir / post.image
    if is_small(source, width):
        size = get_image_size(source)
        return (post.image_name, *size) if size else None
    name = small_name(post.image_name, width)
    target = Path(build_of(app).press.stage.cache, FOLDER, name)
    try:
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            _shrink(source, target, width)
        with Image.open(target) as small:
            return name, small.width, small.height
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError):
        return None


def is_small(source: Path, width: int) -> bool:
    """Return whether a picture need not be shrunk for *width*: lines, or few enough pixels that stand upright."""
    if source.suffix.lower() == ".svg":
        return True
    size = get_image_size(source)
    if not size or size[0] > width or size[1] > width * 2 or source.suffix.lower() not in (".png", ".gif", ".webp"):
        return False
    try:
        with Image.open(source) as picture:
            return not picture.getexif().get(ORIENTATION)
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError):
        return False


def small_name(name: str, width: int) -> str:
    """Return the name of the small copy of a picture that is published as *name*."""
    return f"{name.rpartition('.')[0]}-{width}.webp"


def _shrink(source: Path, target: Path, width: int) -> None:
    with Image.open(source) as original:
        upright = ImageOps.exif_transpose(original)
        upright.thumbnail((width, width * 2))
        mode = "RGBA" if "A" in upright.getbands() or "transparency" in upright.info else "RGB"
        part = target.with_suffix(f".{os.getpid()}.part")
        upright.convert(mode).save(part, "WEBP", quality=80, method=4)
        part.replace(target)


def publish_pictures(app: Sphinx) -> None:
    """Publish every picture that a page shows, and the small copies, each once."""
    build = build_of(app)
    press = build.press
    for source in sorted({source for making in press.noted().values() for source in making.pictures}):
        press.copy(source, f"_images/{name_of(source, press.digest(source))}")
    for width, posts in ((CARD, build.posts), (SMALL, build.posts[:NEWEST])):
        for post in {post.image_name: post for post in posts if post.image_name}.values():
            _publish_small(app, post, width)


def _publish_small(app: Sphinx, post: Post, width: int) -> None:
    press = build_of(app).press
    file = f"_images/{small_name(post.image_name, width)}"
    if press.keep(file) or press.is_staged(file):
        return
    if is_small(app.srcdir / post.image, width):
        press.copy(post.image, f"_images/{post.image_name}")
    elif small := thumbnail(app, post, width):
        shutil.copyfile(Path(press.stage.cache, FOLDER, small[0]), press.path(file))


def setup(app: Sphinx) -> None:
    """Register transform and handler."""
    app.add_transform(FindImages)
    after_build(app, publish_pictures)
