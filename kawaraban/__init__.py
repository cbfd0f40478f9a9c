"""Kawaraban: a publishing press for a personal blog.

`extensions = ["kawaraban"]` in conf.py makes a folder of Markdown posts a dated, catalogued site with feeds, on
Sphinx, MyST, ABlog and pydata-sphinx-theme. Each room of the house is one module; this one opens them in order.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

__version__ = "0.1.0"

ROOMS = (
    "words",  # the blog's language
    "site",  # what conf.py says
    "defaults",  # what a blog wants of Sphinx
    "drafts",  # what is published at all
    "posts",  # the door to ABlog
    "builder",  # addresses
    "images",
    "hosts",
    "marks",
    "mathml",
    "articles",  # finished texts, kept for feeds and search
    "listings",
    "addresses",  # no two things at one
    "pages",
    "icons",
    "styles",
    "feeds",
    "search",
    "sitemap",
    "redirects",
    "freshness",  # nothing stale
    "speed",  # accelerations, all of them optional
    "summary",
)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Open the rooms."""
    from importlib import import_module

    here = Path(__file__).parent
    for name in ("myst_parser", "ablog", "pydata_sphinx_theme"):
        app.setup_extension(name)
    app.add_html_theme("kawaraban", str(here / "theme" / "kawaraban"))
    for room in ROOMS:
        import_module(f"kawaraban.{room}").setup(app)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
