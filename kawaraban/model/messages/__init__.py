"""Translate messages of Sphinx, MyST and docutils into the blog's language, adding how to fix the problem.

The messages are matched in English, whatever the blog's language, against the tables in this package. An unknown one is
shortened to its first paragraph.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any

from docutils.parsers.rst import directives, roles
from docutils.parsers.rst.languages import en
from sphinx.locale import get_translation

from kawaraban.model.messages import docutils, myst, python, sphinx_documents, sphinx_extensions, sphinx_settings
from kawaraban.model.problems import suggest

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kawaraban.model.messages.message import Message

_ = get_translation("sphinx")

REDUNDANT = re.compile(r"Ignored unreadable document|Duplicate ID: \"equation-|doing serial (read|write)$")
"""Messages about problems that are reported elsewhere."""
TABLES = (
    myst.MESSAGES,
    docutils.MESSAGES,
    sphinx_documents.MESSAGES,
    sphinx_settings.MESSAGES,
    sphinx_extensions.MESSAGES,
)
_OWN = "\u2060"
"""Stands before a message of Kawaraban that docutils passes on: a word joiner, which is invisible."""
_PREFIX = re.compile(r"while setting up extension [^:]+: |myst configuration invalid: ")
"""What stands before messages about extensions and settings."""
_DIRECTIVE = re.compile(r"(?:Directive )?'(?P<name>[^']+)': (?P<rest>.*)", re.DOTALL)
"""A message of MyST about the first lines of a directive."""


@dataclass(frozen=True, slots=True)
class Translation:
    """A message for the author, whether it is in the tables, and the setting of conf.py that it is about."""

    text: str
    is_known: bool = True
    setting: str = ""


def own_message(text: str) -> str:
    """Return a message of Kawaraban for docutils to report, marked as one that needs no translation."""
    return _OWN + text


def translate_message(message: str) -> Translation | None:
    """Return the translation of a message; None if the message is redundant.

    An unknown message is returned in English: its first paragraph on one line.
    """
    if REDUNDANT.match(message):
        return None
    if message.startswith(_OWN):
        return Translation(" ".join(message.removeprefix(_OWN).split()))
    message = _PREFIX.sub("", message)
    whole = " ".join(message.split())
    first, line = (" ".join(message.strip().split(end, maxsplit=1)[0].split()) for end in ("\n\n", "\n"))
    for text in dict.fromkeys((first, whole, line)):
        if found := _translated(text, chain(*TABLES)):
            return found
        named = _DIRECTIVE.fullmatch(text)
        if named and (found := _translated(named["rest"], myst.DIRECTIVES, directive=named["name"])):
            return found
    return Translation(first, is_known=False)


def translate_reason(reason: str) -> str:
    """Return why a value cannot be used, translated if it is in the tables."""
    plain = re.sub(r"^\w+Error: ", "", " ".join(reason.split()))
    found = _translated(plain, chain(docutils.REASONS, myst.REASONS, python.REASONS))
    return found.text if found else reason


def translate_python_error(error: BaseException) -> str:
    """Return the message for an exception that conf.py raises; in English with its type if it is unknown."""
    text = error.msg if isinstance(error, SyntaxError) else str(error)
    found = _translated(" ".join(str(text).split()), python.ERRORS)
    if found:
        return found.text
    return str(text) if isinstance(error, SyntaxError) else f"{type(error).__name__}: {text}".rstrip(": ")


def _translated(text: str, messages: Iterable[Message], **more: str) -> Translation | None:
    for message in messages:
        parts = message.match(text)
        if parts is not None:
            parts |= more
            if "reason" in parts:
                parts["reason"] = translate_reason(parts["reason"])
            written = str(_(message.text)) % parts + _suggestion(message.suggests, parts)
            return Translation(written, setting=message.setting.format(**parts))
    return None


def _suggestion(kind: str, parts: dict[str, str]) -> str:
    """Return a suggestion for an unknown name."""
    match kind:
        case "directive":
            return suggest(parts["name"], directive_names())
        case "role":
            return suggest(parts["name"], vars(roles)["_roles"])
        case "option":
            return suggest(parts["name"], parts["all"].split(", "))
    return ""


def directive_names() -> Iterable[str]:
    """Return the names of all directives."""
    registered: dict[str, Any] = vars(directives)["_directives"]
    return {*registered, *vars(directives)["_directive_registry"], *en.directives}
