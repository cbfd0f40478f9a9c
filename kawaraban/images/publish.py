"""Pictures and files of sources as they are published: a drawing clean, a photograph without what it tells."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from kawaraban.images import svg, variants
from kawaraban.images.files import name_of
from kawaraban.images.thumbnails import CARD, SHARE, SMALL, cached, small_of, thumbnail
from kawaraban.model.listings import NEWEST
from kawaraban.state import build_of

if TYPE_CHECKING:
    from sphinx.application import Sphinx

    from kawaraban.incremental.session import Press
    from kawaraban.model.post import Post


def publish_whole(press: Press, path: str, file: str) -> None:
    """Publish a source as *file*, without small copies of it."""
    source = Path(press.root, path)
    if source.suffix.lower() == ".svg":
        publish_drawing(press, path, file)
        return
    nature = variants.nature_of(source)
    if nature is None or variants.is_kept(nature):
        press.copy(path, file)
    else:
        name = file.removeprefix("_images/")
        publish_copies(press, source, name, [name])


def publish_copies(press: Press, source: Path, name: str, names: list[str]) -> None:
    """Publish those copies of the picture *name* that *names* are."""
    wanted = [each for each in names if not press.keep(f"_images/{each}") and not press.is_staged(f"_images/{each}")]
    if wanted:
        for copy, data in variants.made(source, name, variants.folder_of(press)):
            if copy.name in wanted:
                press.write(f"_images/{copy.name}", data)


def publish_drawing(press: Press, path: str, file: str) -> None:
    """Publish a drawing, clean; one that an earlier edition published is cleaned anew."""
    signature = press.digest(path)
    if not press.keeps(file, signature) and not press.is_staged(file):
        press.write(file, svg.clean(Path(press.root, path).read_bytes()), signature)


class PublishedNames(dict[str, str]):
    """The names under which pictures are published, by path: Sphinx's own depend on which picture it saw first."""

    def __init__(self, press: Press) -> None:
        super().__init__()
        self.press = press

    def __setitem__(self, source: str, _name: str) -> None:
        super().__setitem__(source, name_of(source, self.press.digest(source)))


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
    elif data := small_of(app.srcdir / post.image, cached(app, post, width), width):
        press.write(file, data)
