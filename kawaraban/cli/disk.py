"""What the system does not let a build write, found among the errors and the words in which Sphinx hands it on."""

from __future__ import annotations

import os
import re

from kawaraban.model.problems import os_error_reasons


def fault_in(error: BaseException, said: str = "") -> OSError | None:
    """Return the fault of the disk behind an error of Sphinx's, or in what was *said* meanwhile; None where none is.

    Sphinx hands on some as a cause, of some the text alone.
    """
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, OSError) and seen.errno in os_error_reasons():
            return seen
        seen = getattr(seen, "orig_exc", None) or seen.__cause__
    return fault_told(f"{said}\n{error}")


def fault_told(text: str) -> OSError | None:
    """Return the first fault of the disk that a text tells, as Python writes it, or None."""
    for found in re.finditer(r"(?:(\S+): )?\[Errno (\d+)\][^:\n]*(?:: '([^'\n]+)')?", text):
        if int(found[2]) in os_error_reasons():
            return OSError(int(found[2]), os.strerror(int(found[2])), found[3] or found[1] or "")
    return None
