"""When a build of the site went well: the moment to write what no page template makes."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinx.application import Sphinx


def after_build(app: Sphinx, handler: Callable[[Sphinx], None], priority: int = 500) -> None:
    """Call *handler* when a build of the site went well; other builders and failed builds write nothing more."""

    def finish(app: Sphinx, exception: Exception | None) -> None:
        if not exception and app.builder.name == "html":
            handler(app)

    app.connect("build-finished", finish, priority)
