"""Japanese titles as addresses that can be read aloud: 世界情勢など is `sekai-jousei-nado`."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cutlet import Cutlet

LONGEST = 50
"""Characters of an address that is made here."""


def slug_from(title: str) -> str:
    """Return an address for a title: words of a-z and 0-9, as Hepburn writes them, as many as fit in `LONGEST`.

    The result is empty where no word could be read. Raises ImportError where a title needs Cutlet and it is not there
    (https://github.com/polm/cutlet, with UniDic).
    """
    text = re.sub("['’]", "", "".join(map(_plain, unicodedata.normalize("NFKC", title))))
    letters = text if text.isascii() else "".join(char if _is_read(char) else " " for char in text)
    words = re.findall("[a-z0-9]+", (letters if letters.isascii() else _cutlet().romaji(letters)).lower())
    while len(words) > 1 and len("-".join(words)) > LONGEST:
        words.pop()
    return "-".join(words)[:LONGEST]


def _plain(char: str) -> str:
    """Return a Latin letter without its accent, any other character as it is."""
    base = unicodedata.normalize("NFD", char)[0]
    return base if base.isascii() else char


def _is_read(char: str) -> bool:
    """Return whether Cutlet should see a character: of what it cannot read it makes question marks."""
    return unicodedata.category(char)[0] in "LNM" or char.isascii() or char in "、。・「」"


@cache
def _cutlet() -> Cutlet:
    from cutlet import Cutlet  # an extra, for this alone

    return Cutlet()
