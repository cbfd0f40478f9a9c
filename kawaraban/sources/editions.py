"""Compute the editions of a build from settings, code in conf.py and files, according to the products they affect.

For example, a new title affects pages but not articles, and a comment in conf.py affects nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx.application import builtin_extensions
from sphinx.util.matching import Matcher

from kawaraban.incremental.conf_values import canonical, own_code
from kawaraban.incremental.edition import FEEDS, PAGES, SIDEBAR, Input, editions_of, file_inputs
from kawaraban.model.post import PostFolders

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx
    from sphinx.config import Config

    from kawaraban.incremental.session import Session

PRODUCTS = {
    "blog_feed_subtitle": (PAGES, FEEDS),
    "blog_title": (PAGES, FEEDS),
    "copyright": (PAGES, FEEDS),
    "html_context": (PAGES,),
    "html_css_files": (PAGES,),
    "html_favicon": (PAGES, FEEDS),
    "html_js_files": (PAGES,),
    "html_logo": (PAGES,),
    "html_short_title": (PAGES,),
    "html_show_copyright": (PAGES,),
    "html_show_sphinx": (PAGES,),
    "html_sidebars": (PAGES,),
    "html_theme_options": (PAGES,),
    "html_title": (PAGES,),
    "kawaraban_indexnow": (FEEDS,),  # a file of its own, written by each build; no product depends on it
    "kawaraban_websub": (FEEDS,),
    "kawaraban_contact": (PAGES,),
    "kawaraban_profile": (SIDEBAR,),
    "kawaraban_publish": (FEEDS,),
    "project": (PAGES,),
    "project_copyright": (PAGES, FEEDS),
}
"""Products that depend on a setting, where those are not all. Articles do not depend on these settings."""
OTHER_BUILDERS = (
    "applehelp_",
    "devhelp_",
    "epub_",
    "htmlhelp_",
    "latex_",
    "man_",
    "qthelp_",
    "singlehtml_",
    "texinfo_",
)
"""Prefixes of the settings of other builders."""
KNOWN = {"ablog", "kawaraban", "myst_parser", "pydata_sphinx_theme", *builtin_extensions}


def editions_now(app: Sphinx, config: Config, session: Session) -> dict[str, str]:
    """Return the editions of this build.

    Extensions, and functions in conf.py, may read any setting. If there are any, all settings affect all products.
    """
    assets = [*map(str, config.html_static_path), *map(str, config.html_extra_path)]
    folders = PostFolders.of(config.kawaraban_posts).names
    apart = Matcher([*config.exclude_patterns, *assets, *(f"{folder}/**" for folder in assets)])
    inputs = [*_settings(config), *file_inputs(session.sources, config.templates_path, folders, apart)]
    inputs += [Input("conf.py", text) for text in own_code(config._raw_config)]
    inputs = [each._replace(products=()) for each in inputs] if has_own_code(app) else inputs
    return editions_of(inputs, session.program)


def has_own_code(app: Sphinx) -> bool:
    """Return whether the blog has extensions of its own, or functions in conf.py."""
    known = all(name in KNOWN or name.startswith("sphinx.") for name in app.extensions)
    return not known or bool(own_code(app.config._raw_config))


def _settings(config: Config) -> Iterator[Input]:
    for each in config:
        if not each.name.startswith(OTHER_BUILDERS):
            yield Input(each.name, canonical(each.value), PRODUCTS.get(each.name, ()))
