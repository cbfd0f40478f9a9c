"""What is put in the place of other packages' functions: for the time of a build, in the end all is as it was.

So another project of Sphinx's in the same process is built as if this one had never been there, also after a build
that failed.
"""

from __future__ import annotations

from contextlib import ExitStack
from functools import partial
from typing import TYPE_CHECKING, Any

from sphinx import locale

from kawaraban import speed
from kawaraban.sources import ablog, markdown

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinx.application import Sphinx


def patched(app: Sphinx, build: Callable[..., None], *arguments: Any, **options: Any) -> None:
    """Build with everything in its place."""
    with ExitStack() as undo:
        undo.callback(forget_words)
        for patch in (*ablog.patches(app), *markdown.patches()):
            patch.apply(undo)
        ablog.begin(undo)
        speed.apply_patches(app, undo)
        build(*arguments, **options)


def forget_words() -> None:
    """Forget the translations of this blog: Sphinx would go on with them in the next project."""
    for key in [key for key in locale.translators if key[0] == "general"]:
        del locale.translators[key]


def setup(app: Sphinx) -> None:
    """Let the build of *app* begin and end with what it needs of others."""
    vars(app)["build"] = partial(patched, app, app.build)
