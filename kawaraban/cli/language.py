"""The language of messages before and outside a build."""

from __future__ import annotations

import os
import re
from pathlib import Path

from sphinx import locale

from kawaraban.model.i18n import CATALOGUE, OURS, spoken

LANGUAGES = ("ja", "en")
"""The languages in which Kawaraban speaks."""


def set_language(chosen: str = "", root: Path = Path()) -> str:
    """Set the language of messages, and return its code.

    It is *chosen*, or the one that conf.py in *root* assigns on a line, or, without a conf.py, that of the terminal.
    """
    code = chosen or _language_of_conf(root / "conf.py")
    locale.translators.pop(("general", CATALOGUE), None)  # else the former language would stay in front
    locale.init([OURS], spoken(code), CATALOGUE)
    return code


def _language_of_conf(conf: Path) -> str:
    """Return the language that *conf* assigns; without such a file, that of the terminal (POSIX, 8.2)."""
    if conf.is_file():
        named = re.findall(r"""(?m)^language\s*=\s*["']([\w-]+)""", conf.read_text("utf-8", "replace"))
        return str(named[-1]) if named else "en"
    terminal = next(filter(None, map(os.environ.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), "")
    return "ja" if terminal.startswith("ja") else "en"
