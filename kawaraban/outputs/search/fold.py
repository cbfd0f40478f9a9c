"""Folding: spellings that a reader takes for one become one.

Width, case and kana do not count: レアアース = れああーす = ﾚｱｱｰｽ, Ａ = a. The script of the search page folds alike;
`tests/fold.json` holds both to it.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_KATAKANA = re.compile("[\u30a1-\u30f6\u30fd\u30fe]+")
_HIRAGANA = {code: code - 0x60 for code in (*range(0x30A1, 0x30F7), 0x30FD, 0x30FE)}


@lru_cache(10_000)
def _hiragana(katakana: str) -> str:
    return katakana.translate(_HIRAGANA)


def fold(text: str) -> str:
    """Return *text* folded: NFKC (UAX #15), lower case, katakana as hiragana, one space for many."""
    if not unicodedata.is_normalized("NFKC", text):
        text = unicodedata.normalize("NFKC", text)
    return re.sub("  +", " ", _KATAKANA.sub(lambda found: _hiragana(found[0]), text.lower()))
