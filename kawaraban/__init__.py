"""Kawaraban: a Sphinx extension that publishes a personal blog.

`extensions = ["kawaraban"]` in conf.py turns a folder of Markdown posts into a dated, catalogued site with feeds. It is
based on Sphinx, MyST, ABlog and pydata-sphinx-theme. `PIPELINE` lists all that a build does, in order.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

__version__ = "0.1.0"


class Phase(NamedTuple):
    """A step of a build: a Sphinx event, the priority of the first handler, and the handlers in order."""

    name: str
    event: str
    priority: int
    handlers: tuple[str, ...]


FIRST, LAST = 100, 600
"""Priorities before and after the handlers of Sphinx, MyST, ABlog and the theme (500)."""

PIPELINE = (
    Phase("configure", "config-inited", FIRST, (
        "outputs.static_files:copy_folder_lists", "model.defaults:set_defaults", "sources.discovery:open_session")),
    Phase("configure", "config-inited", LAST, ("sources.ablog:drop_stylesheets",)),
    Phase("discover", "builder-inited", FIRST, (
        "outputs.other_builders:disconnect_theme", "speed:apply_own_patches", "sources.environment:install_environment",
        "sources.discovery:gather_posts", "state.access:register_unpublished", "outputs.static_files:check_static",
        "directives.embeds:load_links", "outputs.redirects:load_redirects")),
    Phase("prepare", "builder-inited", LAST, (
        "sources.highlighting:install_highlighter", "pages.assets.icons:check_icons",
        "pages.assets.stylesheet:write_stylesheets", "pages.page:enable_autoescape",
        "pages.assets.scripts:write_scripts", "pages.phrases:offer_filter",
        "sources.foreign_templates:check_templates", "pages.tooltips:replace_tooltips")),
    Phase("compare", "env-get-outdated", LAST, (
        "sources.today:outdated_by_date", "pages.article:forget_articles", "pages.tooltips:forget_tooltips",
        "sources.changes:store_previous")),
    Phase("read", "env-before-read-docs", LAST, ("state.index:forget_trees", "sources.environment:purge_outdated")),
    Phase("read", "env-purge-doc", LAST, ("state.index:purge_document",)),
    Phase("read", "source-read", FIRST, ("sources.rewrite:prepare_source",)),
    Phase("read", "doctree-read", LAST, (
        "sources.diagrams:draw_foreign_diagrams", "sources.math:check_formulas", "sources.ablog:read_post",
        "sources.ablog_catalogue:remember_lists",
        "images.thumbnails:make_thumbnails", "sources.raw_html:check_document", "sources.media:check_downloads",
        "directives.gallery:check_words", "sources.link_checks:check_links", "sources.meta_elements:check_meta",
        "sources.file_access:check_dependencies")),
    Phase("read", "env-merge-info", LAST, ("state.index:merge_documents",)),
    Phase("compare", "env-get-updated", LAST, ("sources.changes:follow_changes",)),  # when all numbers are assigned
    Phase("catalogue", "env-updated", FIRST, (
        "sources.environment:refresh_contents", "sources.ablog:gather_catalogue", "sources.changes:compare_catalogue",
        "sources.label_checks:check_catalogue", "pages.lists:gather_lists")),
    Phase("check", "env-updated", LAST, (
        "outputs.address_checks:check_addresses", "outputs.feeds:check_ids", "pages.context:forget_context",
        "sources.file_access:report_preview_problems", "sources.ablog:end_reading",
        "sources.label_checks:report_notebooks", "directives.embeds:note_unknown")),
    Phase("write", "missing-reference", LAST, ("sources.ablog_catalogue:resolve_label",)),
    Phase("write", "doctree-resolved", LAST, ("sources.ablog_catalogue:fill_postlist",)),
    Phase("write", "html-collect-pages", LAST, (
        "pages.lists:collect_lists", "outputs.feeds:collect_page", "outputs.search:collect_search",
        "outputs.sitemap:collect_pages")),
    Phase("write", "html-page-context", LAST, ("pages.page:fill_context", "pages.tooltips:collect_tooltips")),
    Phase("finish", "build-finished", FIRST, (
        "images.publish:publish_pictures", "sources.media:publish_media", "directives.charts:publish_charts",
        "sources.diagrams:publish_diagrams", "pages.lists:write_months", "outputs.headers:write_headers",
        "images.share_card:publish_cards", "outputs.feeds:write_styles",
        "outputs.feeds:write_feeds", "outputs.sitemap:write_sitemap", "outputs.search:write_index",
        "outputs.redirects:write_redirects", "pages.tooltips:write_tooltips", "outputs.publish:complete")),
    Phase("publish", "build-finished", LAST, ("outputs.summary:print_report", "outputs.publish:publish")),
)  # fmt: skip
"""All that a build does, in order. A handler is named `module:function` within this package."""

WITH_SETUP = (
    "model.i18n",
    "sources.warnings",
    "sources.command_line",
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
"""The modules whose `setup` registers settings, nodes, directives, transforms or a builder."""


def copy_settings(app: Sphinx) -> None:
    """Copy lists and dicts of the configuration, as extensions append to objects that other builds or conf.py share."""
    for name, option in app.config._options.items():
        if not callable(option.default) and isinstance(value := app.config[name], (list, dict, set)):
            setattr(app.config, name, value.copy())


def resolve_handler(handler: str) -> Callable[..., Any]:
    """Return the function in this package that `module:function` names."""
    from importlib import import_module

    module, _colon, name = handler.partition(":")
    function: Callable[..., Any] = getattr(import_module(f"kawaraban.{module}"), name)
    return function


def on_success(handler: Callable[[Sphinx], None]) -> Callable[[Sphinx, Exception | None], None]:
    """Return a handler of `build-finished` that calls *handler* only after a successful HTML build."""

    def finish(app: Sphinx, exception: Exception | None) -> None:
        if not exception and app.builder.name == "html":
            handler(app)

    return finish


def connect(app: Sphinx) -> None:
    """Connect every handler of the pipeline."""
    for phase in PIPELINE:
        for place, handler in enumerate(phase.handlers):
            function = resolve_handler(handler)
            function = on_success(function) if phase.name == "finish" else function
            app.connect(phase.event, function, phase.priority + place)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Set up Kawaraban for *app*. Raises ConfigError if conf.py names only the theme, which Sphinx loads too late."""
    from pathlib import Path

    from sphinx.errors import ConfigError

    if hasattr(app, "builder"):
        raise ConfigError(
            'conf.py: write extensions = ["kawaraban"]; its theme is a part of it, and needs no other line.'
        )
    copy_settings(app)
    for name in ("myst_parser", "ablog", "pydata_sphinx_theme"):
        app.setup_extension(name)
    app.add_html_theme("kawaraban", str(Path(__file__).parent / "theme" / "kawaraban"))
    for module in WITH_SETUP:
        resolve_handler(f"{module}:setup")(app)
    connect(app)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
