"""Applies the patches of other packages for the time of a build, and reverts them afterwards.

Another Sphinx project in the same process is thus unaffected, even after a failed build.
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
    """Run a build with all patches applied."""
    with ExitStack() as undo:
        undo.callback(drop_translations)
        for patch in (*ablog.patches(app), *markdown.patches()):
            patch.apply(undo)
        ablog.begin(undo)
        speed.apply_patches(app, undo)
        build(*arguments, **options)


def drop_translations() -> None:
    """Drop the translations of this blog, which Sphinx would otherwise use in the next project."""
    for key in [key for key in locale.translators if key[0] == "general"]:
        del locale.translators[key]


def setup(app: Sphinx) -> None:
    """Wrap the build of *app*, so that patches are applied when it begins and reverted when it ends."""
    vars(app)["build"] = partial(patched, app, app.build)
