"""Kawaraban: a publishing press for a personal blog.

`extensions = ["kawaraban"]` in conf.py makes a folder of Markdown posts a dated, catalogued site with feeds, on
Sphinx, MyST, ABlog and pydata-sphinx-theme. Each room of the house is one module; this one opens them in order.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

__version__ = "0.1.0"

ROOMS = (
    "model.i18n",  # the blog's language
    "sources.warnings",  # what others warn of
    "model.config",  # what conf.py says
    "sources.environment",  # what Sphinx remembers
    "model.defaults",  # what a blog wants of Sphinx
    "sources.discovery",  # what is published at all
    "sources.link_checks",
    "sources",  # the door to ABlog
    "sources.markdown",
    "sources.meta_elements",
    "pages.builder",  # addresses
    "images.transform",
    "images.thumbnails",
    "images.publish",
    "sources.raw_html",
    "sources.file_access",  # what documents may read
    "sources.inclusions",
    "outputs.static_files",
    "sources.media",  # files that raw HTML asks for
    "directives.embeds",
    "directives.charts",
    "sources.diagrams",
    "directives.gallery",
    "directives.citations",
    "directives.ruby",
    "sources.anchors",
    "sources.math",
    "sources.highlighting",
    "sources.duplicate_labels",
    "sources.today",
    "pages.lists",
    "outputs.address_checks",  # no two things at one
    "pages.context",
    "pages.page",
    "pages.assets.icons",
    "pages.assets.stylesheet",
    "pages.assets.scripts",
    "outputs.headers",  # what pages may load
    "images.favicon",
    "images.share_card",
    "pages.phrases",
    "outputs.feeds",
    "outputs.search",
    "outputs.sitemap",
    "outputs.redirects",
    "outputs.publish",  # nothing stale
    "outputs.other_builders",
    "speed",  # accelerations, all of them optional
    "outputs.summary",
    "speed.patches",  # of other packages, for the time of a build
)


def own_settings(app: Sphinx) -> None:
    """Give this build lists and dicts of its own: extensions add to those that Sphinx lends to all, or conf.py made."""
    for name, option in app.config._options.items():
        if not callable(option.default) and isinstance(value := app.config[name], (list, dict, set)):
            setattr(app.config, name, value.copy())


def setup(app: Sphinx) -> ExtensionMetadata:
    """Open the rooms."""
    from importlib import import_module
    from pathlib import Path

    here = Path(__file__).parent
    own_settings(app)
    for name in ("myst_parser", "ablog", "pydata_sphinx_theme"):
        app.setup_extension(name)
    app.add_html_theme("kawaraban", str(here / "theme" / "kawaraban"))
    for room in ROOMS:
        import_module(f"kawaraban.{room}").setup(app)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
