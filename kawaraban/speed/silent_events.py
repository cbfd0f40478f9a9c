"""Nothing written down that nobody reads: what events are about, and each step of a silent build.

Slow: for each event Sphinx writes out all of its arguments, the whole context of a page among them, for a message
that only `-vvv` shows; and it makes a record of every message before it finds that nobody listens. Gain: about a
tenth of the time of writing. Assumes: `sphinx.events` asks for that description by the name `repr`, for nothing else;
messages below a warning only tell how a build goes on.
"""

from __future__ import annotations

import inspect
import logging
from typing import TYPE_CHECKING

import sphinx.events
from sphinx.util.logging import NAMESPACE

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def holds() -> bool:
    """Return whether the description is asked for once, in `emit`."""
    return inspect.getsource(sphinx.events.EventManager.emit).count("repr(args)") == 1


def apply(app: Sphinx) -> None:
    """Let `sphinx.events` describe nothing."""
    sphinx.events.repr = lambda _args: "…"  # type: ignore[attr-defined]
    if app.quiet and not app.verbosity:
        logging.getLogger(NAMESPACE).setLevel(logging.WARNING)


def revert(_app: Sphinx) -> None:
    """Let it describe everything again."""
    vars(sphinx.events).pop("repr", None)
    logging.getLogger(NAMESPACE).setLevel(logging.DEBUG)
