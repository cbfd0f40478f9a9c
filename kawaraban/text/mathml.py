"""Simple formulas of MathML as HTML, for programs that do not show MathML."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml.builder import E

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_SIGNS = {"mi", "mn", "mo", "mtext", "ms"}
_ROWS = {"math", "mrow", "mstyle", "semantics", "mpadded"}
_BETWEEN = "=<>≤≥≠≈+−±×→⟶⇌⟷⟵"
_UNSEEN = dict.fromkeys(map(ord, "\u2061\u2062\u2063\u2064"))
"""Invisible operators of MathML."""


def plain_formula(node: HtmlElement) -> list[HtmlElement | str] | None:
    """Return a formula as text with `<i>`, `<sup>` and `<sub>`; None if it needs more, such as fractions or roots."""
    if node.tag in _SIGNS:
        text = "".join((node.text or "").translate(_UNSEEN).split()) if node.tag != "mtext" else node.text or ""
        if node.tag == "mi":
            return [E.i(text) if len(text) == 1 and not node.get("mathvariant") else text]
        is_between = text and text in _BETWEEN and not (node.get("lspace") or node.get("rspace"))
        return [f" {text} " if is_between else text]
    if node.tag == "mspace":
        return [" "] if node.get("width") else []
    parts = [plain_formula(child) for child in node]
    if any(part is None for part in parts):
        return None
    if node.tag in _ROWS:
        return [piece for part in parts for piece in part or ()]
    if node.tag in ("msup", "msub", "msubsup"):
        raised = [E.sup if node.tag == "msup" else E.sub, E.sup]
        return [*(parts[0] or ()), *(way(*part or ()) for way, part in zip(raised, parts[1:], strict=False))]
    return None
