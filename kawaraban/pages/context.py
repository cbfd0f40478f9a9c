"""What all pages of a build have in common, computed once: navigation, newest posts, dates in the blog's language."""

from __future__ import annotations

import marshal
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote

from sphinx.application import builtin_extensions

from kawaraban.images import share_card
from kawaraban.images.thumbnails import CARD, thumbnail
from kawaraban.incremental.edition import PAGES
from kawaraban.incremental.files import digest
from kawaraban.model.feeds import NAMES
from kawaraban.model.listings import NEWEST
from kawaraban.model.related import neighbours, relate, related, series
from kawaraban.pages.assets.icons import icon, icon_of
from kawaraban.pages.assets.scripts import OPTIONS
from kawaraban.pages.navigation import NavLink, navigation, reading_order, site_contents
from kawaraban.sources.ablog_catalogue import register_posts
from kawaraban.state import build_of
from kawaraban.state.index import index_of
from kawaraban.text.dates import long_date

if TYPE_CHECKING:
    from collections.abc import Callable

    from jinja2.environment import TemplateModule
    from sphinx.application import Sphinx

    from kawaraban.model.post import Post
    from kawaraban.model.related import Relation
    from kawaraban.state import Build
    from kawaraban.state.index import SmallPicture

FOOTER_PAGES = ("privacy", "contact")
"""Pages that the footer links, if the blog has them."""


@dataclass(slots=True)
class RenderCache:
    """HTML that is rendered once and used on many pages of a build."""

    sidebars: dict[str, str] = field(default_factory=dict)
    """By sidebar slot."""
    macros: dict[tuple[str, str], str] = field(default_factory=dict)
    """What macros give, by macro and what it is given; see `pages.page.rendered`."""
    titles: dict[str, str] = field(default_factory=dict)
    """The titles of the posts of each month; see `pages.page.titles_of`."""
    frames: dict[tuple[str, str, str], str] = field(default_factory=dict)
    """The parts around the content, by name, path to the root, and the page if the part differs between pages."""
    thumbnails: dict[tuple[str, int], SmallPicture | None] = field(default_factory=dict)
    """By published name of the image, and width."""
    template: TemplateModule | None = None
    """The template with the macros."""
    tooltips: dict[str, Any] | None = None
    """What `pages.tooltips` passes to sphinx-tippy for each page."""


@dataclass(frozen=True, slots=True)
class SiteContext:
    """What all pages of a build have in common.

    `chapters` are the pages of the site's table of contents, each with the links to the ones before and after it.
    `frame` is the digest of everything around the content except the sidebar, `design` that of what all share cards
    have in common; `context` holds variables for templates.
    """

    by_docname: dict[str, Post]
    neighbours: dict[str, tuple[Post | None, Post | None]]
    related: dict[str, tuple[Post, ...]]
    series: dict[str, tuple[Post, ...]]
    chapters: dict[str, tuple[NavLink | None, NavLink | None]]
    own_templates: bool
    added_files: frozenset[str]
    design: str
    frame: str
    context: dict[str, Any]
    cache: RenderCache = field(default_factory=RenderCache)


def make_context(app: Sphinx) -> SiteContext:
    """Return what the pages of this build have in common; all posts must have been read."""
    build, frame, design = build_of(app), _frame(app), share_card.design_of(app)
    parts = site_contents(app)
    own_templates = has_own_templates(app)
    if own_templates or shows_ablog(app):
        register_posts(app)
    untracked = _untracked_inputs(app, own_templates=own_templates)
    return SiteContext(
        by_docname={post.docname: post for post in build.posts},
        neighbours=neighbours(build.posts),
        related=_related(build),
        series=series(build.posts),
        chapters=reading_order(parts),
        own_templates=own_templates,
        added_files=_added_files(app),
        design=design,
        frame=digest(repr((frame, design, build.session.editions[PAGES], untracked))),
        context=frame | _for_templates(build) | {"site_contents": parts},
    )


def _related(build: Build) -> dict[str, tuple[Post, ...]]:
    """Return the related posts of each post, compared only where the last build did not."""
    session, name = build.session, "related"
    kept = session.recall(name) if session.record.outputs else None
    known: list[Relation] = marshal.loads(kept) if kept else []  # noqa: S302 - our own cache
    found = relate(build.posts, known)
    if found != known:
        session.remember(name, marshal.dumps(found))
    return related(build.posts, found)


def _frame(app: Sphinx) -> dict[str, Any]:
    """Return the template variables for what surrounds the content."""
    build, titles = build_of(app), app.env.titles
    return {
        "navigation": navigation(app),
        "site_years": _years(build.posts),
        "footer_pages": [(name, titles[name].astext()) for name in FOOTER_PAGES if name in titles],
        "players": sorted({host for hosts in index_of(app.env).players.values() for host in hosts}),
        "stylesheet": build.stylesheets.get("", ""),
        "more_styles": build.stylesheets.get("more", ""),
    }


def _for_templates(build: Build) -> dict[str, Any]:
    """Return the other template variables about the blog."""
    language = build.site.language
    return {
        "site": build.site,
        "posts": build.posts,
        "archive_tree": build.archive,
        "categories": build.labels["category"],
        "newest": build.posts[:NEWEST],
        "newest_count": NEWEST,
        "icon": icon,
        "icon_of": icon_of,
        "day": lambda when: long_date(when, language),
        "feed_names": NAMES,
    }


KNOWN = {
    name.partition(".")[0] for name in (*builtin_extensions, "ablog", "kawaraban", "myst_parser", "pydata_sphinx_theme")
}
"""Packages whose handlers do not show content of one document on the page of another."""


def has_third_party(app: Sphinx) -> bool:
    """Return whether an extension unknown to Kawaraban handles pages; what it shows on them cannot be tracked."""
    listeners = [*app.events.listeners["html-page-context"], *app.events.listeners["doctree-resolved"]]
    return any(str(listener.handler.__module__).partition(".")[0] not in KNOWN for listener in listeners)


def has_own_templates(app: Sphinx) -> bool:
    """Return whether the blog overrides templates other than parts of the sidebar."""
    folders = [app.confdir / folder for folder in app.config.templates_path]
    own = [path for folder in folders for path in folder.rglob("*.html") if path.parent != folder / "sidebar"]
    return any(Path(app.confdir) in path.parents for path in own)


def shows_ablog(app: Sphinx) -> bool:
    """Return whether a part of the sidebar is one of ABlog's, or unknown, and may show anything of its catalogue."""
    return any(not part.startswith("sidebar/") for parts in app.config.html_sidebars.values() for part in parts)


def _untracked_inputs(app: Sphinx, *, own_templates: bool) -> str:
    """Return a digest of all that the blog's own templates or extensions could show on a page, "" without any."""
    build = build_of(app)
    if own_templates or has_third_party(app):
        sources = (f"{path}{source.digest}" for path, source in sorted(build.session.sources.items()))
        return digest("".join([*sources, *build.session.editions.values()]))
    return ""


def _years(posts: tuple[Post, ...]) -> str:
    """Return the years of the posts for the copyright line: `2023–2026`, `2026` or nothing."""
    years = sorted({post.date.year for post in posts})
    return f"{years[0]}–{years[-1]}" if len(years) > 1 else "".join(map(str, years))


def context_of(app: Sphinx) -> SiteContext:
    """Return what the pages of this build have in common."""
    build = build_of(app)
    if build.page_context is None:
        build.page_context = make_context(app)
    shared: SiteContext = build.page_context
    return shared


class Thumbnail(NamedTuple):
    """A post's thumbnail for templates; see `state.index.SmallPicture` for `focus` and `clear`."""

    url: str
    width: int
    height: int
    focus: str
    clear: bool


def thumbnails(app: Sphinx, pathto: Callable[..., str]) -> Callable[..., Thumbnail | None]:
    """Return the template function that gives a post's thumbnail, or None."""
    made, cards = context_of(app).cache.thumbnails, index_of(app.env).cards

    def thumb(post: Post, width: int = CARD) -> Thumbnail | None:
        key = (post.image_name, width)
        if key not in made:
            made[key] = thumbnail(app, post, width)
        found, card = made[key], cards.get(post.docname)
        if found is None:
            return None
        url, seen = pathto(quote(f"_images/{found.name}"), 1), card or found
        return Thumbnail(url, found.width, found.height, seen.focus, seen.clear)

    return thumb


def _added_files(app: Sphinx) -> frozenset[str]:
    """Return the styles and scripts that the blog or an extension adds, with what its scripts need.

    Inline scripts are represented by their text. The theme's own files are not published.
    """
    registry, config = app.registry, app.config
    added = (*registry.css_files, *config.html_css_files, *registry.js_files, *config.html_js_files)
    names = {name for name, _attributes in added if name}
    return frozenset(names | {*build_of(app).inline_scripts} | ({OPTIONS} if registry.js_files else set()))


def rooted(app: Sphinx, content_root: str) -> Callable[..., str]:
    """Return a `pathto` whose links go through the site's root, so that they hold on every page of one depth."""

    def pathto(otheruri: str, resource: bool = False) -> str:
        target = otheruri if resource else app.builder.get_target_uri(otheruri)
        return target if "://" in target else content_root.removeprefix("./") + target

    return pathto


def forget_context(app: Sphinx, _env: object) -> None:
    """Reset the context, since a process may run several builds."""
    build_of(app).page_context = None
