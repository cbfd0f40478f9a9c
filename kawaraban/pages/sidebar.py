"""The sidebar: rendered once for all pages of one depth, and replaced in finished pages if only it has changed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, cast

from markupsafe import Markup
from sphinx.util.matching import patmatch

from kawaraban.incremental.files import digest
from kawaraban.incremental.manifest import PageRecord
from kawaraban.pages.assets.csp import check_page
from kawaraban.pages.context import context_of, rooted, thumbnails
from kawaraban.pages.navigation import CONTENTS
from kawaraban.state import build_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx.application import Sphinx
    from sphinx.builders.html import StandaloneHTMLBuilder

MARK = "\0sidebar\0"
"""Placeholder in a rendered page for a sidebar that is rendered separately."""
OURS = "sidebar/"
"""Folder of the sidebar parts that are the same on all pages of one depth; a blog may override them by these names."""


SHORT = ("sidebar/profile.html", "sidebar/search.html")
"""The only parts on pages that are neither posts nor lists, which are often shorter than the whole sidebar."""
REDUNDANT = {
    "blog": "sidebar/newest.html",
    "blog/archive": "sidebar/archive.html",
    "blog/category": "sidebar/categories.html",
    "blog/feeds": "sidebar/feeds.html",
    "search": "sidebar/search.html",
}
"""Sidebar parts that are left out on a page whose content shows the same."""


def parts_on(app: Sphinx, pagename: str, parts: Sequence[str]) -> list[str]:
    """Return the parts of a page's sidebar, given those of the theme; `html_sidebars` in conf.py takes precedence."""
    if any(patmatch(pagename, pattern) for pattern in app.config.html_sidebars):
        return list(parts)
    is_home = pagename == app.config.root_doc
    is_list = pagename == "blog" or pagename.startswith("blog/")
    if not (is_home or is_list or pagename in context_of(app).by_docname):
        parts = [part for part in parts if part in SHORT or not part.startswith(OURS)]
    redundant = REDUNDANT["blog"] if is_home else REDUNDANT.get(pagename)
    return [part for part in parts if part != redundant]


def slot_of(app: Sphinx, pagename: str, parts: Sequence[str], root: str) -> str:
    """Return the slot, that is the cache key, of a sidebar with these parts on pages whose path to the root is *root*.

    It is empty if a part may depend on the page; such a sidebar is rendered with the page. A page that the sidebar
    marks as current, in the site's table of contents, has a slot of its own.
    """
    if not parts or not all(part.startswith(OURS) for part in parts):
        return ""
    current = pagename if CONTENTS in parts and pagename in context_of(app).chapters else ""
    return "|".join((root, ",".join(parts), current))


def slim(html: str) -> str:
    """Return HTML without indentation and empty lines, unless it has preformatted text."""
    return html if "<pre" in html or "<textarea" in html else re.sub(r"\n\s*", "\n", html).strip("\n")


def sidebar_of(app: Sphinx, slot: str) -> str:
    """Return the sidebar of a slot, rendered once."""
    shared = context_of(app)
    if slot not in shared.cache.sidebars:
        builder = cast("StandaloneHTMLBuilder", app.builder)
        root, parts, current = slot.split("|", 2)
        pathto = rooted(app, root)
        context = builder.globalcontext | shared.context
        context |= {"pathto": pathto, "content_root": root, "thumb": thumbnails(app, pathto), "pagename": current}
        rendered = (builder.templates.render(part, dict(context)) for part in parts.split(","))
        shared.cache.sidebars[slot] = sidebar = slim("\n".join(rendered))
        check_page(build_of(app).site, sidebar, "html_sidebars")
    return shared.cache.sidebars[slot]


def sidebar_in(app: Sphinx, context: dict[str, Any]) -> Markup:
    """Return the sidebar of the page with this *context*, or the placeholder that `render_page` replaces."""
    if context["slot"]:
        return Markup(MARK)
    return Markup("\n").join(Markup(app.builder.templates.render(part, context)) for part in context["sidebars"])


def record_of(app: Sphinx, signature: str, pictures: tuple[str, ...], slot: str, start: int) -> PageRecord:
    """Return the record of a page whose sidebar begins at byte *start*; *slot* is "" without a shared sidebar."""
    if not slot:
        return PageRecord(signature, pictures)
    sidebar = sidebar_of(app, slot).encode("utf-8", "xmlcharrefreplace")
    return PageRecord(signature, pictures, slot, start, len(sidebar), digest(sidebar))


def stamp_sidebars(app: Sphinx) -> None:
    """Replace the sidebar in pages that are kept, if it has changed."""
    session = build_of(app).session
    digests: dict[str, str] = {}
    for file in session.retained & session.record.pages.keys():
        slot, found = session.record.pages[file].slot, session.record.pages[file].sidebar
        if slot and slot not in digests:
            digests[slot] = digest(sidebar_of(app, slot))
        if slot and digests[slot] != found:
            session.replace_sidebar(file, sidebar_of(app, slot))
