"""Folding: text is normalised so that different spellings of the same word compare equal.

Width, case and kana are ignored: レアアース = れああーす = ﾚｱｱｰｽ, Ａ = a. The search page's script does the same;
`tests/fold.json` tests both.
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
    """Return *text* folded: NFKC (UAX #15), lower case, katakana as hiragana, runs of spaces as one."""
    if not unicodedata.is_normalized("NFKC", text):
        text = unicodedata.normalize("NFKC", text)
    return re.sub("  +", " ", _KATAKANA.sub(lambda found: _hiragana(found[0]), text.lower()))
