"""Disconnects page handlers whose results no template uses.

Slow: for every page ABlog, the parent themes and Sphinx's MathJax extension prepare functions and values for their own
templates, which this theme does not use. Gain: a fiftieth of the time per page. Assumes: only templates use what
these handlers add to the context; a blog with its own templates or extensions keeps all of them.
"""

from __future__ import annotations

from pkgutil import resolve_name
from typing import TYPE_CHECKING

from kawaraban.pages.context import has_own_templates, shows_ablog
from kawaraban.state import build_of

if TYPE_CHECKING:
    from sphinx.application import Sphinx

HANDLERS = (
    "ablog:html_page_context",
    "alabaster:update_context",
    "pydata_sphinx_theme:_fix_canonical_url",
    "pydata_sphinx_theme.edit_this_page:setup_edit_url",
    "pydata_sphinx_theme.toctree:add_toctree_functions",
    "pydata_sphinx_theme.utils:set_secondary_sidebar_items",
    "sphinx.ext.mathjax:install_mathjax",
)


def holds() -> bool:
    """Return whether the handlers are where they are expected."""
    try:
        return all(map(callable, map(resolve_name, HANDLERS)))
    except (AttributeError, ImportError):
        return False


def apply(app: Sphinx) -> None:
    """Disconnect them if the blog has no templates or extensions of its own."""
    if build_of(app).has_own_code or has_own_templates(app) or shows_ablog(app):
        return
    needless = [resolve_name(name) for name in HANDLERS]
    for listener in [each for each in app.events.listeners["html-page-context"] if each.handler in needless]:
        app.disconnect(listener.id)
