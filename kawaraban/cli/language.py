"""The language of messages outside a build."""

from __future__ import annotations

import re
from pathlib import Path

from sphinx import locale

from kawaraban.model.i18n import CATALOGUE, OURS


def set_language() -> str:
    """Set the language of messages outside a build to the one that conf.py assigns on a line, and return its code."""
    conf = Path("conf.py")
    named = re.search(
        r"""(?m)^language\s*=\s*["']([\w-]+)""", conf.read_text("utf-8", "replace") if conf.is_file() else ""
    )
    locale.init([OURS], named[1] if named else None, CATALOGUE)
    return named[1] if named else "en"
