"""The template context of a page: a post's byline and contents, the parts around the content, cards of posts."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from markupsafe import Markup

from kawaraban.incremental.files import digest
from kawaraban.pages.article import Parts
from kawaraban.pages.context import context_of, rooted, thumbnails
from kawaraban.pages.head import fill_head
from kawaraban.pages.sidebar import parts_on, sidebar_in, slim, slot_of
from kawaraban.state import build_of

if TYPE_CHECKING:
    from jinja2.environment import TemplateModule
    from sphinx.application import Sphinx
    from sphinx.builders.html import StandaloneHTMLBuilder

    from kawaraban.model.listings import Month


def fill_context(app: Sphinx, pagename: str, _template: str, context: dict[str, Any], _doctree: object) -> None:
    """Add the variables of our templates to the context of a page."""
    shared, build = context_of(app), build_of(app)
    if pagename == "404":
        context |= {"pathto": rooted(app, build.site.base_path), "content_root": build.site.base_path}
    context |= shared.context
    context["thumb"] = thumbnails(app, context["pathto"])
    root = context["content_root"]
    context["card"] = lambda post: rendered(app, root, "card", post.docname, post, level=2)
    context["titles"] = lambda month: titles_of(app, root, month)
    context["sidebars"] = parts_on(app, pagename, context["sidebars"])
    context["slot"] = slot_of(app, pagename, context["sidebars"], context["content_root"])
    context["sidebar"] = lambda: sidebar_in(app, context)
    context["frame"] = lambda part: _frame(app, context, part)
    fill_head(app, context)
    if pagename in shared.chapters:
        before, after = shared.chapters[pagename]
        context |= {"is_chapter": True, "page_before": before, "page_after": after}
    if post := shared.by_docname.get(pagename):
        older, newer = shared.neighbours[pagename]
        context |= {"post": post, "older_post": older, "newer_post": newer}
        context |= {"related": shared.related[pagename], "series": shared.series.get(post.series, ())}
    if "body" in context:
        context["article"] = Parts(*map(Markup, parts_of(str(context["body"]), context.get("parts"))))
        context["addresses"] = addresses_in(str(context["body"]))


def addresses_in(body: str) -> list[str]:
    """Return the external links of an article in order; a printed page lists them at its end."""
    return [unescape(found) for found in re.findall(r'<a\b[^>]*?\shref="(https?://[^"]*)"', body)]


def parts_of(body: str, parts: Parts | None) -> Parts:
    """Return the parts of the *body* that a page shows, given those of its article.

    An extension may have changed the body. What it inserted into the content is shown there; if it changed the title or
    the end, the body is shown as one part.
    """
    if parts and len(body) >= len(parts.heading + parts.rest):
        start, end = len(parts.heading), len(body) - len(parts.rest)
        if (body[:start], body[end:]) == (parts.heading, parts.rest):
            return Parts(parts.heading, body[start:end], parts.rest)
    return Parts("", body, "")


def enable_autoescape(app: Sphinx) -> None:
    """Enable autoescaping for Jinja templates, so that a title with `<script>` is shown as text."""
    if app.builder.name != "html":
        return
    folder = Path(__file__).parents[1] / "theme" / "kawaraban"
    ours = {path.relative_to(folder).as_posix() for path in folder.rglob("*.html")}
    environment = app.builder.templates.environment
    environment.autoescape = lambda name: (name or "").lstrip("!") in ours


def _frame(app: Sphinx, context: dict[str, Any], part: str) -> Markup:
    """Return a part around the content, rendered once for all pages of one depth.

    It is rendered again for pages that the navigation marks as current, and for all pages if the blog has its own
    templates.
    """
    shared, page, root = context_of(app), context["pagename"], context["content_root"]
    free = shared.own_templates or any(link.pagename == page for link in context["navigation"])
    key = (part, root, page if free else "")
    if key not in shared.cache.frames:
        own = context if shared.own_templates else context | {"pathto": rooted(app, root)}
        shared.cache.frames[key] = slim(app.builder.templates.render(part, own))
    return Markup(shared.cache.frames[key])


ROOT = "\0/"
"""Placeholder for the path to the root in what a macro gives, which is used on pages of every depth."""


def rendered(app: Sphinx, root: str, macro: str, of: str, *given: object, **more: object) -> Markup:
    """Return what a macro of macros.html gives, rendered once for all pages; *of* names what it is given.

    *root* is the path from the page to the root.
    """
    cache = context_of(app).cache
    if (macro, of) not in cache.macros:
        cache.macros[macro, of] = str(vars(_macros(app))[macro](*given, **more))
    return Markup(cache.macros[macro, of].replace(ROOT, root.removeprefix("./")))


def titles_of(app: Sphinx, root: str, month: Month) -> Markup:
    """Return the titles of a month's posts, which are kept from build to build; see `rendered`."""
    shared, session, name = context_of(app), build_of(app).session, f"titles {month.pagename}"
    if name not in shared.cache.titles:
        signature = digest("\n".join([shared.frame, *(post.digest for post in month.posts)])).encode()
        kept = session.recall(name) if session.record.outputs else None
        if kept is None or not kept.startswith(signature):
            kept = signature + str(vars(_macros(app))["titles"](month.posts)).encode()
            session.remember(name, kept)
        shared.cache.titles[name] = kept.removeprefix(signature).decode()
    return Markup(shared.cache.titles[name].replace(ROOT, root.removeprefix("./")))


def _macros(app: Sphinx) -> TemplateModule:
    """Return macros.html with links from `ROOT`."""
    shared = context_of(app)
    if shared.cache.template is None:
        builder = cast("StandaloneHTMLBuilder", app.builder)
        pathto = rooted(app, ROOT)
        context = builder.globalcontext | shared.context
        context |= {"pathto": pathto, "content_root": ROOT, "thumb": thumbnails(app, pathto)}
        shared.cache.template = builder.templates.environment.get_template("macros.html").make_module(context)
    return shared.cache.template
