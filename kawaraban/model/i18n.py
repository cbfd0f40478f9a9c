"""The words of the interface in the blog's language: ours first, then those of Sphinx and the theme below.

Sphinx keeps the translations of one build for the next of the same process, and lets its own gaps ("Tip") win over
ours; so the chain is built anew for each blog. ABlog ships no compiled catalogue at all.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pydata_sphinx_theme
import sphinx
from sphinx import locale

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config

CATALOGUE = "sphinx"
OURS = Path(__file__).parents[1] / "locale"


def is_japanese(config: Config) -> bool:
    """Return whether the blog is written in Japanese."""
    return str(config.language).startswith("ja")


def setup(app: Sphinx) -> None:
    """Put the translations in order."""
    packages = [Path(package.__file__ or "").parent / "locale" for package in (sphinx, pydata_sphinx_theme)]
    own = (app.srcdir / folder for folder in app.config.locale_dirs)
    locale.translators.pop(("general", CATALOGUE), None)
    locale.translators.pop(("console", CATALOGUE), None)  # where Sphinx looks for its messages: the blog's language
    locale.init([OURS, *packages[:1]], app.config.language, CATALOGUE, "console")
    app.translator, _found = locale.init([*own, OURS, *packages], app.config.language, CATALOGUE)
