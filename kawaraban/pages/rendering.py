"""Rendering a page: Sphinx's template context, the template, and the position of the sidebar in the result.

Pages are only rendered forward: the template leaves a mark for the sidebar, whose position is recorded as it is
inserted. No finished page is parsed or searched.
"""

from __future__ import annotations

import posixpath
from html import escape
from typing import TYPE_CHECKING, Any, NamedTuple

from sphinx.errors import ThemeError
from sphinx.locale import get_translation
from sphinx.util.osutil import relative_uri

from kawaraban.pages.sidebar import MARK, sidebar_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinx.application import Sphinx
    from sphinx.builders.html import StandaloneHTMLBuilder

__ = get_translation("sphinx")


class Rendered(NamedTuple):
    """A page: its HTML in UTF-8, its sidebar slot ("" if the sidebar is its own), and the sidebar's byte offset."""

    html: bytes
    slot: str = ""
    start: int = 0


def sphinx_context(builder: StandaloneHTMLBuilder, pagename: str, added: dict[str, Any]) -> dict[str, Any]:
    """Return the variables and functions that Sphinx documents for templates, updated with *added*."""
    base, config, env = builder.get_target_uri(pagename), builder.config, builder.env

    def pathto(otheruri: str, resource: bool = False, baseuri: str = base) -> str:
        if resource and "://" in otheruri:
            return otheruri
        uri = relative_uri(baseuri, otheruri if resource else builder.get_target_uri(otheruri)) or "#"
        return baseuri if uri == "#" and not builder.allow_sharp_as_current_path else uri

    return {
        **builder.globalcontext,
        "pagename": pagename,
        "current_page_name": pagename,
        "encoding": config.html_output_encoding,
        "pageurl": posixpath.join(config.html_baseurl, base) if config.html_baseurl else None,
        "pathto": pathto,
        "hasdoc": lambda name: name in env.all_docs,
        "toctree": lambda **options: builder._get_local_toctree(pagename, **options),
        "css_tag": lambda css: f"<link{_attributes(css, 'href', pathto)}>",
        "js_tag": lambda js: f"<script{_attributes(js, 'src', pathto)}>{js.attributes.get('body') or ''}</script>",
        "sidebars": list(builder._get_sidebars(pagename)),
        **added,
        "content_root": "../" * base.count("/") or "./",
    }


def _attributes(asset: Any, name: str, pathto: Callable[..., str]) -> str:
    """Return the attributes of a style or script that an extension has added; *name* is that of its address."""
    given = dict(asset.attributes) | ({name: pathto(str(asset.filename), True)} if asset.filename else {})
    given.pop("body", None)
    return "".join(f' {key}="{escape(value)}"' for key, value in sorted(given.items()) if value is not None)


def render_page(app: Sphinx, template: str, context: dict[str, Any]) -> Rendered:
    """Render *template* with *context*, and insert the sidebar named by `context["slot"]`.

    Raises ThemeError if the template fails.
    """
    for name in ("css_files", "script_files"):
        context[name] = sorted(context[name], key=lambda asset: getattr(asset, "priority", 500))
    try:
        html = app.builder.templates.render(template, context)
    except Exception as error:
        text = __("An error happened in rendering the page %s.\nReason: %r") % (context["pagename"], error)
        raise ThemeError(text) from error
    slot = context["slot"]
    before, mark, after = html.partition(MARK)
    sidebar = sidebar_of(app, slot) if mark else ""
    parts = (before, sidebar, after.replace(MARK, sidebar))
    first, *rest = (part.encode("utf-8", "xmlcharrefreplace") for part in parts)
    return Rendered(b"".join((first, *rest)), slot if mark else "", len(first) if mark else 0)
