"""Keys: the substrings under which a text is indexed.

A key does not contain a space and does not cross paragraphs. Every character is a key, as is every pair of characters,
and every three without kanji, since almost every text contains any pair of kana.
"""

from __future__ import annotations

import re
from operator import add
from typing import TYPE_CHECKING, NamedTuple

from kawaraban.outputs.search.fold import fold

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kawaraban.outputs.search.documents import Document

_KANJI = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_THREE = re.compile(rf"(?=([^\s{_KANJI}]{{3}}))")


class Keys(NamedTuple):
    """The keys of a document by where they occur: title and labels, headings, body; each only in the first of them."""

    title: set[str]
    headings: set[str]
    body: set[str]


def keys_of(text: str) -> set[str]:
    """Return the keys of folded text with one line per paragraph."""
    keys = set(text)
    keys.difference_update(" \n")
    keys.update(_THREE.findall(text))
    for word in text.split():
        keys.update(map(add, word, word[1:]))
    return keys


def keys_in(document: Document) -> Keys:
    """Return the keys of a document."""
    title = keys_of(_folded([document.title, *document.labels]))
    headings = keys_of(_folded(document.lines[number] for number in document.headings)) - title
    body = keys_of(_folded(document.lines)) - title - headings
    return Keys(title, headings, body)


def _folded(lines: Iterable[str]) -> str:
    return fold("\n".join(lines))
