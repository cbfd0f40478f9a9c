"""Where the code itself fails on a document: told as a problem of that document, while the others go on."""

from __future__ import annotations

from contextlib import contextmanager
from traceback import format_exception
from typing import TYPE_CHECKING

from sphinx.errors import ExtensionError, SphinxError
from sphinx.locale import get_translation
from sphinx.util import logging

if TYPE_CHECKING:
    from collections.abc import Iterator

_ = get_translation("sphinx")
logger = logging.getLogger(__name__)


@contextmanager
def failures_of(docname: str) -> Iterator[list[Exception]]:
    """Tell an unexpected error within as a problem of the document *docname*, and yield the list that it comes into.

    Errors that were meant for the author, and those of the file system, pass.
    """
    failures: list[Exception] = []
    try:
        yield failures
    except Exception as error:
        cause = error.orig_exc if isinstance(error, ExtensionError) and error.orig_exc else error
        if isinstance(cause, (SphinxError, OSError)):
            raise
        failures.append(cause)
        trace = "".join(format_exception(cause))  # as a text, which goes from process to process
        text = _("Kawaraban itself failed on this file (%s: %s); please report it.")
        logger.error(text, type(cause).__name__, cause, location=docname, extra={"trace": trace})
