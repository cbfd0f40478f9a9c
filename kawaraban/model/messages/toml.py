"""Read links.toml and redirects.toml, with the messages of Python's reader of TOML."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

from sphinx.locale import get_translation

from kawaraban.model.messages.message import Message
from kawaraban.model.problems import N_, InvalidFile, Problem

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


def read_toml(root: str | Path, name: str) -> tuple[dict[str, Any], str]:
    """Return the content of the file *name* at the root, and its text; both empty without it. Raises InvalidFile."""
    file = Path(root, name)
    if not file.is_file():
        return {}, ""
    try:
        text = file.read_text("utf-8")
        return tomllib.loads(text), text
    except UnicodeDecodeError:
        raise InvalidFile(Problem(name, 1, _("this file is not UTF-8; save it as UTF-8."))) from None
    except tomllib.TOMLDecodeError as error:
        raise InvalidFile(toml_problem(name, text, error)) from None


def toml_problem(file: str, text: str, error: ValueError) -> Problem:
    """Return the problem of a *file* whose *text* is not TOML, for what `tomllib.loads` raises."""
    found = re.fullmatch(r"(.*?) \(at (?:line (\d+), column \d+|end of document)\)", str(error), re.DOTALL)
    message, line = (found[1], int(found[2] or text.rstrip().count("\n") + 1)) if found else (str(error), 1)
    for each in MESSAGES:
        if (parts := each.match(message)) is not None:
            return Problem(file, line, str(_(each.text)) % parts)
    return Problem(file, line, _("this is not TOML: %s") % message)
