"""Characters as readers perceive them: a letter with its accents, or a composed emoji, counts as one."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Any

SINGLE = (
    "\n -~\xa1-\xff\u2010-\u2027\u2030-\u205e"
    "\u3000-\u3029\u3030-\u3098\u309b-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uff01-\uff9d"
)
"""Ranges (for a regular expression) of characters that always form a cluster alone: most Japanese text."""
_SINGLE = re.compile(f"[{SINGLE}]*")


@cache
def _cluster() -> Any:
    import regex  # slow to import, and rarely needed

    return regex.compile(r"\X")


def clusters(text: str) -> list[str]:
    """Split a text into extended grapheme clusters (UAX #29)."""
    if _SINGLE.fullmatch(text):
        return list(text)
    found: list[str] = _cluster().findall(text)
    return found


CELL_WIDTH, HEADER_WIDTH = 18, 12
"""Widths up to which a table cell, and a header cell, is kept on one line; in units of `width_of`."""


def width_of(text: str) -> int:
    """Return the display width of a text: 2 for wide and full-width characters, 1 for all others (UAX #11)."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
