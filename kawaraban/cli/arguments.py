"""The command line in the blog's language; Python's argparse has only English."""

from __future__ import annotations

import argparse
from itertools import chain
from typing import TYPE_CHECKING, NoReturn

from sphinx.locale import get_translation

from kawaraban.model.messages.message import Message
from kawaraban.model.problems import N_, suggest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_ = get_translation("sphinx")

MESSAGES = (
    Message(
        "argument {name}: invalid choice: {value} (choose from {all})",
        N_("there is no command “%(value)s”; there are: %(all)s."),
    ),
    Message("argument {name}: invalid {type} value: {value}", N_("%(name)s should be a number; it is “%(value)s”.")),
    Message("argument {name}: expected one argument", N_("behind %(name)s, its value is missing.")),
    Message("argument {name}: ignored explicit argument {value}", N_("%(name)s has no value; delete “%(value)s”.")),
    Message("argument {name}: {reason}", "%(name)s: %(reason)s"),
    Message("ambiguous option: {name} could match {all}", N_("“%(name)s” could be any of %(all)s.")),
    Message("unrecognized arguments: {all}", N_("there is no option “%(all)s”.")),
    Message("the following arguments are required: {all}", N_("missing: %(all)s.")),
)
"""Messages of argparse; tests/test_command_line.py compares them with those of Python."""


class Formatter(argparse.HelpFormatter):
    """A formatter whose first word is translated."""

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[argparse._MutuallyExclusiveGroup],
        prefix: str | None = None,
    ) -> None:
        """Add how the command is written."""
        super().add_usage(usage, actions, groups, _("usage: ") if prefix is None else prefix)


class Parser(argparse.ArgumentParser):
    """A parser with help and errors in the blog's language."""

    def __init__(self, *, prog: str, description: str = "") -> None:
        super().__init__(prog=prog, description=description, formatter_class=Formatter, add_help=False)
        self._optionals.title, self._positionals.title = _("options"), _("commands")
        self.add_argument("-h", "--help", action="help", help=_("show this help"))

    def error(self, message: str) -> NoReturn:
        """Print a message on one line, and exit with status 2."""
        text = message
        for each in MESSAGES:
            if (parts := each.match(message)) is not None:
                text = str(_(each.text)) % parts
                break
        if message.startswith("unrecognized"):
            text += suggest(message.split()[2], self._known_options())
        self.exit(2, f"{text}\n")

    def _known_options(self) -> Iterator[str]:
        """Yield the options of all commands."""
        yield from self._option_string_actions
        for action in self._actions:
            if isinstance(action, argparse._SubParsersAction):
                yield from chain.from_iterable(parser._option_string_actions for parser in action.choices.values())


def port(text: str) -> int:
    """Return the number of a port; 0 is any free one. Raises ArgumentTypeError."""
    if not text.isdecimal() or int(text) > 65_535:
        raise argparse.ArgumentTypeError(_("“%s” is no port; write a number such as 8000.") % text)
    return int(text)
