"""Publishing images and other files of posts: SVG sanitised, photographs without metadata."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from kawaraban.images import svg, variants
from kawaraban.images.files import published_name
from kawaraban.images.thumbnails import CARD, SHARE, SMALL, cached_thumbnail, thumbnail, thumbnail_path
from kawaraban.model.listings import NEWEST
from kawaraban.state import build_of, workers_of

if TYPE_CHECKING:
    from sphinx.application import Sphinx

    from kawaraban.incremental.session import Session
    from kawaraban.model.post import Post


def publish_whole(session: Session, path: str, file: str) -> None:
    """Publish a source as *file*, without smaller copies."""
    source = Path(session.root, path)
    if source.suffix.lower() == ".svg":
        publish_drawing(session, path, file)
        return
    info = variants.image_info(source)
    if info is None or variants.is_published_as_is(info):
        session.copy(path, file)
    else:
        name = file.removeprefix("_images/")
        publish_copies(session, source, name, [name])


def publish_copies(session: Session, source: Path, name: str, names: list[str]) -> None:
    """Publish the copies of the image *name* that are listed in *names*."""
    wanted = [
        each for each in names if not session.retain(f"_images/{each}") and not session.is_staged(f"_images/{each}")
    ]
    if wanted:
        for copy, data in variants.make_copies(source, name, variants.copies_folder(session)):
            if copy.name in wanted:
                session.write(f"_images/{copy.name}", data)


def publish_drawing(session: Session, path: str, file: str) -> None:
    """Publish a sanitised SVG, unless an unchanged one has been published by this edition."""
    signature = session.digest(path)
    if not session.retain_if_current(file, signature) and not session.is_staged(file):
        session.write(file, svg.clean(Path(session.root, path).read_bytes()), signature)


class PublishedNames(dict[str, str]):
    """Published names by path. Sphinx's own names would depend on which image it saw first."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session

    def __setitem__(self, source: str, _name: str) -> None:
        super().__setitem__(source, published_name(source, self.session.digest(source)))


def publish_pictures(app: Sphinx) -> None:
    """Publish every image that a page shows, and the thumbnails, each once."""
    build = build_of(app)
    session = build.session
    shown = sorted({source for page_record in session.page_records().values() for source in page_record.pictures})
    for source in shown:
        session.digest(source)  # records files outside the project, which forked processes could not
    if session.record.outputs:  # files that are kept have to be recorded in this process
        for source in shown:
            _publish(session, source)
    else:
        workers_of(app).spread(partial(_publish, session), shown)
    for width, posts in ((CARD, build.posts), (SHARE, build.posts), (SMALL, build.posts[:NEWEST])):
        for post in {post.image_name: post for post in posts if post.image_name}.values():
            _publish_small(app, post, width)


def _publish(session: Session, path: str, *, shown: bool = True) -> None:
    """Publish the copies of an image, or itself if it has none; narrow copies only if it is *shown* in a text."""
    source, name = Path(session.root, path), published_name(path, session.digest(path))
    info = variants.image_info(source)
    if info is None or variants.is_published_as_is(info):
        publish_whole(session, path, f"_images/{name}")
        return
    narrow = variants.webp_copies(name, info) if shown else ()
    publish_copies(session, source, name, [variants.full_copy(name, info).name, *(copy.name for copy in narrow)])


def _publish_small(app: Sphinx, post: Post, width: int) -> None:
    session, small = build_of(app).session, thumbnail(app, post, width)
    if small is None or session.retain(file := f"_images/{small.name}") or session.is_staged(file):
        return
    if small.name == post.image_name:
        _publish(session, post.image, shown=False)
    else:
        session.write(file, cached_thumbnail(app.srcdir / post.image, thumbnail_path(app, post, width), width))
