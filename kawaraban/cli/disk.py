"""Disk errors (full, read-only, denied), found in the exceptions and texts in which Sphinx passes them on."""

from __future__ import annotations

import os
import re

from kawaraban.model.problems import os_error_reasons


def fault_in(error: BaseException, printed: str = "") -> OSError | None:
    """Return the disk error behind an exception of Sphinx, or in *printed*, the text that Sphinx printed, or None.

    Sphinx keeps some errors as a cause, of others only the text.
    """
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, OSError) and seen.errno in os_error_reasons():
            return seen
        seen = getattr(seen, "orig_exc", None) or seen.__cause__
    return fault_in_text(f"{printed}\n{error}")


def fault_in_text(text: str) -> OSError | None:
    """Return the first disk error in a text as Python formats it, or None."""
    for found in re.finditer(r"(?:(\S+): )?\[Errno (\d+)\][^:\n]*(?:: '([^'\n]+)')?", text):
        if int(found[2]) in os_error_reasons():
            return OSError(int(found[2]), os.strerror(int(found[2])), found[3] or found[1] or "")
    return None
