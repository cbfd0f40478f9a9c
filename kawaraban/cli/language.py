"""The language of messages before and outside a build."""

from __future__ import annotations

import os
import re
from pathlib import Path

from sphinx import locale

from kawaraban.model.i18n import CATALOGUE, OURS, spoken


def set_language(root: Path = Path()) -> str:
    """Set the language of messages to the one that conf.py in *root* assigns on a line, and return its code.

    Without a conf.py, it is that of the environment.
    """
    conf = root / "conf.py"
    if conf.is_file():
        named = re.findall(r"""(?m)^language\s*=\s*["']([\w-]+)""", conf.read_text("utf-8", "replace"))
    else:
        settings = (os.environ.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
        named = re.findall(r"^[a-z]{2}", next(filter(None, settings), ""))
    locale.translators.pop(("general", CATALOGUE), None)  # Sphinx would only add to it
    locale.init([OURS], spoken(named[-1]) if named else None, CATALOGUE)
    return named[-1] if named else "en"
