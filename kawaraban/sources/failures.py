"""Report unexpected exceptions as problems of a document, and continue with the others."""

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
def failures_reported(docname: str) -> Iterator[list[Exception]]:
    """Report an unexpected exception in the block as a problem of *docname*; yield a list that it is added to.

    SphinxError and OSError are not caught.
    """
    failures: list[Exception] = []
    try:
        yield failures
    except Exception as error:
        cause = error.orig_exc if isinstance(error, ExtensionError) and error.orig_exc else error
        if isinstance(cause, (SphinxError, OSError)):
            raise
        failures.append(cause)
        trace = "".join(format_exception(cause))  # as text, which can be sent between processes
        text = _("Kawaraban itself failed on this file (%s: %s); please report it.")
        logger.error(text, type(cause).__name__, cause, location=docname, extra={"trace": trace})
