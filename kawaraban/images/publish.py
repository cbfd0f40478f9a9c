"""Pictures and files of sources as they are published: a drawing clean, a photograph without what it tells."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from kawaraban.images import svg, variants
from kawaraban.images.files import name_of
from kawaraban.images.thumbnails import CARD, SHARE, SMALL, cached, small_of, thumbnail
from kawaraban.model.listings import NEWEST
from kawaraban.state import build_of, workers_of

if TYPE_CHECKING:
    from sphinx.application import Sphinx

    from kawaraban.incremental.session import Session
    from kawaraban.model.post import Post


def publish_whole(session: Session, path: str, file: str) -> None:
    """Publish a source as *file*, without small copies of it."""
    source = Path(session.root, path)
    if source.suffix.lower() == ".svg":
        publish_drawing(session, path, file)
        return
    nature = variants.nature_of(source)
    if nature is None or variants.is_kept(nature):
        session.copy(path, file)
    else:
        name = file.removeprefix("_images/")
        publish_copies(session, source, name, [name])


def publish_copies(session: Session, source: Path, name: str, names: list[str]) -> None:
    """Publish those copies of the picture *name* that *names* are."""
    wanted = [
        each for each in names if not session.retain(f"_images/{each}") and not session.is_staged(f"_images/{each}")
    ]
    if wanted:
        for copy, data in variants.made(source, name, variants.folder_of(session)):
            if copy.name in wanted:
                session.write(f"_images/{copy.name}", data)


def publish_drawing(session: Session, path: str, file: str) -> None:
    """Publish a drawing, clean; one that an earlier edition published is cleaned anew."""
    signature = session.digest(path)
    if not session.retain_if_current(file, signature) and not session.is_staged(file):
        session.write(file, svg.clean(Path(session.root, path).read_bytes()), signature)


class PublishedNames(dict[str, str]):
    """The names under which pictures are published, by path: Sphinx's own depend on which picture it saw first."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session

    def __setitem__(self, source: str, _name: str) -> None:
        super().__setitem__(source, name_of(source, self.session.digest(source)))


def publish_pictures(app: Sphinx) -> None:
    """Publish every picture that a page shows, and the small copies, each once."""
    build = build_of(app)
    session = build.session
    shown = sorted({source for page_record in session.page_records().values() for source in page_record.pictures})
    for source in shown:
        session.digest(source)  # of a file elsewhere it is noted, which other processes could not do
    if session.record.outputs:  # what stays is noted, too
        for source in shown:
            _publish(session, source)
    else:
        workers_of(app).spread(partial(_publish, session), shown)
    for width, posts in ((CARD, build.posts), (SHARE, build.posts), (SMALL, build.posts[:NEWEST])):
        for post in {post.image_name: post for post in posts if post.image_name}.values():
            _publish_small(app, post, width)


def _publish(session: Session, path: str, *, shown: bool = True) -> None:
    """Publish the copies of a picture, or itself where it has none; the narrow ones only where a text shows it."""
    source, name = Path(session.root, path), name_of(path, session.digest(path))
    nature = variants.nature_of(source)
    if nature is None or variants.is_kept(nature):
        publish_whole(session, path, f"_images/{name}")
        return
    narrow = variants.webp_of(name, nature) if shown else ()
    publish_copies(session, source, name, [variants.full_of(name, nature).name, *(copy.name for copy in narrow)])


def _publish_small(app: Sphinx, post: Post, width: int) -> None:
    session, small = build_of(app).session, thumbnail(app, post, width)
    if small is None or session.retain(file := f"_images/{small.name}") or session.is_staged(file):
        return
    if small.name == post.image_name:
        _publish(session, post.image, shown=False)
    else:
        session.write(file, small_of(app.srcdir / post.image, cached(app, post, width), width))
