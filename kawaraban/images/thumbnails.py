"""Small copies of the posts' pictures: for cards, beside titles, and for those who show a link."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kawaraban.images import raster, variants
from kawaraban.images.files import size_of
from kawaraban.images.focus import focus_of
from kawaraban.images.transform import fault_of, why_unusable
from kawaraban.images.transparency import is_clear
from kawaraban.incremental.checksummed import read_checksummed, write_checksummed
from kawaraban.state import build_of
from kawaraban.state.index import SmallPicture, index_of, report

if TYPE_CHECKING:
    from pathlib import Path

    from docutils import nodes
    from sphinx.application import Sphinx

    from kawaraban.model.post import Post


CARD, SMALL, SHARE = 640, 160, 1200
"""Widths of copies in pixels: on a card, beside a title in the sidebar (twice what is shown), where it is shared."""
SHARE_QUALITY = 82


def keep_card(app: Sphinx, _doctree: nodes.document) -> None:
    """Make the small pictures of a post when it is read: later builds, and other processes, know them."""
    index, build = index_of(app.env), build_of(app)
    post = index.posts.get(app.env.docname)
    if not post or not post.image_name:
        return
    given, is_svg = build.matter(post.docname).image, post.image.lower().endswith(".svg")
    text = fault_of(build.session, post.image, given) if given and is_svg else ""
    try:
        card = None if text else make_small(app, post, CARD)
        share = card if card is None or card.name == post.image_name else make_small(app, post, SHARE)
    except raster.Unusable as error:  # one that the text shows has been looked at, and may be of a format for browsers
        card, text = None, why_unusable(error, given) if given else ""
    if text:
        report(app.env, build.line(post.docname, "image"), text)
    if card:
        source = app.srcdir / post.image
        focus = post.image_focus or focus_of(source)
        index.cards[post.docname] = card._replace(focus=focus, clear=is_clear(source))
        if share and not is_svg:
            index.shares[post.docname] = share


def thumbnail(app: Sphinx, post: Post, width: int) -> SmallPicture | None:
    """Return a small copy of a post's picture, None for what is no picture."""
    if not post.image_name:
        return None
    if width == SHARE:
        return for_sharing(app, post)
    card = index_of(app.env).cards.get(post.docname)
    return make_small(app, post, width) if card and width != CARD else card


def for_sharing(app: Sphinx, post: Post) -> SmallPicture | None:
    """Return the picture with which a post is shared, None where it has none that is made of pixels."""
    return index_of(app.env).shares.get(post.docname)


def make_small(app: Sphinx, post: Post, width: int) -> SmallPicture | None:
    """Make a small copy of a post's picture where it is not cached; a drawing of lines, or a small one, is its own.

    Raises Unusable.
    """
    source = app.srcdir / post.image
    if is_small(source, width):
        size = size_of(source)
        return SmallPicture(post.image_name, *size, source.stat().st_size) if size else None
    target = cached(app, post, width)
    data = small_of(source, target, width)
    with raster.opened(data) as small:
        return SmallPicture(target.name, small.width, small.height, len(data))


def small_of(source: Path, target: Path, width: int) -> bytes:
    """Return a small copy, made and kept as *target* where it is not there or damaged. Raises Unusable."""
    if data := read_checksummed(target):
        return data
    data = _shrink(source, width)
    target.parent.mkdir(parents=True, exist_ok=True)
    write_checksummed(target, data)
    return data


def cached(app: Sphinx, post: Post, width: int) -> Path:
    """Return where the cache has the small copy of a post's picture."""
    name = f"{post.image_name.rpartition('.')[0]}-{width}.{'jpg' if width == SHARE else 'webp'}"
    return variants.folder_of(build_of(app).session) / name


def is_small(source: Path, width: int) -> bool:
    """Return whether a picture need not be shrunk for *width*: lines, or few enough pixels that stand upright."""
    if source.suffix.lower() == ".svg":
        return True
    size = size_of(source)
    may_stay = source.suffix.lower() in (".png", ".gif", ".webp") and size and size[0] <= width and size[1] <= width * 2
    return bool(may_stay) and variants.is_upright(source)


def _shrink(source: Path, width: int) -> bytes:
    """Return a copy: WebP, or, for those who show a link, JPEG on white. Raises Unusable."""
    variants.nature_of(source)  # tells of one that is far too large by its head; Pillow would warn of it on its own
    small = raster.load(source)
    raster.shrink(small, width, width * 2)
    return raster.jpeg(raster.upon(small, "white"), quality=SHARE_QUALITY) if width == SHARE else raster.webp(small)
