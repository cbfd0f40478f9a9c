"""Defaults of Sphinx's, MyST's and ABlog's settings for a blog; conf.py overrides them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kawaraban.model.i18n import is_japanese
from kawaraban.text.urls import base_url_of

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config

MARKDOWN = [
    "amsmath", "attrs_block", "attrs_inline", "colon_fence", "deflist", "dollarmath", "fieldlist", "html_image",
    "strikethrough", "tasklist",
]  # fmt: skip


def defaults_for(config: Config) -> dict[str, Any]:
    """Return the defaults by setting, depending on the blog's language."""
    japanese, length = is_japanese(config), config.blog_feed_length
    return {
        "blog_feed_archives": False,
        "blog_feed_fulltext": True,
        "blog_feed_templates": {},
        "copyright": "",
        "html_baseurl": base_url_of(config.blog_baseurl),
        "html_copy_source": False,
        "html_domain_indices": False,
        "html_math_renderer": "mathml",
        "html_permalinks_icon": "#",
        "html_show_sourcelink": False,
        "html_theme": "kawaraban",
        "html_title": config.blog_title,
        "html_use_index": False,
        "kawaraban_feed_length": length if isinstance(length, int) and length > 0 else config.kawaraban_feed_length,
        "myst_dmath_allow_digits": False,
        "myst_enable_extensions": MARKDOWN,
        "myst_heading_anchors": 4,
        "myst_update_mathjax": False,
        "post_date_format": "%Y年%-m月%-d日" if japanese else "%-d %B %Y",
        "post_date_format_short": "%Y年%-m月%-d日" if japanese else "%-d %B %Y",
        "project": config.blog_title,
        "show_warning_types": False,
        "source_suffix": {".rst": "restructuredtext"},  # extensions add theirs: MyST or MyST-NB `.md`
    }


NEVER_SOURCES = ["_build", ".venv", "**/.*", "**/node_modules", "**/Thumbs.db", "**/desktop.ini"]
"""Patterns of files and folders that are neither read nor published."""
QUIET = ["toc.not_included", "myst.strikethrough"]
"""Suppressed warnings: pages need no table of contents, and only HTML is built, which supports `~~`."""


PARTS = [
    "sidebar/profile.html", "sidebar/search.html", "sidebar/newest.html", "sidebar/categories.html",
    "sidebar/archive.html", "sidebar/feeds.html", "site-copyright.html", "site-links.html",
]  # fmt: skip
"""The theme's templates that surround the content."""


def keep_parts(config: Config) -> None:
    """Let the parent theme not render parts of the sidebar to see whether they are empty: they need our variables.

    *config* has been checked.
    """
    given = config.html_sidebars.values()
    own = [name for names in given for name in ([names] if isinstance(names, str) else names)]
    options = {"templates_skip_empty_check": [*PARTS, *own]}
    config.html_theme_options = options | config.html_theme_options


def set_defaults(app: Sphinx, config: Config) -> None:
    """Apply the defaults to settings that conf.py does not set."""
    given = {*config._raw_config, *config.overrides}
    for name, value in defaults_for(config).items():
        if name not in given:
            setattr(config, name, value)
    for name, folder in (("templates_path", "_templates"), ("html_static_path", "_static")):
        if name not in given and (app.confdir / folder).is_dir():
            setattr(config, name, [folder, *config[name]])
    config.exclude_patterns = [*config.exclude_patterns, *NEVER_SOURCES]
    config.suppress_warnings = [*config.suppress_warnings, *QUIET]
