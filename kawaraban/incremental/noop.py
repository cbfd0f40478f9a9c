"""Find out, before Sphinx is imported, whether there is anything to build."""

from __future__ import annotations

import os
import time

from kawaraban.incremental.conf_values import run_conf
from kawaraban.incremental.manifest import boot_id
from kawaraban.incremental.source_changes import is_pending

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kawaraban.incremental.look import Look


def known_summary(look: Look) -> str:
    """Return the summary of the last build if nothing has changed since; else an empty text."""
    if os.path.exists(os.path.join(look.cache, "stage")) or is_pending(look.root):
        return ""
    record = look.record
    if (
        not record.summary
        or not record.conf
        or record.boot != boot_id()
        or record.surroundings != look.surroundings
        or not record.since <= _now() < record.due
    ):
        return ""
    apart = set() if record.shows_conf else {"conf.py"}  # its values are compared below
    if look.changed - apart:
        return ""
    return record.summary if look.published == look.recorded() and record.conf == run_conf(look.root) else ""


def _now() -> float:
    try:
        return float(os.environ.get("SOURCE_DATE_EPOCH") or time.time())
    except ValueError:
        return -1.0
