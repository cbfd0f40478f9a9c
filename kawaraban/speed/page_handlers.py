"""Handlers of pages left out if no template asks for what they offer.

Slow: for every page ABlog, the themes below and Sphinx's MathJax make functions and values for templates of their own,
which this theme does not use. Gain: a fiftieth of the time of a page. Assumes: only templates ask for what these
handlers put into the context; a blog with templates or extensions of its own keeps them all.
"""

from __future__ import annotations

from pkgutil import resolve_name
from typing import TYPE_CHECKING

from kawaraban.pages.context import has_own_templates
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
    """Return whether the handlers are where they are known to be."""
    try:
        return all(map(callable, map(resolve_name, HANDLERS)))
    except (AttributeError, ImportError):
        return False


def apply(app: Sphinx) -> None:
    """Disconnect them, if the blog has only the templates that are known."""
    if build_of(app).has_own_code or has_own_templates(app):
        return
    needless = [resolve_name(name) for name in HANDLERS]
    for listener in [each for each in app.events.listeners["html-page-context"] if each.handler in needless]:
        app.disconnect(listener.id)
