"""Compare names of labels: tell whether two names are probably variants of one.

The rules are conservative, because many similar words are different labels. Variants are 世界情勢 and
世界情勢など, サーバ and サーバー, AI and ＡＩ, シミュレーション and シュミレーション; not 音楽 and 音学,
オーストリア and オーストラリア, 2024年 and 2025年.
"""

from __future__ import annotations

import re
import unicodedata

SUFFIXES = ("など", "等", "ほか", "他", "関連", "関係", "について", "のこと", "の話", "いろいろ")
"""Suffixes that do not change the meaning of a name."""
_SMALL = str.maketrans("ぁぃぅぇぉっゃゅょゎゕゖ", "あいうえおつやゆよわかけ")
_KATAKANA = {code: code - 0x60 for code in range(0x30A1, 0x30F7)}
SHORTEST, LONG = 4, 7
"""The minimum length of names for variants of spelling, and for typing errors anywhere in the name."""


def folded(name: str) -> str:
    """Return a name without differences of width, case, spaces, punctuation, hiragana and katakana."""
    plain = unicodedata.normalize("NFKC", name).casefold().translate(_KATAKANA)
    return "".join(char for char in plain if unicodedata.category(char)[0] in "LNM" or char in "+#") or plain


def _base(char: str) -> str:
    """Return a kana without its voicing mark, in full size."""
    return unicodedata.normalize("NFD", char).translate(_SMALL)[0]


def _is_spelling(one: str, two: str) -> bool:
    """Return whether names differ only in long vowels, or in the voicing or size of one kana after the first.

    Short words differ by a long vowel (ビル and ビール, ドラマ and ドラマー), unless they have another one
    (サーバ and サーバー).
    """
    short = min(one, two, key=len)
    if one.replace("ー", "") == two.replace("ー", ""):
        return len(short) >= SHORTEST - ("ー" in short)
    pairs = [(at, a, b) for at, (a, b) in enumerate(zip(one, two, strict=False)) if a != b]
    if len(short) < SHORTEST or len(one) != len(two) or len(pairs) != 1:
        return False
    at, a, b = pairs[0]
    return at > 0 and _base(a) == _base(b)


def are_alike(one: str, two: str) -> bool:
    """Return whether two different names are probably variants of one."""
    one, two = folded(one), folded(two)
    if one == two:
        return True
    if any(long == f"{short}{suffix}" for suffix in SUFFIXES for short, long in ((one, two), (two, one))):
        return min(len(one), len(two)) > 1
    if _digits(one) != _digits(two):
        return False
    return _plural(one, two) or _is_spelling(one, two) or _is_slip(one, two)


def _digits(name: str) -> list[str]:
    return re.findall(r"\d+", name)


def _plural(one: str, two: str) -> bool:
    return (
        one.isascii()
        and two.isascii()
        and min(len(one), len(two)) >= SHORTEST
        and (f"{one}s" == two or f"{two}s" == one)
    )


def _is_slip(one: str, two: str) -> bool:
    """Return whether long names differ by a transposition, or by one character within a long word of kana or Latin."""
    if min(len(one), len(two)) < LONG:
        return False
    start = next((at for at, (a, b) in enumerate(zip(one, two, strict=False)) if a != b), min(len(one), len(two)))
    a, b = one[start:], two[start:]
    if a[:2] == b[1::-1] and a[2:] == b[2:] and start:
        return True
    if not (a[1:] == b[1:] or a[1:] == b or a == b[1:]) or not start:
        return False
    return all(_word_at(name, start) >= LONG for name in (one, two) if len(name) == max(len(one), len(two)))


def _word_at(name: str, place: int) -> int:
    """Return the length of the word of kana or Latin letters around a position."""
    words = re.finditer(r"[ぁ-ゖー]+|[a-z]+", name)
    return max((len(word[0]) for word in words if word.start() < place < word.end()), default=0)
