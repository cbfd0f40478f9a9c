"""What every page shows: navigation, sidebar, dates in the blog's language, and a post's byline and contents."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from babel.dates import format_date
from markupsafe import Markup

from kawaraban import images
from kawaraban.build import build_of
from kawaraban.feeds import KINDS, has_feeds, title_of
from kawaraban.icons import icon, icon_of
from kawaraban.listings import Listing, archive, by_label
from kawaraban.navigation import navigation, outline

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from sphinx.application import Sphinx

    from kawaraban.posts.post import Post

NEWEST = 5
"""Posts that the sidebar shows; the home page shows twice as many."""


FOOTER_PAGES = ("privacy", "contact")
"""Pages that every page links, where the blog has them."""


def neighbours(posts: tuple[Post, ...]) -> dict[str, tuple[Post | None, Post | None]]:
    """Return (older, newer) of each post by docname; *posts* are newest first."""
    around: tuple[Post | None, ...] = (None, *posts, None)
    return {post.docname: (around[n + 2], around[n]) for n, post in enumerate(posts)}


class Shared:
    """What all pages of a build have in common, computed once."""

    def __init__(self, app: Sphinx) -> None:
        build = build_of(app)
        self.by_docname = {post.docname: post for post in build.posts}
        self.neighbours = neighbours(build.posts)
        self.sidebars: dict[tuple[str, str], str] = {}
        self.added_files = _added_files(app)
        self.thumbnails: dict[tuple[str, int], tuple[str, int, int] | None] = {}
        language = build.site.language
        self.context: dict[str, Any] = {
            "site": build.site,
            "posts": build.posts,
            "navigation": navigation(app),
            "archive_tree": archive(build.posts, language),
            "categories": by_label(build.posts, "category"),
            "newest": build.posts[:NEWEST],
            "newest_count": NEWEST,
            "icon": icon,
            "icon_of": icon_of,
            "site_years": _years(build.posts),
            "footer_pages": [(n, app.env.titles[n].astext()) for n in FOOTER_PAGES if n in app.env.titles],
            "day": lambda when: day(when, language),
            "stylesheet": getattr(app.builder, "kawaraban_stylesheet", ""),
            "feed_kinds": KINDS,
        }


def _years(posts: tuple[Post, ...]) -> str:
    """Return the years of the posts, for the copyright: 2023–2026, 2026 or nothing."""
    years = sorted({post.date.year for post in posts})
    return f"{years[0]}–{years[-1]}" if len(years) > 1 else "".join(map(str, years))


def day(when: date, language: str) -> str:
    """Return a date as the blog's language writes it: 2025年10月27日, October 27, 2025."""
    return format_date(when, "long", locale=language.replace("-", "_"))


def _shared(app: Sphinx) -> Shared:
    shared = getattr(app.builder, "kawaraban_shared", None)
    if shared is None:
        app.builder.kawaraban_shared = shared = Shared(app)  # type: ignore[attr-defined]
    return shared


def feeds_for(listing: Listing | None, app: Sphinx) -> list[tuple[str, str, str]]:
    """Return (file below the root, media type, title) of the feeds that a page announces, the blog's own last."""
    site = build_of(app).site
    whole = Listing("all", "blog", "", ())
    lists = [one for one in (listing, whole) if one and has_feeds(one)]
    lists = lists[:1] if lists[0].kind == "all" else lists
    return [(f"{one.pagename}/{name}", kind, title_of(one, site)) for one in lists for name, kind in KINDS.items()]


def _thumbnails(app: Sphinx, pathto: Callable[..., str]) -> Callable[..., tuple[str, int, int] | None]:
    used: set[str] = app.builder.__dict__.setdefault("kawaraban_thumbnails", set())
    made = _shared(app).thumbnails

    def thumb(post: Post, width: int = images.CARD) -> tuple[str, int, int] | None:
        key = (post.image, width)
        if key not in made:
            made[key] = images.thumbnail(app, *key) if post.image else None
        found = made[key]
        if not found:
            return None
        used.add(found[0])
        return pathto(f"_images/{found[0]}", 1), found[1], found[2]

    return thumb


def fill_context(app: Sphinx, pagename: str, _template: str, context: dict[str, Any], _doctree: object) -> None:
    """Give a page's template what it shows."""
    shared, build = _shared(app), build_of(app)
    if pagename == "404":
        context |= {"pathto": rooted(app, build.site.base_path), "content_root": build.site.base_path}
    pathto = context["pathto"]
    context |= shared.context
    context["thumb"] = _thumbnails(app, pathto)
    context["page_feeds"] = feeds_for(context.get("listing"), app)
    context["canonical"] = build.site.base_url if pagename == app.config.root_doc else context["pageurl"]
    context["sidebar"] = lambda: _sidebar(app, shared, context)
    context["contents"] = outline(app.env.tocs.get(pagename))
    _fill_head(app, context)
    if post := shared.by_docname.get(pagename):
        older, newer = shared.neighbours[pagename]
        context |= {"post": post, "older_post": older, "newer_post": newer}
        context["canonical"] = post.canonical or context["pageurl"]
        context["page_description"] = "" if 'name="description"' in context["extra_meta"] else post.description
        if small := context["thumb"](post):
            context["share_image"] = f"{build.site.base_url}_images/{small[0].rsplit('/', 1)[-1]}"
    if "body" in context:
        head, found, rest = str(context["body"]).partition("</h1>")
        parts = (head + found, rest) if found else ("", head)
        context["body_head"], context["body_rest"] = map(Markup, parts)


def _fill_head(app: Sphinx, context: dict[str, Any]) -> None:
    """Give the page's head its title, its own meta elements and the files that the blog adds."""
    context["plain_title"] = (
        Markup(context.get("title", "")).striptags() if "body" in context else context.get("title", "")
    )
    context["extra_meta"] = Markup(
        re.sub(r'<meta[^>]*(?:viewport|name="generator")[^>]*>\s*', "", context.get("metatags") or "")
    )
    added = _shared(app).added_files
    context["css_files"] = [css for css in context["css_files"] if _short(css) in added]
    context["script_files"] = [js for js in context["script_files"] if _short(js) in added]
    context["page_description"] = build_of(app).site.tagline if context["pagename"] == app.config.root_doc else ""


def _added_files(app: Sphinx) -> set[str]:
    """Return the styles and scripts that the blog or an extension adds; those of the theme below are not sent."""
    registry, config = app.registry, app.config
    added = (*registry.css_files, *config.html_css_files, *registry.js_files, *config.html_js_files)
    return {name for name, _attributes in added if name}


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


def rooted(app: Sphinx, content_root: str) -> Callable[..., str]:
    """Return a `pathto` whose links go through the site's root, so that they hold on every page of one depth."""

    def pathto(otheruri: str, resource: bool = False) -> str:
        target = otheruri if resource else app.builder.get_target_uri(otheruri)
        return target if "://" in target else content_root.removeprefix("./") + target

    return pathto


def _sidebar(app: Sphinx, shared: Shared, context: dict[str, Any]) -> Markup:
    """Return the sidebar; those of its parts that are ours are rendered once for all pages of one depth."""
    root = context["content_root"]
    pathto = rooted(app, root)
    common = context | {"pathto": pathto, "thumb": _thumbnails(app, pathto)}

    def part(name: str) -> str:
        render = app.builder.templates.render
        if not name.startswith("sidebar/"):
            return str(render(name, context))
        if (root, name) not in shared.sidebars:
            shared.sidebars[root, name] = render(name, common)
        return shared.sidebars[root, name]

    return Markup("\n").join(Markup(part(name)) for name in context["sidebars"])


def forget_shared(app: Sphinx, _env: object) -> None:
    """Start anew for each build of a process."""
    app.builder.__dict__.pop("kawaraban_shared", None)


def setup(app: Sphinx) -> None:
    """Register the handlers."""
    app.connect("builder-inited", escape_by_default, priority=900)
    app.connect("env-updated", forget_shared)
    app.connect("html-page-context", fill_context, priority=700)
