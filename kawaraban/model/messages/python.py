"""Messages of Python: mistakes in conf.py, and what cannot be read."""

from __future__ import annotations

from kawaraban.model.messages.message import Message
from kawaraban.model.problems import N_

ERRORS = (
    Message("unterminated string literal (detected at line {line})", N_("a quotation mark is opened and not closed.")),
    Message(
        "unterminated triple-quoted string literal (detected at line {line})",
        N_('three quotation marks (""") are opened and not closed.'),
    ),
    Message("'{bracket}' was never closed", N_("the bracket “%(bracket)s” is opened and not closed.")),
    Message("unmatched '{bracket}'", N_("the bracket “%(bracket)s” closes nothing; delete it.")),
    Message(
        "closing parenthesis '{end}' does not match opening parenthesis '{start}'",
        N_("“%(start)s” is closed by “%(end)s”; use brackets that belong together."),
    ),
    Message(
        "closing parenthesis '{end}' does not match opening parenthesis '{start}' on line {line}",
        N_("“%(start)s” on line %(line)s is closed by “%(end)s”; use brackets that belong together."),
    ),
    Message(
        "invalid character '{char}' ({code})",
        N_("“%(char)s” cannot stand here; write quotation marks, brackets, commas and spaces in half width."),
    ),
    Message(
        "invalid non-printable character {code}",
        N_("here is an invisible or full-width space (%(code)s); write a half-width one."),
    ),
    Message(
        "invalid syntax. Perhaps you forgot a comma?",
        N_("this line cannot be read; is a comma or a quotation mark missing?"),
    ),
    Message(
        "invalid syntax. Maybe you meant '==' or ':=' instead of '='?",
        N_("this line cannot be read; between { and }, write “:” instead of “=”."),
    ),
    Message("invalid syntax", N_("this line cannot be read; is a comma or a quotation mark missing, here or above?")),
    Message("unexpected indent", N_("this line begins with spaces; delete them.")),
    Message(
        "unindent does not match any outer indentation level",
        N_("this line does not begin with as many spaces as those around it."),
    ),
    Message("':' expected after dictionary key", N_('between { and }, each entry is written “"name": value”.')),
    Message("expression expected after dictionary key and ':'", N_("behind “:”, the value is missing.")),
    Message(
        "cannot assign to {what} here. Maybe you meant '==' instead of '='?",
        N_("left of “=” stands the name of a setting: Latin letters, figures and “_”."),
    ),
    Message(
        "name '{name}' is not defined",
        N_('“%(name)s” is no name that conf.py knows; a text stands between quotation marks: "%(name)s".'),
    ),
    Message(
        "name '{name}' is not defined. Did you mean: '{other}'?",
        N_("“%(name)s” is no name that conf.py knows. Did you mean “%(other)s”?"),
    ),
    Message(
        "No module named '{name}'",
        N_("the Python package “%(name)s” is not installed; delete the line if you do not need it."),
    ),
    Message("division by zero", N_("the code divides by zero.")),
)
"""Errors of Python 3.11 to 3.14 that conf.py can raise."""

REASONS = (
    Message(
        "[Errno 2] No such file or directory: {path}",
        N_("there is no file “%(path)s”."),
    ),
    Message("invalid literal for int() with base 10: {value}", N_("write a number in half-width figures, such as 3.")),
    Message("could not convert string to float: {value}", N_("write a number in half-width figures, such as 1.5.")),
)
"""Why a file or a number cannot be read."""
