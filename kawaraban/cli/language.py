"""The language of messages before and outside a build."""

from __future__ import annotations

import re
from pathlib import Path

from sphinx import locale

from kawaraban.model.i18n import CATALOGUE, OURS, spoken


def set_language(root: Path = Path()) -> str:
    """Set the language of messages to the one that conf.py in *root* assigns on a line, and return its code."""
    conf = root / "conf.py"
    text = conf.read_text("utf-8", "replace") if conf.is_file() else ""
    named = re.findall(r"""(?m)^language\s*=\s*["']([\w-]+)""", text)
    locale.init([OURS], spoken(named[-1]) if named else None, CATALOGUE)
    return named[-1] if named else "en"
