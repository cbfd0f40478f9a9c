"""Romanise Japanese titles for addresses: 世界情勢など becomes `sekai-jousei-nado`."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cutlet import Cutlet

LONGEST = 50
"""Maximum length of a slug."""


def romanised_slug(title: str) -> str:
    """Return a slug for a title: words of a-z and 0-9 in Hepburn romanisation, as many as fit in `LONGEST`.

    The result is empty if there are no such words. Raises ImportError if the title needs Cutlet
    (https://github.com/polm/cutlet, with UniDic) and it is not installed.
    """
    text = re.sub("['’]", "", "".join(map(_plain, unicodedata.normalize("NFKC", title))))
    letters = text if text.isascii() else "".join(char if _is_read(char) else " " for char in text)
    words = re.findall("[a-z0-9]+", (letters if letters.isascii() else _cutlet().romaji(letters)).lower())
    while len(words) > 1 and len("-".join(words)) > LONGEST:
        words.pop()
    return "-".join(words)[:LONGEST]


def _plain(char: str) -> str:
    """Return a Latin letter without its accent, and any other character as it is."""
    base = unicodedata.normalize("NFD", char)[0]
    return base if base.isascii() else char


def _is_read(char: str) -> bool:
    """Return whether Cutlet can romanise a character; it replaces others by question marks."""
    return unicodedata.category(char)[0] in "LNM" or char.isascii() or char in "、。・「」"


@cache
def _cutlet() -> Cutlet:
    from cutlet import Cutlet  # an optional dependency, and slow to import

    return Cutlet()
