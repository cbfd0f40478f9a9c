r"""Convert chemical formulas in the basic syntax of mhchem's `\ce{…}` to LaTeX.

Supported are elements and groups with indices (`H2O`, `Fe(OH)3`), isotopes (`^{90}_{38}Sr`), charges (`SO4^2-`, `Na+`),
amounts (`2H2`, `1/2 O2`), arrows with text above and below (`->[MnO2]`, `<=>`), bonds, states (`(aq)`), adducts
(`CuSO4 * 5H2O`), gas and precipitate (`^`, `v`). Anything else is an error.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_PLAIN_ARROWS = {"<=>": r"\rightleftharpoons ", "<->": r"\longleftrightarrow ", "->": r"\longrightarrow ",
                 "<-": r"\longleftarrow "}  # fmt: skip
_ARROWS = {"<=>": r"\xrightleftharpoons", "<->": r"\xleftrightarrow", "->": r"\xrightarrow", "<-": r"\xleftarrow"}
_BONDS = {"-": r"{-}", "−": r"{-}", "=": r"{=}", "#": r"{\equiv}"}
_SIGNS = {"+": "+", "^": r"\uparrow ", "↑": r"\uparrow ", "v": r"\downarrow ", "↓": r"\downarrow "}
_EVERYWHERE = (
    r"(?P<arrow><=>|<->|->|<-)(?:\[(?P<above>[^\[\]]*)\])?(?:\[(?P<below>[^\[\]]*)\])?"
    r"|\s*(?:[*·]\s*|\.(?=\d*[A-Z]))(?P<adduct>)"
    r"|\s+(?P<space>)"
    r"|\((?P<state>aq|s|l|g|cr|am)\)"
    r"|\((?P<sign>[\^v])\)"
    r"|\^(?:\{(?P<raised>[^{}]*)\}|(?P<charge>\d+[+\-−]?|[+\-−•]|\.(?=$|[\s)\]])|[IVX]+))"
    r"|_(?:\{(?P<lowered>[^{}]*)\}|(?P<index>\d+|[a-z]))"
    r"|(?P<element>[A-Z][a-z]{0,2}|e(?=[\-−^]))"
    r"|(?P<bracket>[()\[\]])"
)
_BEFORE = re.compile(
    r"(?P<mark>\+|[↑↓]|[\^v](?=\s|$))|(?P<part>\d+)/(?P<whole>\d+)\s*|(?P<amount>\d+(?:\.\d+)?|[a-z](?=\s*[A-Z(\[]))\s*|"
    rf"(?P<particle>[pn](?=[\^_+]|\s|$))|{_EVERYWHERE}"
)
"""Tokens before a substance; a number is an amount."""
_AFTER = re.compile(
    rf"(?P<mark>[↑↓])|(?P<number>\d+)|{_EVERYWHERE}|(?P<ion>[+\-−](?=$|[\s)\]]))|(?P<bond>[\-−=#](?=[A-Z(\[]))"
)
"""Tokens after an element or a group; a number is an index."""
_GOES_ON = {"number", "index", "lowered", "raised", "charge", "ion", "state", "sign"}


def chemistry(text: str) -> str:
    """Return a chemical formula or equation as LaTeX. Raises ValueError with the piece that is not understood."""
    written, at, substance = "", 0, False
    while at < len(text):
        found = (_AFTER if substance else _BEFORE).match(text, at)
        if not found:
            raise ValueError(text[at : at + 16])
        kind = found.lastgroup or ""
        written += _WRITE[kind](found)
        substance = kind == "element" or found[0] in (")", "]") or (substance and kind in _GOES_ON)
        at = found.end()
    return written


def _up(text: str) -> str:
    return f"{{}}^{{{_script(text)}}}"


def _down(text: str) -> str:
    return f"_{{{_script(text)}}}"


def _script(text: str) -> str:
    """Return the content of a superscript or subscript: letters, digits and signs. Raises ValueError."""
    if not re.fullmatch(r"[\w+\-−•.,/()\s]*", text):
        raise ValueError(text)
    text = text.replace("−", "-").replace("•" if text != "." else ".", r"\bullet ")
    return re.sub(r"[IVX]+", lambda found: rf"\mathrm{{{found[0]}}}", text)


def _arrow(found: re.Match[str]) -> str:
    """Return an arrow, with the text above and below it."""
    above, below = (_words(found[name] or "") for name in ("above", "below"))
    if not above and not below:
        return _PLAIN_ARROWS[found["arrow"]]
    return _ARROWS[found["arrow"]] + (f"[{below}]" if below else "") + f"{{{above}}}"


def _words(text: str) -> str:
    """Return the text above an arrow: a chemical formula if possible, otherwise a LaTeX command or plain text."""
    try:
        return chemistry(text)
    except ValueError:
        if re.fullmatch(r"\$?(?:\\[A-Za-z]+\s*)+\$?", text):
            return text.strip("$")
        if re.search(r"[\\${}^_%#&~]", text):
            raise
        return rf"\text{{{text}}}"


def _roman(text: str) -> str:
    return rf"\mathrm{{{text}}}"


_WRITE: dict[str, Callable[[re.Match[str]], str]] = {
    **dict.fromkeys(("arrow", "above", "below"), _arrow),
    "adduct": lambda _found: r"\cdot ",
    "space": lambda _found: " ",
    "state": lambda found: _roman(f"({found['state']})"),
    "sign": lambda found: _SIGNS[found["sign"]],
    "mark": lambda found: _SIGNS[found["mark"]],
    "raised": lambda found: _up(found["raised"]),
    "charge": lambda found: _up(found["charge"]),
    "ion": lambda found: _up(found["ion"]),
    "lowered": lambda found: _down(found["lowered"]),
    "index": lambda found: _down(found["index"]),
    "number": lambda found: _down(found["number"]),
    "element": lambda found: _roman(found["element"]),
    "particle": lambda found: _roman(found["particle"]),
    "bracket": lambda found: found["bracket"],
    "bond": lambda found: _BONDS[found["bond"]],
    "amount": lambda found: found["amount"] + r"\,",
    "whole": lambda found: rf"\tfrac{{{found['part']}}}{{{found['whole']}}}\,",
}
