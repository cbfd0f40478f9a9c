"""Files of the site that no page template makes: written in one way, and remembered for `freshness`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinx.application import Sphinx


def write(app: Sphinx, file: str, data: str | bytes) -> None:
    """Write *data* (text as UTF-8) to *file*, named from the root of the site."""
    path = Path(app.outdir, file)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    record(app, file)


def after_build(app: Sphinx, handler: Callable[[Sphinx], None], priority: int = 500) -> None:
    """Call *handler* when a build of the site went well; other builders and failed builds write nothing more."""

    def finish(app: Sphinx, exception: Exception | None) -> None:
        if not exception and app.builder.name == "html":
            handler(app)

    app.connect("build-finished", finish, priority)


def record(app: Sphinx, file: str) -> None:
    """Remember a file, named from the root of the site, that this build wrote."""
    app.builder.__dict__.setdefault("kawaraban_written", set()).add(file)


def recorded(app: Sphinx) -> set[str]:
    """Return the files that this build wrote, as far as this process knows."""
    found: set[str] = app.builder.__dict__.get("kawaraban_written", set())
    return found
