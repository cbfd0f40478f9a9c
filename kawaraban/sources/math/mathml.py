"""Convert formulas to MathML Core at build time, so that pages need no script and no requests."""

from __future__ import annotations

import re
from functools import cache
from html import escape, unescape
from typing import TYPE_CHECKING

from math_core import LatexError, LatexToMathML

from kawaraban.sources.math.latex import (
    MACROS,
    NUMBERED,
    Unreadable,
    argument,
    check_braces,
    rewrite_latex,
    rows_of,
    shape_of,
    without_remarks,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST, MOST_DEFINED = 1500, 25
"""Maximum number of commands and braces in a formula, and in a command that it defines.

If they are nested, math-core's stack overflows at about 4,000 levels, which would abort the process.
"""
_DEFINES = re.compile(
    r"\\(?:(?:re|provide)?newcommand|providecommand|[gex]?def)(?![A-Za-z])\*?\s*(?:\{\s*\\[A-Za-z]+\s*\})?"
)
_ENTITY = re.compile(r"&(?!lt;|gt;|amp;|quot;)[A-Za-z]+;")
_NUMBER = re.compile(r"<mtext>\(?kwtag(\d+)\)?</mtext>")
_ELEMENT = re.compile(r"<(/?)(\w+)([^<>]*?)(/?)>")
_LEVEL = {True: re.compile(r' scriptlevel="[^"]*"'), False: re.compile(r' (?:displaystyle|scriptlevel)="[^"]*"')}
"""Attributes that are moved to a surrounding `<mstyle>`: of tables, and of other elements."""
_PIECE = re.compile(r"\\[A-Za-z]+\*?(?:\s*\{[^{}\\]{0,24}\})?|\S.{0,15}", re.DOTALL)
_MARK = re.compile(r"[{\\]")
_REFERENCE = re.compile(r"\\(?:eq|page)?ref\s*\{[^{}]*\}?")
_LABEL = re.compile(r"\\label\s*\{[^{}]*\}")
_TAG = re.compile(r"\\tag(\*?)(?=\s*\{)")


@cache
def _converter() -> LatexToMathML:
    return LatexToMathML(macros=MACROS, allow_unreliable_rendering=True, fancy_error=False, max_expansions=100)


def mathml(latex: str, *, block: bool = False, numbers: Sequence[str] = ()) -> str:
    """Return the MathML of a formula, with its source as `alttext`. Raises Unreadable.

    *numbers* are those of the rows of its environment; empty for a row without a number.
    """
    latex, source = without_remarks(latex), latex
    if found := _REFERENCE.search(latex):
        raise Unreadable("reference", found[0], latex.count("\n", 0, found.start()))
    text, tags = _tagged(_numbered(latex, numbers))
    written = _convert(rewrite_latex(text), block=block)
    written = _NUMBER.sub(lambda found: tags[int(found[1])], written)
    return written.replace("<math", f'<math alttext="{escape(" ".join(source.split()))}"', 1)


def _convert(text: str, *, block: bool) -> str:
    """Convert a formula with math-core, adding an environment where it has rows but none."""
    defined = [argument(text, found.end())[0] for found in _DEFINES.finditer(text)]
    if len(_MARK.findall(text)) > MOST or any(len(_MARK.findall(each)) > MOST_DEFINED for each in defined):
        raise Unreadable("long", text[:24])
    check_braces(text)
    if block:
        text = _parted(text)
    name = _environment_for(text, block=block)
    begin, end = (rf"\begin{{{name}}}", rf"\end{{{name}}}") if name else ("", "")
    try:
        written = _converter().convert_with_local_state(f"{begin}{text}{end}", displaystyle=block)
    except LatexError as error:
        place, _colon, reason = str(error).partition(": ")
        raise _unreadable(text, int(place) - len(begin), reason) from None
    return _valid(_ENTITY.sub(lambda found: unescape(found[0]), written))


def _valid(written: str) -> str:
    """Return valid MathML Core: `displaystyle` and `scriptlevel` are moved to a surrounding `<mstyle>`."""
    ends: list[str] = []

    def element(found: re.Match[str]) -> str:
        end, name, rest, empty = found.groups()
        if end or empty:
            return found[0] + (ends.pop() if end else "")
        style = "" if name in ("math", "mstyle") else "".join(_LEVEL[name == "mtable"].findall(rest))
        rest = _LEVEL[name == "mtable"].sub("", rest) if style else rest
        style = "" if "width: 100%" in rest else style  # numbered rows have the width of the page
        ends.append("</mstyle>" if style else "")
        return f"<mstyle{style}><{name}{rest}>" if style else f"<{name}{rest}>"

    return _ELEMENT.sub(element, written) if _LEVEL[False].search(written) else written


def _unreadable(text: str, place: int, reason: str) -> Unreadable:
    """Return math-core's error with the piece at which it stopped, or the end of the formula."""
    if place >= len(text) and reason.startswith(("Unmatched", "Expected closing", 'Expected "')):
        reason = "unclosed"
    found = _PIECE.match(text, max(place, 0))
    piece = found[0] if found else text.rstrip()[-20:]
    piece = re.sub(r"\\tag\*\{kwtag\d+\}", r"\\tag", piece)
    return Unreadable(reason, piece, text.count("\n", 0, max(place, 0)))


def _parted(text: str) -> str:
    """Return a displayed formula with empty lines replaced by row breaks, as Sphinx does."""
    for each in reversed([each for each in shape_of(text).breaks if each[0][0] == "\n"]):
        row = r"\\" if text[: each.start()].strip() and text[each.end() :].strip() else ""
        text = text[: each.start()] + row + "\n" * each[0].count("\n") + text[each.end() :]
    return text


def _environment_for(text: str, *, block: bool) -> str:
    r"""Return the environment required for rows (`\\`), columns (`&`) or tags; an empty text for none."""
    shape = shape_of(text)
    if not block:
        return "gathered" if any(each[0] == "\\\\" for each in shape.breaks) else ""
    if any(each[2].rstrip("*") == "tag" for each in shape.commands):
        return "align*" if shape.aligned else "gather*" if shape.breaks else "equation*"
    return "aligned" if shape.aligned else "gathered" if shape.breaks else ""


def _numbered(latex: str, numbers: Sequence[str]) -> str:
    """Add the number of each row as a tag, as math-core does not number rows."""
    found = NUMBERED.fullmatch(latex)
    if not found:
        return latex
    content = found[3]
    for (start, end), number in reversed(list(zip(spans_of(found[1], content), numbers, strict=False))):
        if number:
            row = content[start:end].rstrip()
            content = content[: start + len(row)] + rf"\tag{{{number}}}" + content[start + len(row) :]
    return latex[: found.start(3)] + _LABEL.sub("", content) + latex[found.end(3) :]


def spans_of(environment: str, content: str) -> list[tuple[int, int]]:
    """Return start and end of the parts of an environment that can have numbers."""
    return [(0, len(content))] if environment in ("equation", "multline") else rows_of(content)


def _tagged(latex: str) -> tuple[str, list[str]]:
    """Return a formula with its tags replaced by placeholders, since math-core only supports letters, and the tags."""
    tags: list[str] = []
    text, end = "", 0
    for found in _TAG.finditer(latex):
        words, after = argument(latex, found.end())
        written = _convert(rewrite_latex(rf"\text{{{words if found[1] else f'({words})'}}}"), block=False)
        text += latex[end : found.start()] + rf"\tag*{{kwtag{len(tags)}}}"
        tags.append(re.sub(r"</?math[^>]*>", "", written))
        end = after
    return text + latex[end:], tags
