"""Thumbnails of the posts' pictures: for cards, beside titles in the sidebar, and for link previews."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import cache, lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image

from kawaraban.images import raster, transparency, variants
from kawaraban.images.files import size_of
from kawaraban.images.focus import focus_of
from kawaraban.images.transform import check_image, unusable_message
from kawaraban.incremental.checksummed import read_checksummed, write_checksummed
from kawaraban.state import build_of
from kawaraban.state.index import SmallPicture, index_of, report

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx

    from kawaraban.model.post import Post


CARD, SMALL, SHARE = 640, 160, 1200
"""Widths in pixels: on a card, beside a title in the sidebar (twice the displayed width), in link previews."""
SHARE_QUALITY = 82
Load = Callable[[], Image.Image]


def make_thumbnails(app: Sphinx, _doctree: nodes.document) -> None:
    """Make the thumbnails of a post when it is read, and record them in the index for later builds."""
    index, build = index_of(app.env), build_of(app)
    post = index.posts.get(app.env.docname)
    if not post or not post.image_name:
        return
    given, is_svg = build.matter(post.docname).image, post.image.lower().endswith(".svg")
    text, card, share = check_image(build.session, post.image, given) if given and is_svg else "", None, None
    try:
        if not text:
            card, share = _card_and_share(app, post)
    except raster.Unusable as error:  # a picture from the text, not given in front matter, was checked there
        text = unusable_message(error, given) if given else ""
    if text:
        report(app.env, build.line(post.docname, "image"), text)
    if card:
        index.cards[post.docname] = card._replace(focus=post.image_focus or card.focus)
        if share and not is_svg:
            index.shares[post.docname] = share


def _card_and_share(app: Sphinx, post: Post) -> tuple[SmallPicture | None, SmallPicture | None]:
    source = Path(app.srcdir, post.image)
    about, kept = source.stat(), kept_copies(app, post)
    return _made(source, about.st_mtime_ns, about.st_size, kept, has_focus=not post.image_focus)


@lru_cache(1000)
def _made(
    source: Path, _changed: int, _length: int, kept: Path, *, has_focus: bool
) -> tuple[SmallPicture | None, SmallPicture | None]:
    """Return the picture on a post's card, and that for link previews. Raises Unusable."""
    load = cache(partial(transparency.load, source))  # decoded at most once, and not kept
    card = make_thumbnail(source, kept, CARD, load)
    if card is None:
        return None, None
    share = card if card.name == kept.name else make_thumbnail(source, kept, SHARE, load)
    focus = ""
    with suppress(*transparency.UNUSABLE):
        focus = focus_of(load()) if has_focus else ""
    return card._replace(focus=focus, clear=variants.image_info(source).is_clear), share


def thumbnail(app: Sphinx, post: Post, width: int) -> SmallPicture | None:
    """Return a thumbnail of a post's picture, None if it has no picture."""
    if not post.image_name:
        return None
    if width == SHARE:
        return for_sharing(app, post)
    card = index_of(app.env).cards.get(post.docname)
    if card is None or width == CARD:
        return card
    return make_thumbnail(Path(app.srcdir, post.image), kept_copies(app, post), width)


def for_sharing(app: Sphinx, post: Post) -> SmallPicture | None:
    """Return the image for link previews of a post, None if it has no raster image."""
    return index_of(app.env).shares.get(post.docname)


def kept_copies(app: Sphinx, post: Post) -> Path:
    """Return the path in the cache beside which the thumbnails of a post's picture are, with the picture's name."""
    return variants.copies_folder(build_of(app).session) / post.image_name


def make_thumbnail(source: Path, kept: Path, width: int, load: Load | None = None) -> SmallPicture | None:
    """Make a thumbnail of a picture if it is not cached; an SVG or a small image is used as it is.

    *load* returns the picture decoded, by default from its file. Raises Unusable.
    """
    if is_small_enough(source, width):
        size = size_of(source)
        return SmallPicture(kept.name, *size, source.stat().st_size) if size else None
    target = thumbnail_path(kept, width)
    if data := read_checksummed(target):
        with raster.opened(data) as small:
            size = small.size
    else:
        data, size = _make(source, target, width, load)
    return SmallPicture(target.name, *size, len(data))


def thumbnail_data(source: Path, kept: Path, width: int) -> bytes:
    """Return the content of a thumbnail, made again if it is missing or damaged in the cache. Raises Unusable."""
    target = thumbnail_path(kept, width)
    return read_checksummed(target) or _make(source, target, width)[0]


def thumbnail_path(kept: Path, width: int) -> Path:
    """Return the path of a thumbnail in the cache."""
    return kept.with_name(f"{kept.name.rpartition('.')[0]}-{width}.{'jpg' if width == SHARE else 'webp'}")


def is_small_enough(source: Path, width: int) -> bool:
    """Return whether an image can be used as it is for *width*: an SVG, or a small raster image stored upright."""
    if source.suffix.lower() == ".svg":
        return True
    size = size_of(source)
    may_stay = source.suffix.lower() in (".png", ".gif", ".webp") and size and size[0] <= width and size[1] <= width * 2
    return bool(may_stay) and variants.is_upright(source)


def _make(source: Path, target: Path, width: int, load: Load | None = None) -> tuple[bytes, tuple[int, int]]:
    """Make a thumbnail and return it and its size: WebP, or for link previews JPEG on white. Raises Unusable."""
    variants.image_info(source)  # checks the size in the header; Pillow would print a warning of its own
    small = load().copy() if load else raster.load(source)
    raster.shrink(small, width, width * 2)
    if width == SHARE:
        data = raster.jpeg(raster.on_background(small, "white"), quality=SHARE_QUALITY)
    else:
        data = raster.webp(small)
    target.parent.mkdir(parents=True, exist_ok=True)
    write_checksummed(target, data)
    return data, small.size
