"""Characters as readers count them: a letter with its accents, an emoji with its parts, is one."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Any

SINGLE = (
    "\n -~\xa1-\xff\u2010-\u2027\u2030-\u205e"
    "\u3000-\u3029\u3030-\u3098\u309b-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uff01-\uff9d"
)
"""Characters, as ranges of a regular expression, of which each is one whatever stands beside it: most Japanese text."""
_SINGLE = re.compile(f"[{SINGLE}]*")


@cache
def _cluster() -> Any:
    import regex  # takes longer to import than most blogs have use for

    return regex.compile(r"\X")


def clusters(text: str) -> list[str]:
    """Return the characters of a text, none of them cut: the extended grapheme clusters of UAX #29."""
    if _SINGLE.fullmatch(text):
        return list(text)
    found: list[str] = _cluster().findall(text)
    return found


CELL, HEAD = 18, 12
"""How wide a cell of a table, and one of its head, may be to stay on one line, as `width_of` counts."""


def width_of(text: str) -> int:
    """Return how wide a text is set: 2 for a character of full width, 1 for all others (UAX #11)."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
