r"""LaTeX as authors write it, rewritten into what math-core reads: `\ce`, `\tag`, `\left<`, `\text{… $x$ …}`, rows.

Every rewriting keeps the line breaks of its piece, so that an error can be told at its line.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from PIL import ImageColor

from kawaraban.sources.math.chemistry import chemistry

if TYPE_CHECKING:
    from collections.abc import Callable


class Unreadable(ValueError):
    """Raised where a formula cannot be read: what is wrong, and the piece of it that was not understood."""

    def __init__(self, reason: str, piece: str, line: int = 0) -> None:
        super().__init__(reason)
        self.reason, self.piece, self.line = reason, " ".join(piece.split()), line


class Shape(NamedTuple):
    """How the outside of a formula is made: where rows end, and what stands outside all braces and environments."""

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
"""Commands of other packages that math-core lacks."""

_ENVIRONMENTS = {
    "smallmatrix": "matrix", "split": "aligned", "alignedat": "aligned", "displaymath": "equation*",
    **{name: f"{name}*" for name in ("align", "equation", "gather", "multline")},
    **dict.fromkeys(("eqnarray", "eqnarray*", "flalign", "flalign*", "alignat", "alignat*"), "align*"),
}  # fmt: skip
"""What math-core has under another name; it numbers nothing, since the numbers are those of the document."""
NUMBERED = re.compile(
    r"\s*\\begin\{(equation|align|gather|multline|alignat|flalign|eqnarray)(\*?)\}((?:(?!\\end\{\1).)*)\\end\{\1\2\}\s*",
    re.DOTALL,
)
"""A formula that is one environment of rows: its name, its star, its content."""
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
"""Colours that LaTeX means in its own way; all others that CSS knows are those of CSS."""
_BRACE = re.compile(r"\\.|[{}]", re.DOTALL)


def without_remarks(text: str) -> str:
    """Return a formula without what follows a `%` on each line."""
    return _REMARK.sub(lambda found: found[1] or "", text) if "%" in text else text


def argument(text: str, start: int) -> tuple[str, int]:
    """Return the braced argument that begins at or after *start*, without its braces, and where it ends."""
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
    """Return the outside of a formula: its rows' ends, whether it has columns, its commands."""
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
    r"""Return where the rows of an environment's content begin and end; what follows the last `\\` may be empty."""
    ends = [each for each in shape_of(text).breaks if each[0] == "\\\\"]
    spans = list(zip([0, *(each.end() for each in ends)], [*(each.start() for each in ends), len(text)], strict=True))
    return spans if len(spans) == 1 or text[slice(*spans[-1])].strip() else spans[:-1]


def rewritten(text: str) -> str:
    """Return a formula as math-core reads it; raise Unreadable where a piece is not understood."""
    text = _THREE.sub(lambda found: found[1] + re.sub(r"&([^&\n]{0,40}?)&", r"&\1{}", found[2]), text)
    pieces, end = [], 0
    for found in _COMMAND.finditer(text):
        if found.start() >= end:
            new, after = _piece(text, found)
            pieces += [text[end : found.start()], new]
            end = after
    return "".join([*pieces, text[end:]])


def _piece(text: str, found: re.Match[str]) -> tuple[str, int]:
    """Return what stands for one command, and where what it stands for ends."""
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
    """Rename what math-core has under another name; simplify what an array says of its columns."""
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
    r"""Return the colour of `\color` and `\textcolor` as math-core reads it: by name, or by its red, green and blue."""
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
    """Return an array's columns without their widths and what stands between them."""
    columns = re.sub(r"\*\s*\{(\d{1,2})\}\s*\{([^{}]*)\}", lambda found: found[2] * int(found[1]), columns)
    columns = re.sub(r"[@!<>]\s*\{[^{}]*\}", "", columns)
    return re.sub(r"[pmb]\s*\{[^{}]*\}", "l", columns)


def _text(content: str, line: int = 0) -> str:
    """Return words with formulas among them as words and formulas."""
    parts = re.split(r"(?<!\\)\$", content)
    if len(parts) % 2 == 0:
        raise Unreadable("unclosed", content, line)
    if len(parts) == 1:
        return f"\\text{{{content}}}"
    pieces = (f"{{{rewritten(part)}}}" if number % 2 else f"\\text{{{part}}}" for number, part in enumerate(parts))
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
