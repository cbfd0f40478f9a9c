"""Messages of Python's reader of TOML, for links.toml and redirects.toml."""

from __future__ import annotations

import re

from sphinx.locale import get_translation

from kawaraban.model.messages.message import Message
from kawaraban.model.problems import N_, Problem

_ = get_translation("sphinx")

MESSAGES = (
    Message("Illegal character '\\n'", N_("a quotation mark is opened and not closed.")),
    Message("Illegal character {char}", N_("here is a sign that cannot stand in TOML (%(char)s); delete it.")),
    Message('Expected "{quotes}"', N_("a quotation mark is opened and not closed.")),
    Message("Unterminated string", N_("a quotation mark is opened and not closed.")),
    Message(
        "Expected '=' after a key in a key/value pair", N_('this line lacks “=”; a line is written "name" = "value".')
    ),
    Message("Invalid value", N_('behind “=” stands a text between quotation marks: "…".')),
    Message("Invalid statement", N_('a name is written in Latin letters, or between half-width quotation marks: "…".')),
    Message("Unclosed array", N_("a bracket “[” is opened and not closed.")),
    Message("Expected ']' at the end of a table declaration", N_("a bracket “[” is opened and not closed.")),
    Message(
        "Expected newline or end of document after a statement",
        N_("the line has something behind its value; delete it."),
    ),
    Message("Cannot overwrite a value", N_("the same name stands twice; delete one line.")),
    Message("Cannot declare {name} twice", N_("the same name stands twice; delete one line.")),
)
"""Messages of `tomllib`, without the place that follows."""


def toml_problem(file: str, text: str, error: ValueError) -> Problem:
    """Return the problem of a *file* whose *text* is not TOML, for what `tomllib.loads` raises."""
    found = re.fullmatch(r"(.*?) \(at (?:line (\d+), column \d+|end of document)\)", str(error), re.DOTALL)
    message, line = (found[1], int(found[2] or text.rstrip().count("\n") + 1)) if found else (str(error), 1)
    for each in MESSAGES:
        if (parts := each.match(message)) is not None:
            return Problem(file, line, str(_(each.text)) % parts)
    return Problem(file, line, _("this is not TOML: %s") % message)
