"""Thumbnails of the posts' pictures: for cards, beside titles in the sidebar, and for link previews."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kawaraban.images import raster, variants
from kawaraban.images.files import size_of
from kawaraban.images.focus import focus_of
from kawaraban.images.transform import check_image, unusable_message
from kawaraban.images.transparency import is_transparent
from kawaraban.incremental.checksummed import read_checksummed, write_checksummed
from kawaraban.state import build_of
from kawaraban.state.index import SmallPicture, index_of, report

if TYPE_CHECKING:
    from pathlib import Path

    from docutils import nodes
    from sphinx.application import Sphinx

    from kawaraban.model.post import Post


CARD, SMALL, SHARE = 640, 160, 1200
"""Widths in pixels: on a card, beside a title in the sidebar (twice the displayed width), in link previews."""
SHARE_QUALITY = 82


def make_thumbnails(app: Sphinx, _doctree: nodes.document) -> None:
    """Make the thumbnails of a post when it is read, and record them in the index for later builds."""
    index, build = index_of(app.env), build_of(app)
    post = index.posts.get(app.env.docname)
    if not post or not post.image_name:
        return
    given, is_svg = build.matter(post.docname).image, post.image.lower().endswith(".svg")
    text = check_image(build.session, post.image, given) if given and is_svg else ""
    try:
        card = None if text else make_thumbnail(app, post, CARD)
        share = card if card is None or card.name == post.image_name else make_thumbnail(app, post, SHARE)
    except raster.Unusable as error:  # a picture from the text, not given in front matter, was checked there
        card, text = None, unusable_message(error, given) if given else ""
    if text:
        report(app.env, build.line(post.docname, "image"), text)
    if card:
        source = app.srcdir / post.image
        focus = post.image_focus or focus_of(source)
        index.cards[post.docname] = card._replace(focus=focus, clear=is_transparent(source))
        if share and not is_svg:
            index.shares[post.docname] = share


def thumbnail(app: Sphinx, post: Post, width: int) -> SmallPicture | None:
    """Return a thumbnail of a post's picture, None if it has no picture."""
    if not post.image_name:
        return None
    if width == SHARE:
        return for_sharing(app, post)
    card = index_of(app.env).cards.get(post.docname)
    return make_thumbnail(app, post, width) if card and width != CARD else card


def for_sharing(app: Sphinx, post: Post) -> SmallPicture | None:
    """Return the image for link previews of a post, None if it has no raster image."""
    return index_of(app.env).shares.get(post.docname)


def make_thumbnail(app: Sphinx, post: Post, width: int) -> SmallPicture | None:
    """Make a thumbnail of a post's picture if it is not cached; an SVG or a small image is used as it is.

    Raises Unusable.
    """
    source = app.srcdir / post.image
    if is_small_enough(source, width):
        size = size_of(source)
        return SmallPicture(post.image_name, *size, source.stat().st_size) if size else None
    target = thumbnail_path(app, post, width)
    data = cached_thumbnail(source, target, width)
    with raster.opened(data) as small:
        return SmallPicture(target.name, small.width, small.height, len(data))


def cached_thumbnail(source: Path, target: Path, width: int) -> bytes:
    """Return a thumbnail, made and cached as *target* if it is missing or damaged. Raises Unusable."""
    if data := read_checksummed(target):
        return data
    data = _shrink(source, width)
    target.parent.mkdir(parents=True, exist_ok=True)
    write_checksummed(target, data)
    return data


def thumbnail_path(app: Sphinx, post: Post, width: int) -> Path:
    """Return the path of a thumbnail in the cache."""
    name = f"{post.image_name.rpartition('.')[0]}-{width}.{'jpg' if width == SHARE else 'webp'}"
    return variants.copies_folder(build_of(app).session) / name


def is_small_enough(source: Path, width: int) -> bool:
    """Return whether an image can be used as it is for *width*: an SVG, or a small raster image stored upright."""
    if source.suffix.lower() == ".svg":
        return True
    size = size_of(source)
    may_stay = source.suffix.lower() in (".png", ".gif", ".webp") and size and size[0] <= width and size[1] <= width * 2
    return bool(may_stay) and variants.is_upright(source)


def _shrink(source: Path, width: int) -> bytes:
    """Return a thumbnail: WebP, or for link previews JPEG on white. Raises Unusable."""
    variants.image_info(source)  # checks the size in the header; Pillow would print a warning of its own
    small = raster.load(source)
    raster.shrink(small, width, width * 2)
    return (
        raster.jpeg(raster.on_background(small, "white"), quality=SHARE_QUALITY)
        if width == SHARE
        else raster.webp(small)
    )
