"""What a page shows: its head, a post's byline and contents, the parts that surround every page, cards of posts."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from kawaraban.build import build_of
from kawaraban.feeds.channel import KINDS, has_feeds, title_of
from kawaraban.listings import Listing
from kawaraban.shared import rooted, shared_of, thumbnails
from kawaraban.sidebar import sidebar_in, slim, slot_of

if TYPE_CHECKING:
    from sphinx.application import Sphinx

    from kawaraban.builder import BlogBuilder
    from kawaraban.posts.post import Post


def feeds_for(listing: Listing | None, app: Sphinx) -> list[tuple[str, str, str]]:
    """Return (file below the root, media type, title) of the feeds that a page announces, the blog's own last."""
    site = build_of(app).site
    whole = Listing("all", "blog", "", ())
    lists = [one for one in (listing, whole) if one and has_feeds(one)]
    lists = lists[:1] if lists[0].kind == "all" else lists
    return [(f"{one.pagename}/{name}", kind, title_of(one, site)) for one in lists for name, kind in KINDS.items()]


def fill_context(app: Sphinx, pagename: str, _template: str, context: dict[str, Any], _doctree: object) -> None:
    """Give a page's template what it shows."""
    shared, build = shared_of(app), build_of(app)
    if pagename == "404":
        context |= {"pathto": rooted(app, build.site.base_path), "content_root": build.site.base_path}
    pathto = context["pathto"]
    context |= shared.context
    context["thumb"] = thumbnails(app, pathto)
    context["card"] = lambda post: card_of(app, post, context["content_root"])
    context["page_feeds"] = feeds_for(context.get("listing"), app)
    context["canonical"] = build.site.base_url if pagename == app.config.root_doc else context["pageurl"]
    shared.slot = slot_of(context["sidebars"], context["content_root"])
    context["sidebar"] = lambda: sidebar_in(app, context)
    context["frame"] = lambda part: _frame(app, context, part)
    _fill_head(app, context)
    if post := shared.by_docname.get(pagename):
        older, newer = shared.neighbours[pagename]
        context |= {"post": post, "older_post": older, "newer_post": newer}
        context["canonical"] = post.canonical or context["pageurl"]
        context["page_description"] = "" if 'name="description"' in context["extra_meta"] else post.description
        if small := context["thumb"](post):
            context["share_image"] = build.site.base_url + small[0].replace("../", "")
    if "body" in context:
        head, found, rest = str(context["body"]).partition("</h1>")
        parts = (head + found, rest) if found else ("", head)
        context["body_head"], context["body_rest"] = map(Markup, parts)


def _fill_head(app: Sphinx, context: dict[str, Any]) -> None:
    """Give the page's head its title, its own meta elements and the files that the blog adds."""
    title = app.env.titles.get(context["pagename"])
    context["plain_title"] = context.get("title", "") if title is None else " ".join(title.astext().split())
    context["extra_meta"] = Markup(
        re.sub(r'<meta[^>]*(?:viewport|name="generator")[^>]*>\s*', "", context.get("metatags") or "")
    )
    added = shared_of(app).added_files
    context["css_files"] = [css for css in context["css_files"] if _short(css) in added]
    context["script_files"] = [js for js in context["script_files"] if _short(js) in added]
    context["page_description"] = build_of(app).site.tagline if context["pagename"] == app.config.root_doc else ""


def _short(asset: Any) -> str:
    return str(asset.filename or "").removeprefix("_static/")


def escape_by_default(app: Sphinx) -> None:
    """Let Jinja escape what our templates print: a title with `<script>` stays a title."""
    if app.builder.name != "html":
        return
    folder = Path(__file__).parent / "theme" / "kawaraban"
    ours = {path.relative_to(folder).as_posix() for path in folder.rglob("*.html")}
    environment = app.builder.templates.environment
    environment.autoescape = lambda name: (name or "").lstrip("!") in ours


def _frame(app: Sphinx, context: dict[str, Any], part: str) -> Markup:
    """Return a part that surrounds every page, rendered once for all pages of one depth.

    Pages that the navigation leads to are marked in it; a blog's own templates may show anything of their page.
    """
    shared, page, root = shared_of(app), context["pagename"], context["content_root"]
    free = shared.own_templates or any(link.pagename == page for link in context["navigation"])
    key = (part, root, page if free else "")
    if key not in shared.frames:
        own = context if shared.own_templates else context | {"pathto": rooted(app, root)}
        shared.frames[key] = slim(app.builder.templates.render(part, own))
    return Markup(shared.frames[key])


ROOT = "\0/"
"""Stands for the way to the site's root in a card that is kept for pages of every depth."""


def card_of(app: Sphinx, post: Post, root: str) -> Markup:
    """Return the card of a post on a list, rendered once for all lists."""
    shared = shared_of(app)
    if post.docname not in shared.cards:
        if shared.macros is None:
            builder: BlogBuilder = app.builder  # type: ignore[assignment]
            pathto = rooted(app, ROOT)
            context = builder.globalcontext | shared.context
            context |= {"pathto": pathto, "content_root": ROOT, "thumb": thumbnails(app, pathto)}
            template = builder.templates.environment.get_template("macros.html")
            shared.macros = template.make_module(context)
        shared.cards[post.docname] = str(vars(shared.macros)["card"](post, level=2))
    return Markup(shared.cards[post.docname].replace(ROOT, root.removeprefix("./")))


def setup(app: Sphinx) -> None:
    """Register the handlers."""
    app.connect("builder-inited", escape_by_default, priority=900)
    app.connect("html-page-context", fill_context, priority=700)
