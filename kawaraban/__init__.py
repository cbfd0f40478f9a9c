"""Kawaraban: a publishing press for a personal blog.

`extensions = ["kawaraban"]` in conf.py makes a folder of Markdown posts a dated, catalogued site with feeds, on
Sphinx, MyST, ABlog and pydata-sphinx-theme. What a build does, and in what order, stands in `PIPELINE`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

__version__ = "0.1.0"


class Phase(NamedTuple):
    """A part of a build: the event of Sphinx, the priority of the first handler, the handlers in their order."""

    name: str
    event: str
    priority: int
    handlers: tuple[str, ...]


FIRST, LAST = 100, 600
"""Before, and after, what Sphinx, MyST, ABlog and the theme do at an event (500)."""

PIPELINE = (
    Phase("configure", "config-inited", FIRST, (
        "outputs.static_files:keep_apart", "model.defaults:set_defaults", "sources.discovery:open_session")),
    Phase("configure", "config-inited", LAST, ("sources.ablog:drop_stylesheets",)),
    Phase("discover", "builder-inited", FIRST, (
        "outputs.other_builders:leave_theme_out", "speed:apply_own_patches", "sources.environment:install_environment",
        "sources.discovery:gather_posts", "state.access:register_unpublished", "outputs.static_files:check_static",
        "directives.embeds:load_links")),
    Phase("prepare", "builder-inited", LAST, (
        "sources.highlighting:install_highlighter", "pages.assets.icons:check_icons",
        "pages.assets.stylesheet:write_stylesheets", "pages.page:escape_by_default",
        "pages.assets.scripts:write_scripts", "pages.phrases:offer_filter")),
    Phase("compare", "env-get-outdated", LAST, (
        "sources.today:outdated_by_date", "pages.article:forget_articles", "sources.changes:store_previous")),
    Phase("read", "env-before-read-docs", LAST, ("state.index:forget_trees", "sources.environment:purge_outdated")),
    Phase("read", "env-purge-doc", LAST, ("state.index:purge_document",)),
    Phase("read", "source-read", FIRST, ("sources.rewrite:prepare_source",)),
    Phase("read", "doctree-read", LAST, (
        "sources.math:check_formulas", "sources.ablog:read_post", "sources.ablog:remember_lists",
        "images.thumbnails:keep_card", "sources.raw_html:check_document", "sources.media:check_downloads",
        "directives.gallery:check_words", "sources.link_checks:check_links", "sources.meta_elements:check_meta",
        "sources.file_access:check_dependencies")),
    Phase("read", "env-merge-info", LAST, ("state.index:merge_documents",)),
    Phase("compare", "env-get-updated", LAST, ("sources.changes:follow_changes",)),  # when all numbers are given
    Phase("catalogue", "env-updated", FIRST, (
        "sources.environment:refresh_contents", "sources.ablog:gather_catalogue", "sources.changes:compare_catalogue",
        "sources.label_checks:check_catalogue", "pages.lists:gather_lists")),
    Phase("check", "env-updated", LAST, (
        "outputs.address_checks:check_addresses", "outputs.feeds:check_ids", "pages.context:forget_context",
        "sources.file_access:report_preview_problems", "sources.ablog:end_reading",
        "sources.label_checks:report_notebooks", "directives.embeds:tell_unknown")),
    Phase("write", "missing-reference", LAST, ("sources.ablog:resolve_label",)),
    Phase("write", "doctree-resolved", LAST, ("sources.ablog:fill_postlist",)),
    Phase("write", "html-collect-pages", LAST, (
        "pages.lists:collect_lists", "outputs.feeds:collect_page", "outputs.search:collect_search",
        "outputs.sitemap:collect_pages")),
    Phase("write", "html-page-context", LAST, ("pages.page:fill_context",)),
    Phase("finish", "build-finished", FIRST, (
        "images.publish:publish_pictures", "sources.media:publish_media", "directives.charts:publish_charts",
        "sources.diagrams:publish_diagrams", "pages.lists:write_months", "outputs.headers:write_headers",
        "images.favicon:write_icons", "images.share_card:publish_cards", "outputs.feeds:write_styles",
        "outputs.feeds:write_feeds", "outputs.search:write_index", "outputs.sitemap:write_sitemap",
        "outputs.redirects:write_redirects")),
    Phase("publish", "build-finished", LAST, ("outputs.summary:tell", "outputs.publish:publish")),
)  # fmt: skip
"""What a build does, in its order. A handler is a function of a module of this package."""

WITH_SETUP = (
    "model.i18n",
    "sources.warnings",
    "model.config",
    "sources.ablog",
    "sources.markdown",
    "pages.builder",
    "images.transform",
    "sources.raw_html",
    "sources.inclusions",
    "directives.embeds",
    "directives.charts",
    "sources.diagrams",
    "directives.gallery",
    "directives.citations",
    "directives.ruby",
    "sources.anchors",
    "sources.math",
    "sources.duplicate_labels",
    "sources.today",
    "outputs.other_builders",
    "speed.patches",
)
"""The modules that give Sphinx settings, nodes, directives, transforms, or a builder."""


def own_settings(app: Sphinx) -> None:
    """Give this build lists and dicts of its own: extensions add to those that Sphinx lends to all, or conf.py made."""
    for name, option in app.config._options.items():
        if not callable(option.default) and isinstance(value := app.config[name], (list, dict, set)):
            setattr(app.config, name, value.copy())


def found(handler: str) -> Callable[..., Any]:
    """Return the function that `module:function` names in this package."""
    from importlib import import_module

    module, _colon, name = handler.partition(":")
    function: Callable[..., Any] = getattr(import_module(f"kawaraban.{module}"), name)
    return function


def if_all_is_well(handler: Callable[[Sphinx], None]) -> Callable[[Sphinx, Exception | None], None]:
    """Return what calls *handler* where the site was written; failed builds, and other builders, write nothing more."""

    def finish(app: Sphinx, exception: Exception | None) -> None:
        if not exception and app.builder.name == "html":
            handler(app)

    return finish


def connect(app: Sphinx) -> None:
    """Connect every handler of the pipeline."""
    for phase in PIPELINE:
        for place, handler in enumerate(phase.handlers):
            function = found(handler)
            function = if_all_is_well(function) if phase.name == "finish" else function
            app.connect(phase.event, function, phase.priority + place)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Make *app*'s project a blog."""
    from pathlib import Path

    own_settings(app)
    for name in ("myst_parser", "ablog", "pydata_sphinx_theme"):
        app.setup_extension(name)
    app.add_html_theme("kawaraban", str(Path(__file__).parent / "theme" / "kawaraban"))
    for module in WITH_SETUP:
        found(f"{module}:setup")(app)
    connect(app)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
