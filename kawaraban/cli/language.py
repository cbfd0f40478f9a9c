"""The language of the commands: the blog's own, also where no build speaks it."""

from __future__ import annotations

import re
from pathlib import Path

from sphinx import locale

from kawaraban.model.i18n import CATALOGUE, OURS


def speak() -> str:
    """Speak the language that conf.py names in a line of its own, where no build does so; return its code."""
    conf = Path("conf.py")
    named = re.search(
        r"""(?m)^language\s*=\s*["']([\w-]+)""", conf.read_text("utf-8", "replace") if conf.is_file() else ""
    )
    locale.init([OURS], named[1] if named else None, CATALOGUE)
    return named[1] if named else "en"
