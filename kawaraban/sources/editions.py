"""What the build depends on besides its posts: settings by their values, code in conf.py, files, each for its products.

So a changed title puts the pages together again around articles that stay, and a comment in conf.py changes nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx.application import builtin_extensions
from sphinx.util.matching import Matcher

from kawaraban.incremental.conf_values import own_code, plain
from kawaraban.incremental.edition import FEEDS, PAGES, SIDEBAR, Input, editions_of, file_inputs

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
    "kawaraban_contact": (PAGES,),
    "kawaraban_profile": (SIDEBAR,),
    "project": (PAGES,),
    "project_copyright": (PAGES, FEEDS),
}
"""The products that depend on a setting, if those are not all: no article shows it."""
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
"""How the settings of builders begin that do not write the site; many follow the title."""
KNOWN = {"ablog", "kawaraban", "myst_parser", "pydata_sphinx_theme", *builtin_extensions}


def editions_now(app: Sphinx, config: Config, session: Session) -> dict[str, str]:
    """Return the editions of this build. An extension may ask for any setting at any time: with one, all count for all.

    So does a function in conf.py.
    """
    assets = [*map(str, config.html_static_path), *map(str, config.html_extra_path)]
    apart = Matcher([*config.exclude_patterns, *assets, *(f"{folder}/**" for folder in assets)])
    inputs = [*_settings(config), *file_inputs(session.sources, config.templates_path, apart)]
    inputs += [Input("conf.py", text) for text in own_code(config._raw_config)]
    return editions_of((each._replace(products=()) for each in inputs) if has_own_code(app) else inputs)


def has_own_code(app: Sphinx) -> bool:
    """Return whether the blog has extensions, or functions in conf.py, of which nothing is known here."""
    known = all(name in KNOWN or name.startswith("sphinx.") for name in app.extensions)
    return not known or bool(own_code(app.config._raw_config))


def _settings(config: Config) -> Iterator[Input]:
    for each in config:
        if not each.name.startswith(OTHER_BUILDERS):
            yield Input(each.name, plain(each.value), PRODUCTS.get(each.name, ()))
