"""Characters as readers count them: a letter with its accents, an emoji with its parts, is one."""

from __future__ import annotations

import re
import unicodedata

_JOINING = (
    "\u0300-\u036f\u200d\u20e3\u3099\u309a\ufe00-\ufe0f\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f\U000e0100-\U000e01ef"
)
_CLUSTER = re.compile(rf"(?:[\U0001f1e6-\U0001f1ff]{{2}}|.)(?:[{_JOINING}]|(?<=\u200d)[^\s{_JOINING}])*", re.DOTALL)


def clusters(text: str) -> list[str]:
    """Return the characters of a text, none of them cut.

    A part of the grapheme clusters of UAX #29: what Japanese text holds (voicing marks, variation selectors, emoji of
    several parts, flags). Indic and Hangul syllables typed in pieces are not put together.
    """
    return _CLUSTER.findall(text)


CELL, HEAD = 18, 12
"""How wide a cell of a table, and one of its head, may be to stay on one line, as `width_of` counts."""


def width_of(text: str) -> int:
    """Return how wide a text is set: 2 for a character of full width, 1 for all others (UAX #11)."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
