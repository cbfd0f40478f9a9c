"""Files of sources as they are published: a drawing clean, a photograph without what it tells, all else as it is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from kawaraban.images import svg, variants

if TYPE_CHECKING:
    from kawaraban.incremental.session import Press

FOLDER = "pictures"
"""In the cache: all copies, under names that stand for their content; `make clean` leaves it."""


def folder_of(press: Press) -> Path:
    """Return where the cache has the copies of pictures."""
    return Path(press.stage.cache, FOLDER)


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
        for copy, data in variants.made(source, name, folder_of(press)):
            if copy.name in wanted:
                press.write(f"_images/{copy.name}", data)


def publish_drawing(press: Press, path: str, file: str) -> None:
    """Publish a drawing, clean; one that an earlier edition published is cleaned anew."""
    signature = press.digest(path)
    if not press.keeps(file, signature) and not press.is_staged(file):
        press.write(file, svg.clean(Path(press.root, path).read_bytes()), signature)
