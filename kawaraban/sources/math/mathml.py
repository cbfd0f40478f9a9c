"""Formulas as MathML Core made at build: they read without a script and without a request to anybody."""

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
    rewritten,
    rows_of,
    shape_of,
    without_remarks,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST, MOST_DEFINED = 1500, 25
"""How many commands and braces a formula, and a command that it defines, may have.

Each may stand in the one before, down to where math-core's stack ends: some 4,000 deep, and it would end the build.
"""
_DEFINES = re.compile(
    r"\\(?:(?:re|provide)?newcommand|providecommand|[gex]?def)(?![A-Za-z])\*?\s*(?:\{\s*\\[A-Za-z]+\s*\})?"
)
_ENTITY = re.compile(r"&(?!lt;|gt;|amp;|quot;)[A-Za-z]+;")
_NUMBER = re.compile(r"<mtext>\(?kwtag(\d+)\)?</mtext>")
_ELEMENT = re.compile(r"<(/?)(\w+)([^<>]*?)(/?)>")
_LEVEL = {True: re.compile(r' scriptlevel="[^"]*"'), False: re.compile(r' (?:displaystyle|scriptlevel)="[^"]*"')}
"""What is set around an element, of tables and of others."""
_PIECE = re.compile(r"\\[A-Za-z]+\*?(?:\s*\{[^{}\\]{0,24}\})?|\S.{0,15}", re.DOTALL)
_MARK = re.compile(r"[{\\]")
_REFERENCE = re.compile(r"\\(?:eq|page)?ref\s*\{[^{}]*\}?")
_LABEL = re.compile(r"\\label\s*\{[^{}]*\}")
_TAG = re.compile(r"\\tag(\*?)(?=\s*\{)")


@cache
def _converter() -> LatexToMathML:
    return LatexToMathML(macros=MACROS, allow_unreliable_rendering=True, fancy_error=False, max_expansions=100)


def mathml(latex: str, *, block: bool = False, numbers: Sequence[str] = ()) -> str:
    """Return the MathML of a formula, its source as `alttext`; raise Unreadable where it is not understood.

    *numbers* are those of the rows of its environment, empty for a row without one.
    """
    latex, source = without_remarks(latex), latex
    if found := _REFERENCE.search(latex):
        raise Unreadable("reference", found[0], latex.count("\n", 0, found.start()))
    text, tags = _tagged(_numbered(latex, numbers))
    written = _convert(rewritten(text), block=block)
    written = _NUMBER.sub(lambda found: tags[int(found[1])], written)
    return written.replace("<math", f'<math alttext="{escape(" ".join(source.split()))}"', 1)


def _convert(text: str, *, block: bool) -> str:
    """Let math-core convert a formula, in an environment of ours where it has rows but none."""
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
    """Return MathML as validators of HTML have it, too: styles and levels stand in an `<mstyle>` around an element."""
    ends: list[str] = []

    def element(found: re.Match[str]) -> str:
        end, name, rest, empty = found.groups()
        if end or empty:
            return found[0] + (ends.pop() if end else "")
        said = "" if name in ("math", "mstyle") else "".join(_LEVEL[name == "mtable"].findall(rest))
        rest = _LEVEL[name == "mtable"].sub("", rest) if said else rest
        said = "" if "width: 100%" in rest else said  # rows with numbers are as wide as the page, and in no script
        ends.append("</mstyle>" if said else "")
        return f"<mstyle{said}><{name}{rest}>" if said else f"<{name}{rest}>"

    return _ELEMENT.sub(element, written) if _LEVEL[False].search(written) else written


def _unreadable(text: str, place: int, reason: str) -> Unreadable:
    """Return what math-core said, with the piece at which it stopped: from a command, or at the end what is before."""
    if place >= len(text) and reason.startswith(("Unmatched", "Expected closing", 'Expected "')):
        reason = "unclosed"
    found = _PIECE.match(text, max(place, 0))
    piece = found[0] if found else text.rstrip()[-20:]
    piece = re.sub(r"\\tag\*\{kwtag\d+\}", r"\\tag", piece)
    return Unreadable(reason, piece, text.count("\n", 0, max(place, 0)))


def _parted(text: str) -> str:
    """Return a formula of its own with a new row where a line is empty, as Sphinx has it."""
    for each in reversed([each for each in shape_of(text).breaks if each[0][0] == "\n"]):
        row = r"\\" if text[: each.start()].strip() and text[each.end() :].strip() else ""
        text = text[: each.start()] + row + "\n" * each[0].count("\n") + text[each.end() :]
    return text


def _environment_for(text: str, *, block: bool) -> str:
    r"""Return the environment that a formula with rows (`\\`), columns (`&`) or tags needs, or an empty text."""
    shape = shape_of(text)
    if not block:
        return "gathered" if any(each[0] == "\\\\" for each in shape.breaks) else ""
    if any(each[2].rstrip("*") == "tag" for each in shape.commands):
        return "align*" if shape.aligned else "gather*" if shape.breaks else "equation*"
    return "aligned" if shape.aligned else "gathered" if shape.breaks else ""


def _numbered(latex: str, numbers: Sequence[str]) -> str:
    """Give each row of an environment its number as a tag; math-core itself counts nothing."""
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
    """Return where the parts of an environment that get a number of their own begin and end."""
    return [(0, len(content))] if environment in ("equation", "multline") else rows_of(content)


def _tagged(latex: str) -> tuple[str, list[str]]:
    """Return a formula with simple tags in place of its own, of which math-core reads letters alone, and those."""
    tags: list[str] = []
    text, end = "", 0
    for found in _TAG.finditer(latex):
        words, after = argument(latex, found.end())
        written = _convert(rewritten(rf"\text{{{words if found[1] else f'({words})'}}}"), block=False)
        text += latex[end : found.start()] + rf"\tag*{{kwtag{len(tags)}}}"
        tags.append(re.sub(r"</?math[^>]*>", "", written))
        end = after
    return text + latex[end:], tags
