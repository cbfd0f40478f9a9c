"""Whatever ends a command, in words for the author; where the press itself failed, that is written down."""

from __future__ import annotations

import sys
import traceback
from pathlib import Path

from sphinx.locale import get_translation

from kawaraban.cli.application import Failed
from kawaraban.model.problems import Problem, denials, denied

_ = get_translation("sphinx")

LOG = Path("_build", "error.log")


def failure_of(error: Exception) -> Failed:
    """Return what an author is told of an error: what a build says, what the disk does not let us, that it is ours."""
    if isinstance(error, OSError) and error.errno in denials():
        return Failed(denied(error))
    failed = error if isinstance(error, Failed) else Failed("", "".join(traceback.format_exception(error)))
    if not failed.trace:
        return failed
    ours = Problem("", 0, _("Kawaraban itself failed; please report what stands in %s.") % LOG)
    problems = [*(each for each in failed.problems if each.text), ours]
    return Failed("\n".join(map(str, problems)), failed.trace, problems)


def keep_trace(failed: Failed) -> None:
    """Write down where the press itself failed, for whoever reports it; on standard error where the disk refuses."""
    if not failed.trace:
        return
    try:
        LOG.parent.mkdir(exist_ok=True)
        LOG.write_text(failed.trace, "utf-8")
    except OSError:
        print(failed.trace, file=sys.stderr)  # noqa: T201 - there is nowhere else
