"""Caches docutils settings, which are computed once per build instead of twice per document.

Slow: for each document Sphinx builds an option parser with 150 options to get defaults that never change; MyST does
the same for a document that it discards. Gain: about a fifth of the time for reading. Assumes: the two functions
exist, and their results depend only on their arguments. docutils.conf is read once per build.
"""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING, Any

import myst_parser.mdit_to_docutils.base as myst
import sphinx.util.docutils as sphinx_docutils
from docutils.utils import DependencyList

from kawaraban.state.patch import Patch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from docutils.frontend import Values
    from sphinx.application import Sphinx


def remembering(function: Callable[..., Values]) -> Callable[..., Values]:
    """Return *function* with a cache by kinds of components; it returns copies of the cached result."""
    made: list[tuple[list[type], dict[str, Any], Values]] = []

    def settings(*components: Any, **options: Any) -> Values:
        kinds = [part if isinstance(part, type) else type(part) for part in components]
        for known, given, values in made:
            if known == kinds and given == options:
                return copied(values)
        values = function(*components, **options)
        made.append((kinds, options, copied(values)))
        return values

    return settings


def copied(values: Values) -> Values:
    """Return a copy of settings with copied lists and an empty record of dependencies."""
    fresh = copy(values)
    vars(fresh).update((key, value[:]) for key, value in vars(values).items() if isinstance(value, list))
    fresh.record_dependencies = DependencyList()
    return fresh


def patches(_app: Sphinx) -> Iterator[Patch]:
    """Cache settings, starting with empty caches."""
    for module, name, source in (
        (sphinx_docutils, "_get_settings", "98f6827c105d"),
        (myst, "get_default_settings", "063ddef2935c"),
    ):
        function: Any = getattr(module, name, None)  # if it is gone, the patch is skipped
        yield Patch(module, name, remembering(function), source)
