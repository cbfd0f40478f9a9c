"""Questions to the author on a terminal."""

from __future__ import annotations

import contextlib
import sys

from sphinx.locale import get_translation

from kawaraban.cli.application import Failed

_ = get_translation("sphinx")

YES = {"y", "yes", "はい", "ｙ"}
"""Answers that agree, in lower case."""


def is_terminal() -> bool:
    """Return whether the command runs in a terminal, so that questions can be answered."""
    return sys.stdin is not None and sys.stdin.isatty()


def ask(question: str) -> str:
    """Return the stripped answer to a question. Raises Failed on Ctrl-C and Ctrl-D."""
    with contextlib.suppress(ImportError):
        import readline  # noqa: F401 - makes the line editable, including full-width characters
    try:
        return input(question).strip()
    except (EOFError, KeyboardInterrupt):
        print(file=sys.stderr)
        raise Failed(_("Nothing was changed.")) from None


def ask_which(question: str, choices: list[str]) -> str:
    """Show numbered *choices* and return the chosen one, or the answer itself if it is not such a number."""
    for number, choice in enumerate(choices, 1):
        print(f"  {number:2} {choice}")
    answer = ask(question)
    return choices[int(answer) - 1] if answer.isdecimal() and 1 <= int(answer) <= len(choices) else answer
