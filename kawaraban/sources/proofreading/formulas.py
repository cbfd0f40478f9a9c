r"""Formulas that a page shows as they are typed: one that is never closed, or stands between `\(` and `\)`.

What stands in a formula, and cannot be read, ends the build (`kawaraban.sources.math`).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sphinx.locale import get_translation

from kawaraban.sources.proofreading.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kawaraban.sources.proofreading.document import Part

_ = get_translation("sphinx")

_TEX = r"(?:\\[A-Za-z]{2,}|[A-Za-z0-9)}][_^][A-Za-z0-9{\\])"
"""What hardly stands in a text that is no formula: a command, an index, a power."""
_UNCLOSED = re.compile(r"^\s*\$\$(?!\$)")
_BEGIN = re.compile(r"\\begin\{(?:align|aligned|equation|gather|gathered|multline|cases|[bpvV]?matrix|array)\*?\}")
_BRACKETS = re.compile(rf"\\\((?=[^\0]*{_TEX})[^\0]+?\\\)|\\\[(?=[^\0]*{_TEX})[^\0]+?\\\]")
_DOLLARS = re.compile(rf"(?<![\\$])\$(?=[^$\0\s][^$\0]*{_TEX}|{_TEX})[^$\0]+\$(?!\$)")


def formulas(part: Part) -> Iterator[Finding]:
    """Yield formulas that are none."""
    for text in part.texts():
        lines = text.typed()
        whole = "\n".join(lines)
        if found := _UNCLOSED.match(whole):
            told = _("a formula begins with “$$” and is not closed; close it with “$$”, without a blank line in it.")
        elif found := _BEGIN.search(whole):
            told = _("“%s” is shown as it is typed; it stands in a paragraph of its own, and ends with “%s”.")
            told %= (found[0], found[0].replace("begin", "end"))
        elif found := _BRACKETS.search(whole):
            right = f"${found[0][2:-2].strip()}$" if found[0][1] == "(" else f"$${found[0][2:-2].strip()}$$"
            told = _("“%s” is shown as it is typed; a formula is written “%s”.") % (_short(found[0]), _short(right))
        elif found := _DOLLARS.search(whole):
            told = _("“%s” is shown as it is typed; a formula has no digit beside its “$”, and no blank within them.")
            told %= _short(found[0])
        else:
            continue
        yield Finding(text.first + whole.count("\n", 0, found.start()), told)


def _short(words: str) -> str:
    plain = " ".join(words.split())
    return plain if len(plain) <= 40 else plain[:39] + "…"
