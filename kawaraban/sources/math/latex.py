r"""Rewrite LaTeX to what math-core supports: `\ce`, `\tag`, `\left<`, `\text{… $x$ …}`, rows.

Line breaks are preserved, so that errors have the right line.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from PIL import ImageColor

from kawaraban.sources.math.chemistry import chemistry

if TYPE_CHECKING:
    from collections.abc import Callable


class Unreadable(ValueError):
    """Raised where a formula cannot be converted: the reason, the piece concerned and its line within the formula."""

    def __init__(self, reason: str, piece: str, line: int = 0) -> None:
        super().__init__(reason)
        self.reason, self.piece, self.line = reason, " ".join(piece.split()), line


class Shape(NamedTuple):
    """The top level of a formula, outside braces and environments: row breaks, whether it has columns, commands."""

    breaks: list[re.Match[str]]
    aligned: bool
    commands: list[re.Match[str]]


MACROS = {
    "symbfit": r"\boldsymbol{#1}", "symit": r"\mathit{#1}", "symup": r"\mathrm{#1}", "symbfup": r"\mathbf{#1}",
    "mathbfit": r"\boldsymbol{#1}", "pmb": r"\boldsymbol{#1}", "mathnormal": r"{#1}", "mathds": r"\mathbb{#1}",
    "mathbbm": r"\mathbb{#1}", "substack": r"\begin{subarray}{c}#1\end{subarray}", "abs": r"\left|#1\right|",
    "norm": r"\left\|#1\right\|", "smash": r"{#1}", "mathclap": r"{#1}", "mathllap": r"{#1}", "mathrlap": r"{#1}",
    "micro": r"\mathrm{μ}", "upmu": r"\mathrm{μ}", "ohm": r"\Omega", "strut": r"\mathstrut", "qed": r"\square",
}  # fmt: skip
"""Commands of LaTeX packages that math-core lacks."""

_ENVIRONMENTS = {
    "smallmatrix": "matrix", "split": "aligned", "alignedat": "aligned", "displaymath": "equation*",
    **{name: f"{name}*" for name in ("align", "equation", "gather", "multline")},
    **dict.fromkeys(("eqnarray", "eqnarray*", "flalign", "flalign*", "alignat", "alignat*"), "align*"),
}  # fmt: skip
"""Environments that math-core has under another name. Numbered ones are replaced, as Sphinx assigns the numbers."""
NUMBERED = re.compile(
    r"\s*\\begin\{(equation|align|gather|multline|alignat|flalign|eqnarray)(\*?)\}((?:(?!\\end\{\1).)*)\\end\{\1\2\}\s*",
    re.DOTALL,
)
"""A formula that consists of one numbered environment: name, star, content."""
_TOKEN = re.compile(r"\\(?:begin|end)\s*\{([\w*]+)\}|\\([A-Za-z]+\*?|.)|[{}&]|\n[ \t]*\n\s*", re.DOTALL)
_REMARK = re.compile(r"(\\.)|%[^\n]*", re.DOTALL)
_THREE = re.compile(r"(\\begin\{eqnarray\*?\})(.*?)(?=\\end\{eqnarray\*?\})", re.DOTALL)
_COMMAND = re.compile(
    r"\\(left|right|middle|[bB]igg?[lrm]?)(\s*[<>])|\\(begin|end)\s*\{([\w*]+)\}|"
    r"\\(?:color|(?P<text>textcolor))\s*(?:\[(?P<model>\w+)\]\s*)?\{(?P<colour>[^{}]*)\}(?(text)\s*\{)|"
    r"\\(?P<name>ce|text(?:normal)?|mbox|hbox|require|vspace\*?)(?=\s*\{)|"
    r"(?P<row>\\\\)(\*?[ \t]*\[\s*-?[\d.]+\s*[a-z]{2}\s*\]|\*)|\\\\",
)


_LATEX_COLOURS = {
    "black", "blue", "brown", "cyan", "darkgray", "gray", "green", "lightgray", "lime", "magenta", "olive", "orange",
    "pink", "purple", "red", "teal", "violet", "white", "yellow",
}  # fmt: skip
"""Colours that LaTeX defines itself; all others are those of CSS."""
_BRACE = re.compile(r"\\.|[{}]", re.DOTALL)


def without_remarks(text: str) -> str:
    """Return a formula without comments (`%`)."""
    return _REMARK.sub(lambda found: found[1] or "", text) if "%" in text else text


def argument(text: str, start: int) -> tuple[str, int]:
    """Return the content of the braced argument at or after *start*, and the position after it. Raises Unreadable."""
    begin, depth = text.find("{", start), 0
    for found in _BRACE.finditer(text, begin) if begin >= 0 else ():
        depth += {"{": 1, "}": -1}.get(found[0], 0)
        if depth == 0:
            return text[begin + 1 : found.start()], found.end()
    raise Unreadable("unclosed", text[max(0, start - 12) : start + 24], text.count("\n", 0, start))


def check_braces(text: str) -> None:
    """Raise Unreadable at the first brace that is not closed."""
    opened: list[int] = []
    for found in _BRACE.finditer(text):
        if found[0] == "{":
            opened.append(found.start())
        elif found[0] == "}" and opened:
            opened.pop()
    if opened:
        begin = max(text.rfind("\\", 0, opened[0]), opened[0] - 16, 0)
        raise Unreadable("unclosed", text[begin : opened[0] + 16], text.count("\n", 0, opened[0]))


def shape_of(text: str) -> Shape:
    """Return the top level of a formula."""
    shape = Shape([], False, [])
    depth, aligned = 0, False
    for found in _TOKEN.finditer(text):
        mark = found[0]
        if mark[0] == "{" or (found[1] and mark.startswith("\\b")):
            depth += 1
        elif mark[0] == "}" or found[1]:
            depth -= 1
        elif depth == 0 and mark == "&":
            aligned = True
        elif depth == 0 and (mark == "\\\\" or mark[0] == "\n"):
            shape.breaks.append(found)
        elif depth == 0 and found[2]:
            shape.commands.append(found)
    return shape._replace(aligned=aligned)


def rows_of(text: str) -> list[tuple[int, int]]:
    r"""Return start and end of each row of an environment's content; an empty row at the end does not count."""
    ends = [each for each in shape_of(text).breaks if each[0] == "\\\\"]
    spans = list(zip([0, *(each.end() for each in ends)], [*(each.start() for each in ends), len(text)], strict=True))
    return spans if len(spans) == 1 or text[slice(*spans[-1])].strip() else spans[:-1]


def rewrite_latex(text: str) -> str:
    """Return a formula in the syntax of math-core. Raises Unreadable."""
    text = _THREE.sub(lambda found: found[1] + re.sub(r"&([^&\n]{0,40}?)&", r"&\1{}", found[2]), text)
    pieces, end = [], 0
    for found in _COMMAND.finditer(text):
        if found.start() >= end:
            new, after = _piece(text, found)
            pieces += [text[end : found.start()], new]
            end = after
    return "".join([*pieces, text[end:]])


def _piece(text: str, found: re.Match[str]) -> tuple[str, int]:
    """Return the replacement of one command, and the position after it."""
    if found[1]:
        return f"\\{found[1]}" + found[2].replace("<", r"\langle ").replace(">", r"\rangle "), found.end()
    if found[3]:
        return _environment(text, found)
    if found["colour"] is not None:
        return _colour(found), found.end()
    if name := found["name"]:
        content, end = argument(text, found.end())
        return _COMMANDS.get(name, _dropped)(content, text.count("\n", 0, found.start())), end
    return "\\\\" if found["row"] else found[0], found.end()


def _environment(text: str, found: re.Match[str]) -> tuple[str, int]:
    """Rename an environment if necessary, and simplify the column specification of an array."""
    name, end = found[4], found.end()
    new = f"\\{found[3]}{{{_ENVIRONMENTS.get(name, name)}}}"
    if found[3] == "end" or not text[end:].lstrip().startswith("{"):
        return new, end
    if name.startswith("aligned" if name == "alignedat" else "alignat"):
        return new, argument(text, end)[1]
    if name in ("array", "subarray"):
        columns, end = argument(text, end)
        new += "{" + _columns(columns) + "}"
    return new, end


def _colour(found: re.Match[str]) -> str:
    r"""Return `\color` or `\textcolor` in a form that math-core supports: named, or with RGB values."""
    model, value = found["model"] or "", found["colour"].strip()
    name = value.lower() if not model and value not in _LATEX_COLOURS and value.islower() else ""
    name = name if name in ImageColor.colormap else ""
    written = f"#{value}" if model == "HTML" else value if value.startswith("#") else name
    try:
        red, green, blue = ImageColor.getrgb(written)[:3]
    except ValueError:
        chosen = f"[{model}]{{{value}}}" if model else f"{{{value}}}"
    else:
        chosen = f"[RGB]{{{red},{green},{blue}}}"
    return rf"{{\color{chosen} " if found["text"] else rf"\color{chosen} "


def _columns(columns: str) -> str:
    """Return the column specification of an array without widths and separators."""
    columns = re.sub(r"\*\s*\{(\d{1,2})\}\s*\{([^{}]*)\}", lambda found: found[2] * int(found[1]), columns)
    columns = re.sub(r"[@!<>]\s*\{[^{}]*\}", "", columns)
    return re.sub(r"[pmb]\s*\{[^{}]*\}", "l", columns)


def _text(content: str, line: int = 0) -> str:
    """Return text that may contain formulas as separate texts and formulas."""
    parts = re.split(r"(?<!\\)\$", content)
    if len(parts) % 2 == 0:
        raise Unreadable("unclosed", content, line)
    if len(parts) == 1:
        return f"\\text{{{content}}}"
    pieces = (f"{{{rewrite_latex(part)}}}" if number % 2 else f"\\text{{{part}}}" for number, part in enumerate(parts))
    return "{" + "".join(pieces) + "}"


def _chemistry(content: str, line: int) -> str:
    try:
        return "{" + chemistry(content) + "\n" * content.count("\n") + "}"
    except ValueError as error:
        raise Unreadable("chemistry", str(error), line) from None


def _dropped(content: str, _line: int) -> str:
    return "\n" * content.count("\n")


_COMMANDS: dict[str, Callable[[str, int], str]] = {
    "ce": _chemistry, "text": _text, "mbox": _text, "hbox": _text, "textnormal": _text,
}  # fmt: skip
