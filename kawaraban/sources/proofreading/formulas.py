r"""Find formulas that are shown literally: unclosed ones, and those between `\(` and `\)`.

A formula that is recognised but cannot be parsed is an error of the build; see `kawaraban.sources.math`.
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
"""A command, an index or a power: what hardly occurs outside formulas."""
_UNCLOSED = re.compile(r"^\s*\$\$(?!\$)")
_BEGIN = re.compile(r"\\begin\{(?:align|aligned|equation|gather|gathered|multline|cases|[bpvV]?matrix|array)\*?\}")
_BRACKETS = re.compile(rf"\\\((?=[^\0]*{_TEX})[^\0]+?\\\)|\\\[(?=[^\0]*{_TEX})[^\0]+?\\\]")
_DOLLARS = re.compile(rf"(?<![\\$])\$(?=[^$\0\s][^$\0]*{_TEX}|{_TEX})[^$\0]+\$(?!\$)")

_ALONE = re.compile(r"(?<![\\$])\$(?=\\[A-Za-z]{2,})")


def formulas(part: Part) -> Iterator[Finding]:
    """Yield formulas that are shown literally."""
    for text in part.texts():
        lines = text.typed()
        whole = "\n".join(lines)
        if found := _UNCLOSED.match(whole):
            message = _(
                "a formula that begins with “$$” is not closed; close it with “$$”, without a blank line before that."
            )
        elif found := _BEGIN.search(whole):
            message = _("“%s” is shown as it is typed; make it a paragraph of its own, which ends with “%s”.")
            message %= (found[0], found[0].replace("begin", "end"))
        elif found := _BRACKETS.search(whole):
            right = f"${found[0][2:-2].strip()}$" if found[0][1] == "(" else f"$${found[0][2:-2].strip()}$$"
            message = _("“%s” is shown as it is typed; a formula is written “%s”.") % (_short(found[0]), _short(right))
        elif found := _DOLLARS.search(whole):
            message = _(
                "“%s” is shown as it is typed; a formula has no digit next to its “$”, and no space inside them."
            )
            message %= _short(found[0])
        elif found := _ALONE.search(whole):
            message = _("a formula that begins with “$” is not closed; close it with “$”, in the same paragraph.")
        else:
            continue
        yield Finding(text.first + whole.count("\n", 0, found.start()), message)


def _short(words: str) -> str:
    plain = " ".join(words.split())
    return plain if len(plain) <= 40 else plain[:39] + "…"
