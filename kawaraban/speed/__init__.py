"""What reaches into the packages below for speed: one file a patch, all of them off with `KAWARABAN_PLAIN=1`.

A patch changes no byte of the output (tests/test_speed.py). Each says what was slow, what it gains, what it assumes;
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
PATCHES = OF_ALL + OF_A_BUILD


def apply_own_patches(app: Sphinx) -> None:
    """Apply those patches that concern this build alone."""
    _apply(app, OF_A_BUILD)


def apply_patches(app: Sphinx, undo: ExitStack) -> None:
    """Apply those that concern all documents of the process; *undo* reverts them."""
    for patch in _apply(app, OF_ALL):
        undo.callback(patch.revert, app)


def _apply(app: Sphinx, patches: tuple[ModuleType, ...]) -> list[ModuleType]:
    """Apply each patch whose assumption holds, none where the blog is to be built plainly; return which."""
    if app.builder.name != "html":
        return []
    holding = [patch for patch in patches if patch.holds()]
    odd = [patch for patch in patches if patch not in holding]
    build_of(app).notices += [_("an acceleration steps aside: %s") % patch.__name__ for patch in odd]
    applied = [] if os.environ.get("KAWARABAN_PLAIN") else holding
    for patch in applied:
        patch.apply(app)
    return applied
