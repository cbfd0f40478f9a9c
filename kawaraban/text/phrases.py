"""Mark phrase boundaries in Japanese titles with `<wbr>`, so that lines do not break within words.

Browsers that support `word-break: auto-phrase` ignore the marks. BudouX finds the boundaries, for headings and cards
only.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import accumulate
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from kawaraban.text.graphemes import clusters

if TYPE_CHECKING:
    from collections.abc import Iterable

    from budoux.parser import Parser

BREAK = "<wbr>"
_KANA = re.compile(r"[\u3041-\u30ff]")


@cache
def _parser() -> Parser:
    import budoux  # not needed by every build

    return budoux.load_default_japanese_parser()


MOST = 20_000
known: dict[str, tuple[str, ...]] = {}
"""The phrases of texts; what one process has found can be given to others. At most MOST texts."""


def phrases(text: str) -> tuple[str, ...]:
    """Split a Japanese text into phrases. Text without kana is not split, nor are numbers and Latin words."""
    if text not in known:
        if len(known) >= MOST:
            known.clear()
        known[text] = _split(text)
    return known[text]


def _split(text: str) -> tuple[str, ...]:
    if not _KANA.search(text):
        return (text,)
    whole: list[str] = []
    ends, done = ends_of(clusters(text)), 0
    for phrase in _parser().parse(text):
        joined = whole and (done not in ends or re.match(r"[0-9A-Za-z.,:/-]{2}", text[done - 1 : done + 1]))
        if joined or (whole and not whole[-1].strip()):
            whole[-1] += phrase
        else:
            whole.append(phrase)
        done += len(phrase)
    return tuple(whole)


def ends_of(pieces: Iterable[str]) -> set[int]:
    """Return the positions at which the pieces of a text end."""
    return set(accumulate(map(len, pieces)))


def with_breaks(text: str) -> Markup:
    """Return a text as HTML with `<wbr>` between its phrases."""
    return Markup(BREAK).join(map(escape, phrases(text)))
