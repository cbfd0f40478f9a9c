"""Messages for whatever ends a command, and the log for internal errors."""

from __future__ import annotations

import sys
import traceback
from pathlib import Path

from sphinx.locale import get_translation

from kawaraban.cli.application import Failed
from kawaraban.cli.conf_errors import wrong_types
from kawaraban.model.problems import Problem, format_problems, os_error_message, os_error_reasons

_ = get_translation("sphinx")

LOG = Path("_build", "error.log")


def failure_of(error: Exception) -> Failed:
    """Return the failure to report for an exception: a failed build, a disk error, or else an internal error.

    A setting of a wrong type in conf.py explains an internal error.
    """
    if isinstance(error, OSError) and error.errno in os_error_reasons():
        return Failed(os_error_message(error))
    if not isinstance(error, Failed) and (wrong := wrong_types(Path.cwd())):
        return Failed(format_problems(wrong), problems=wrong)
    failed = error if isinstance(error, Failed) else Failed("", "".join(traceback.format_exception(error)))
    if not failed.trace:
        return failed
    ours = Problem("", 0, _("Kawaraban itself failed; please report the contents of %s.") % LOG)
    problems = [*(each for each in failed.problems if each.text), ours]
    return Failed("\n".join(map(str, problems)), failed.trace, problems)


def write_trace(failed: Failed) -> None:
    """Write the traceback of an internal error to a file for a bug report, or print it if that fails."""
    if not failed.trace:
        return
    try:
        LOG.parent.mkdir(exist_ok=True)
        LOG.write_text(failed.trace, "utf-8")
    except OSError:
        print(failed.trace, file=sys.stderr)
