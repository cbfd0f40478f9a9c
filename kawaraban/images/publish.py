"""Publishing images and other files of posts: SVG sanitised, photographs without metadata."""

from __future__ import annotations

from functools import partial
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from kawaraban.images import svg, variants
from kawaraban.images.favicon import write_icons
from kawaraban.images.files import PIXELS, published_name
from kawaraban.images.thumbnails import CARD, SHARE, SMALL, kept_copies, thumbnail, thumbnail_data
from kawaraban.model.listings import NEWEST
from kawaraban.state import build_of, workers_of
from kawaraban.state.index import index_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinx.application import Sphinx

    from kawaraban.incremental.session import Session
    from kawaraban.model.post import Post
    from kawaraban.state.index import ImageInfo


def publish_whole(session: Session, path: str, file: str, info: ImageInfo | None = None) -> None:
    """Publish a source as *file*, without smaller copies; *info* are its properties if they are known."""
    source, suffix = Path(session.root, path), PurePosixPath(path).suffix.lower()
    if suffix == ".svg":
        publish_drawing(session, path, file)
    elif suffix in PIXELS and (info or variants.image_info(source)).has_copies:
        name = file.removeprefix("_images/")
        publish_copies(session, source, name, [name])
    else:
        session.copy(path, file)


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
    """Publish every image that a page shows and the thumbnails, each once, and the blog's icons."""
    build, session = build_of(app), build_of(app).session
    shown = sorted({source for page_record in session.page_records().values() for source in page_record.pictures})
    known = {path: info for found in index_of(app.env).pictures.values() for path, info in found.items()}
    work: dict[str, Callable[[], None]] = {"icons": partial(write_icons, app)}
    for path in shown:  # `digest` records files outside the project, which forked processes could not
        name = published_name(path, session.digest(path))
        work[name] = partial(_publish, session, path, name, known.get(path))
    for width, posts in ((CARD, build.posts), (SHARE, build.posts), (SMALL, build.posts[:NEWEST])):
        for post in posts:
            small = thumbnail(app, post, width)
            if small and small.name not in work and not session.retain(f"_images/{small.name}"):
                work[small.name] = partial(_publish_small, app, post, small.name, width)
    if session.record.outputs:  # files that are kept have to be recorded in this process
        for publish in work.values():
            publish()
    else:
        workers_of(app).defer(lambda publish: publish(), [*work.values()])


def _publish(session: Session, path: str, name: str, info: ImageInfo | None) -> None:
    """Publish the copies of an image that is shown in a text, or itself if it has none."""
    source = Path(session.root, path)
    info = info or variants.image_info(source)
    if info.has_copies:
        names = [copy.name for copy in (variants.full_copy(name, info), *variants.webp_copies(name, info))]
        publish_copies(session, source, name, names)
    else:
        publish_whole(session, path, f"_images/{name}", info)


def _publish_small(app: Sphinx, post: Post, name: str, width: int) -> None:
    session = build_of(app).session
    if name == post.image_name:
        publish_whole(session, post.image, f"_images/{name}")
    else:
        data = thumbnail_data(Path(app.srcdir, post.image), kept_copies(app, post), width)
        session.write(f"_images/{name}", data)
