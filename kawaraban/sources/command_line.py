"""Print the problems of a blog as lines where Sphinx's own command builds it, without a traceback.

From version 9 on, `sphinx-build` reports every error with its traceback and asks for a bug report; an author's mistake
deserves neither. Other errors, and those of other projects in the process, are reported as before.
"""

from __future__ import annotations

import sys
from functools import wraps
from typing import TYPE_CHECKING, Any

from sphinx._cli.util import errors

from kawaraban.model.problems import ProblemsFound

if TYPE_CHECKING:
    from collections.abc import Callable


def printing_problems(handle: Callable[..., None]) -> Callable[..., None]:
    """Return a handler of exceptions that prints only the text of ProblemsFound, and leaves the rest to *handle*."""

    @wraps(handle)
    def handle_exception(exception: BaseException, /, **options: Any) -> None:
        if isinstance(exception, ProblemsFound):
            print(str(exception).strip(), file=options.get("stderr", sys.stderr))
        else:
            handle(exception, **options)

    return handle_exception


def setup(_app: object) -> None:
    """Replace Sphinx's handler, once; it is called after the build, when patches of a build have been reverted."""
    if not hasattr(errors.handle_exception, "__wrapped__"):
        errors.handle_exception = printing_problems(errors.handle_exception)
