"""Set up translations in the blog's language: our catalogue first, then Sphinx's and the theme's.

Sphinx caches its translations per process, and untranslated entries in its catalogue ("Tip") would hide ours, so the
chain is built anew for each application. ABlog ships no compiled catalogue.
"""

from __future__ import annotations

import re
from gettext import NullTranslations
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


def spoken(language: object) -> str:
    """Return the language of messages for a value of `language`: Japanese, too, if that is meant (`jp`, 日本語)."""
    return "ja" if re.match("ja|jp|日本", str(language), re.IGNORECASE) else str(language)


def setup(app: Sphinx) -> None:
    """Initialise the translations of the interface and of messages."""
    packages = [Path(package.__file__ or "").parent / "locale" for package in (sphinx, pydata_sphinx_theme)]
    own = (app.srcdir / folder for folder in app.config.locale_dirs)
    locale.translators.pop(("general", CATALOGUE), None)
    locale.translators["console", CATALOGUE] = NullTranslations()  # Sphinx's messages: `model.messages` matches English
    app.translator, _found = locale.init([*own, OURS, *packages], spoken(app.config.language), CATALOGUE)
