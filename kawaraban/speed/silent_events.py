"""Nothing written down that nobody reads: what events are about, and each step of a silent build.

Slow: for each event Sphinx writes out all of its arguments, the whole context of a page among them, for a message
that only `-vvv` shows; and it makes a record of every message before it finds that nobody listens. Gain: about a
tenth of the time of writing. Assumes: `sphinx.events` asks for that description by the name `repr`, for nothing else;
messages below a warning only tell how a build goes on.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import sphinx.events
from sphinx.util.logging import NAMESPACE

from kawaraban.state.patch import Patch

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import ExitStack

    from sphinx.application import Sphinx


def patches(_app: Sphinx) -> Iterator[Patch]:
    """Let `sphinx.events` describe nothing."""
    yield Patch(sphinx.events, "repr", lambda _args: "…", "3ddc693676be", (sphinx.events.EventManager.emit,))


def begin(app: Sphinx, undo: ExitStack) -> None:
    """Let no step of a silent build be told."""
    if app.quiet and not app.verbosity:
        logger = logging.getLogger(NAMESPACE)
        undo.callback(logger.setLevel, logger.level)
        logger.setLevel(logging.WARNING)
