"""Translate the reason why a formula cannot be converted, from math-core or our own code."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sphinx.locale import get_translation

if TYPE_CHECKING:
    from kawaraban.sources.math.latex import Unreadable

_ = get_translation("sphinx")


def explain(error: Unreadable) -> str:
    """Return the message about a formula, for the author."""
    why = next((text for pattern, text in _reasons() if re.match(pattern, error.reason)), _("this is not understood"))
    return _("the formula cannot be read at “%s”: %s.") % (error.piece, why)


def _reasons() -> list[tuple[str, str]]:
    """Return pattern and message of all reasons."""
    return [
        ("Unknown command", _("this command is not known")),
        ("Unknown environment", _("this environment is not known")),
        ("Unknown color", _("this colour is not known")),
        (r'Found "&"', _(r"“&” stands only in rows with columns, as in \begin{aligned}")),
        (r'Found "\\tag', _("a tag stands only in a formula of its own, between $$")),
        (r'Found "\\label', _("a label stands only in a formula of its own, between $$")),
        (r"Expected argument|There must be|Expected a ", _("something is missing here")),
        (r"Unmatched closing|no matching", _("this closes what was not opened")),
        (r"unclosed|Expected closing|Expected \"\\end|Expected token", _("something is not closed")),
        (r"Duplicate|'\^' or '_'", _("two things are raised, or lowered, at one place; braces part them")),
        ("chemistry", _(r"\ce cannot read this; it reads formulas such as SO4^2- and 2H2 + O2 -> 2H2O")),
        ("reference", _("a formula is referred to in the text, outside other formulas: {eq}`label`")),
        (r"long|Too many|Hard limit", _("it is too long, or one thing stands too deep in another")),
        ("Math mode within text|Not valid|may only appear", _("this cannot stand here")),
    ]  # fmt: skip
