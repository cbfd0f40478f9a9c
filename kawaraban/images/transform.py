"""Pictures: found under whatever name the author's machine gave them, sized, and small on the cards.

`![](地図.png)`, spaces, `%` and the decomposed names of a Mac work; every `<img>` says its width and height, so
that nothing jumps while a page loads.
"""

from __future__ import annotations

import io
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from docutils import nodes
from PIL import Image, ImageOps, UnidentifiedImageError
from sphinx.locale import get_translation
from sphinx.transforms import SphinxTransform

from kawaraban.images import svg, variants
from kawaraban.images.files import OPENED, find_first, is_picture, is_upright, missing, name_of, places_of, size_of
from kawaraban.images.focus import focus_of
from kawaraban.images.publish import folder_of, publish_copies, publish_whole
from kawaraban.images.transparency import is_clear
from kawaraban.incremental.checksummed import opened, write_sealed
from kawaraban.state import build_of
from kawaraban.state.access import fault
from kawaraban.state.index import Small, line_of_node, report, shelf_of
from kawaraban.state.output import after_build

if TYPE_CHECKING:
    from sphinx.application import Sphinx

    from kawaraban.incremental.session import Press
    from kawaraban.model.post import Post

_ = get_translation("sphinx")

NEWEST = 5
"""Posts that the sidebar shows; the home page shows twice as many."""
CARD, SMALL, SHARE = 640, 160, 1200
"""Widths of copies in pixels: on a card, beside a title in the sidebar (twice what is shown), where it is shared."""


class FindImages(SphinxTransform):
    """Point each image at its file; a missing one is an error that names the line.

    MyST leaves the percent-encoding of a Markdown image's path in place, so that 地図.png is never found.
    """

    default_priority = 300

    def apply(self, **_kwargs: Any) -> None:
        """Rewrite the paths in place; the pictures of a page are copied on all cores."""
        images: list[tuple[nodes.image, str, str | None]] = []
        for node in self.document.findall(nodes.image):
            uri = str(node["uri"])
            if "://" in uri or uri.startswith("data:"):
                continue
            places = places_of(self.env, uri)
            found = find_first(self.env.srcdir, places)
            images.append((node, unquote(uri), found or (places[0] if fault(self.env, places[0], uri) else None)))
        faults = self.faults({path: uri for _node, uri, path in images if path})
        for node, uri, path in images:
            if path:
                node["uri"] = "/" + path
                text = faults[path]
            else:
                text = missing(self.env, uri)
            if text:
                report(self.env, line_of_node(node), text)
                place = nodes.inline()  # takes over names and classes, to which other parts may refer
                node.replace_self(place)
                self.document.ids.update(dict.fromkeys(place["ids"], place))

    def faults(self, uris: dict[str, str]) -> dict[str, str]:
        """Return what is wrong with each picture, or nothing, by path; *uris* are the addresses as written."""
        if len(uris) < 2:
            return {path: self.fault(path, uri) for path, uri in uris.items()}
        with ThreadPoolExecutor(os.cpu_count()) as threads:
            return dict(zip(uris, threads.map(self.fault, uris, uris.values()), strict=True))

    def fault(self, path: str, uri: str) -> str:
        """Make the copies of a picture; return what is wrong with it, or nothing."""
        return fault(self.env, path, uri) or fault_of(build_of(self.env._app).press, path, uri)


def fault_of(press: Press, path: str, uri: str) -> str:
    """Make the copies of a picture; return what is wrong with it, or nothing; *uri* is its address as written."""
    source = Path(press.root, path)
    if not is_picture(source):
        return _("“%s” cannot be read as a picture.") % uri
    try:
        if source.suffix.lower() == ".svg":
            svg.clean(source.read_bytes())
        else:
            for _copy in variants.made(source, name_of(path, press.digest(path)), folder_of(press)):
                pass
    except variants.Unusable as error:
        if error.pixels:
            text = _("“%s” has %d million pixels; make it smaller (at most %d million).")
            return text % (uri, error.pixels // 10**6, variants.MOST_PIXELS // 10**6)
        return _("“%s” is broken: it cannot be read to its end.") % uri
    except svg.Refused as error:
        return _("the drawing “%s” cannot be published: %s.") % (uri, error)
    return ""


class PublishedNames(dict[str, str]):
    """The names under which pictures are published, by path: Sphinx's own depend on which picture it saw first."""

    def __init__(self, press: Press) -> None:
        super().__init__()
        self.press = press

    def __setitem__(self, source: str, _name: str) -> None:
        super().__setitem__(source, name_of(source, self.press.digest(source)))


def keep_card(app: Sphinx, _doctree: nodes.document) -> None:
    """Make the small pictures of a post when it is read: later builds, and other processes, know them."""
    shelf, build = shelf_of(app.env), build_of(app)
    post = shelf.posts.get(app.env.docname)
    given = build.matter(post.docname).image if post and post.image.lower().endswith(".svg") else ""
    if post and given and (text := fault_of(build.press, post.image, given)):
        report(app.env, build.line(post.docname, "image"), text)
        return
    if post and post.image_name and (card := make_small(app, post, CARD)):
        source = app.srcdir / post.image
        focus = post.image_focus or focus_of(source)
        shelf.cards[post.docname] = card._replace(focus=focus, clear=is_clear(source))
        small = card.name == post.image_name
        if not post.image.lower().endswith(".svg") and (share := card if small else make_small(app, post, SHARE)):
            shelf.shares[post.docname] = share


def thumbnail(app: Sphinx, post: Post, width: int) -> Small | None:
    """Return a small copy of a post's picture, None for what is no picture."""
    if not post.image_name:
        return None
    if width == SHARE:
        return for_sharing(app, post)
    return shelf_of(app.env).cards.get(post.docname) if width == CARD else make_small(app, post, width)


def for_sharing(app: Sphinx, post: Post) -> Small | None:
    """Return the picture with which a post is shared, None where it has none that is made of pixels."""
    return shelf_of(app.env).shares.get(post.docname)


def make_small(app: Sphinx, post: Post, width: int) -> Small | None:
    """Make a small copy of a post's picture where it is not cached; a drawing of lines, or a small one, is its own."""
    source = app.srcdir / post.image
    if is_small(source, width):
        size = size_of(source)
        return Small(post.image_name, *size, source.stat().st_size) if size else None
    target = cached(app, post, width)
    data = _small_of(source, target, width)
    if data is None:
        return None
    with Image.open(io.BytesIO(data), formats=OPENED) as small:
        return Small(target.name, small.width, small.height, len(data))


def _small_of(source: Path, target: Path, width: int) -> bytes | None:
    """Return a small copy, made and kept as *target* where it is not there or damaged; None for what is no picture."""
    if data := opened(target):
        return data
    try:
        data = _shrink(source, width)
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError) as error:
        if isinstance(error, OSError) and error.errno:  # the disk, not the picture
            raise
        return None
    target.parent.mkdir(parents=True, exist_ok=True)
    write_sealed(target, data)
    return data


def cached(app: Sphinx, post: Post, width: int) -> Path:
    """Return where the cache has the small copy of a post's picture."""
    name = f"{post.image_name.rpartition('.')[0]}-{width}.{'jpg' if width == SHARE else 'webp'}"
    return folder_of(build_of(app).press) / name


def is_small(source: Path, width: int) -> bool:
    """Return whether a picture need not be shrunk for *width*: lines, or few enough pixels that stand upright."""
    if source.suffix.lower() == ".svg":
        return True
    size = size_of(source)
    may_stay = source.suffix.lower() in (".png", ".gif", ".webp") and size and size[0] <= width and size[1] <= width * 2
    return bool(may_stay) and is_upright(source)


def _shrink(source: Path, width: int) -> bytes:
    """Return a copy: WebP, or, for those who show a link, JPEG on white."""
    with Image.open(source, formats=OPENED) as original:
        upright = ImageOps.exif_transpose(original)
        upright.thumbnail((width, width * 2))
        clear = "A" in upright.getbands() or "transparency" in upright.info
        upright = upright.convert("RGBA" if clear else "RGB")
        data = io.BytesIO()
        if width == SHARE:
            white = Image.new("RGBA", upright.size, "white")
            upright = Image.alpha_composite(white, upright).convert("RGB") if clear else upright
            upright.save(data, "JPEG", quality=82, optimize=True, progressive=True)
        else:
            upright.save(data, "WEBP", quality=80, method=4)
    return data.getvalue()


def publish_pictures(app: Sphinx) -> None:
    """Publish every picture that a page shows, and the small copies, each once."""
    build = build_of(app)
    press = build.press
    for source in sorted({source for making in press.noted().values() for source in making.pictures}):
        _publish(press, source)
    for width, posts in ((CARD, build.posts), (SHARE, build.posts), (SMALL, build.posts[:NEWEST])):
        for post in {post.image_name: post for post in posts if post.image_name}.values():
            _publish_small(app, post, width)


def _publish(press: Press, path: str, *, shown: bool = True) -> None:
    """Publish the copies of a picture, or itself where it has none; the narrow ones only where a text shows it."""
    source, name = Path(press.root, path), name_of(path, press.digest(path))
    nature = variants.nature_of(source)
    if nature is None or variants.is_kept(nature):
        publish_whole(press, path, f"_images/{name}")
        return
    narrow = variants.webp_of(name, nature) if shown else ()
    publish_copies(press, source, name, [variants.full_of(name, nature).name, *(copy.name for copy in narrow)])


def _publish_small(app: Sphinx, post: Post, width: int) -> None:
    press, small = build_of(app).press, thumbnail(app, post, width)
    if small is None or press.keep(file := f"_images/{small.name}") or press.is_staged(file):
        return
    if small.name == post.image_name:
        _publish(press, post.image, shown=False)
    elif data := _small_of(app.srcdir / post.image, cached(app, post, width), width):
        press.write(file, data)


def setup(app: Sphinx) -> None:
    """Register transform and handlers."""
    app.add_transform(FindImages)
    app.connect("doctree-read", keep_card, priority=620)
    after_build(app, publish_pictures)
