"""What reaches into the packages below for speed: one file a lever, all of them off with `KAWARABAN_PLAIN=1`.

A lever changes no byte of the output (tests/test_speed.py). Each says what was slow, what it gains, what it assumes;
where an assumption no longer holds, it steps aside with a notice, and the build is right, only slower.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from sphinx.locale import get_translation

from kawaraban.speed import (
    docutils_settings,
    jinja,
    libyaml,
    node_kinds,
    parser_pool,
    silent_events,
    skip_transforms,
    traversal,
    workers,
)
from kawaraban.state import build_of

if TYPE_CHECKING:
    from contextlib import ExitStack
    from types import ModuleType

    from sphinx.application import Sphinx

_ = get_translation("sphinx")

OF_A_BUILD = (jinja, workers)
"""They change only what belongs to one build, and do so as soon as it has a builder."""
OF_ALL = (docutils_settings, node_kinds, skip_transforms, traversal, silent_events, libyaml, parser_pool)
LEVERS = OF_ALL + OF_A_BUILD


def pull_own_levers(app: Sphinx) -> None:
    """Pull those levers that concern this build alone."""
    _pull(app, OF_A_BUILD)


def pull_levers(app: Sphinx, undo: ExitStack) -> None:
    """Pull those that concern all documents of the process; *undo* lets go of them."""
    for lever in _pull(app, OF_ALL):
        undo.callback(lever.release, app)


def _pull(app: Sphinx, levers: tuple[ModuleType, ...]) -> list[ModuleType]:
    """Pull each lever whose assumption holds, none where the blog is to be built plainly; return which."""
    if app.builder.name != "html":
        return []
    holding = [lever for lever in levers if lever.holds()]
    odd = [lever for lever in levers if lever not in holding]
    build_of(app).notices += [_("an acceleration steps aside: %s") % lever.__name__ for lever in odd]
    pulled = [] if os.environ.get("KAWARABAN_PLAIN") else holding
    for lever in pulled:
        lever.pull(app)
    return pulled
