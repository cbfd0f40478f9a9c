"""Patches of other packages for speed, one module each; `KAWARABAN_PLAIN=1` turns all of them off.

A patch does not change a single byte of the output (tests/test_speed.py). Each module says what was slow, what the
patch gains and what it assumes. If an assumption no longer holds, the patch is skipped with a notice.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from sphinx.locale import get_translation

from kawaraban.speed import (
    block_rules,
    docutils_settings,
    environment_file,
    jinja,
    narrow_transforms,
    node_kinds,
    page_handlers,
    parser_pool,
    plain_text,
    released_trees,
    silent_events,
    skip_transforms,
    start_tags,
    token_trees,
    traversal,
    workers,
)
from kawaraban.state import build_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from contextlib import ExitStack
    from types import ModuleType

    from sphinx.application import Sphinx

    from kawaraban.state.patch import Patch

_ = get_translation("sphinx")

OF_A_BUILD = (jinja, page_handlers, workers)
"""Modules that change only objects of one build; applied as soon as it has a builder."""
OF_ALL = (
    docutils_settings, node_kinds, skip_transforms, traversal, plain_text, silent_events, parser_pool,
    block_rules, token_trees, released_trees, start_tags, environment_file,
    narrow_transforms,
)  # fmt: skip


def apply_own_patches(app: Sphinx) -> None:
    """Apply the patches that affect only this build."""
    for module in _chosen(app, {module: module.holds() for module in OF_A_BUILD}):
        module.apply(app)


def apply_patches(app: Sphinx, undo: ExitStack) -> None:
    """Apply the patches that affect the whole process; *undo* reverts them."""
    patches = {module: tuple(module.patches(app)) for module in OF_ALL}
    for module in _chosen(app, {module: fits(module, found) for module, found in patches.items()}):
        for patch in patches[module]:
            patch.apply(undo)
        if hasattr(module, "begin"):
            module.begin(app, undo)


def fits(module: ModuleType, patches: Iterable[Patch]) -> bool:
    """Return whether everything a module replaces has the expected source, and its other assumptions hold."""
    return (not hasattr(module, "holds") or module.holds()) and all(patch.is_applicable() for patch in patches)


def _chosen(app: Sphinx, fitting: dict[ModuleType, bool]) -> list[ModuleType]:
    """Return the modules that can be applied, none if `KAWARABAN_PLAIN` is set; add a notice about the others."""
    if app.builder.name != "html":
        return []
    odd = [module for module, fits in fitting.items() if not fits]
    build_of(app).notices += [_("an acceleration steps aside: %s") % module.__name__ for module in odd]
    return [] if os.environ.get("KAWARABAN_PLAIN") else [module for module in fitting if module not in odd]
