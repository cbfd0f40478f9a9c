"""Asking the author, where there is one: a terminal, not a pipe."""

from __future__ import annotations

import contextlib
import sys

from sphinx.locale import get_translation

from kawaraban.cli.application import Failed

_ = get_translation("sphinx")


def is_terminal() -> bool:
    """Return whether somebody can answer."""
    return sys.stdin is not None and sys.stdin.isatty()


def ask(question: str) -> str:
    """Return what the author answers, without white space around it. Raises Failed on Ctrl-C and Ctrl-D."""
    with contextlib.suppress(ImportError):
        import readline  # noqa: F401 - lets a line be edited, letters of two columns too
    try:
        return input(question).strip()
    except (EOFError, KeyboardInterrupt):
        print(file=sys.stderr)
        raise Failed(_("nothing has been changed.")) from None


def ask_which(question: str, choices: list[str]) -> str:
    """Return one of *choices*, by its number, or whatever else the author writes; empty where nothing is written."""
    for number, choice in enumerate(choices, 1):
        print(f"  {number:2} {choice}")
    answer = ask(question)
    return choices[int(answer) - 1] if answer.isdecimal() and 1 <= int(answer) <= len(choices) else answer
