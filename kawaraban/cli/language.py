"""The language of messages outside a build."""

from __future__ import annotations

import os
import re
from pathlib import Path

from sphinx import locale

from kawaraban.model.i18n import CATALOGUE, OURS

LANGUAGES = ("ja", "en")
"""The languages in which Kawaraban speaks."""


def set_language(chosen: str = "") -> str:
    """Set the language of messages outside a build, and return its code.

    It is *chosen*, or the one that conf.py assigns on a line, or, without a conf.py, that of the terminal.
    """
    code = chosen or _language_of_conf(Path("conf.py"))
    locale.translators.pop(("general", CATALOGUE), None)  # else the former language would stay in front
    locale.init([OURS], code, CATALOGUE)
    return code


def _language_of_conf(conf: Path) -> str:
    """Return the language that *conf* assigns; without such a file, that of the terminal (POSIX, 8.2)."""
    if conf.is_file():
        named = re.search(r"""(?m)^language\s*=\s*["']([\w-]+)""", conf.read_text("utf-8", "replace"))
        return named[1] if named else "en"
    spoken = next(filter(None, map(os.environ.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), "")
    return "ja" if spoken.startswith("ja") else "en"
