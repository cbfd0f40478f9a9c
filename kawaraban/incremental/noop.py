"""Find out, before Sphinx is imported, whether there is anything to build."""

from __future__ import annotations

import os
import time

from kawaraban.incremental.conf_values import run_conf
from kawaraban.incremental.manifest import Record, boot_id, published, surroundings
from kawaraban.incremental.source_changes import is_pending


def known_summary(root: str, site: str, cache: str) -> str:
    """Return the summary of the last build of *root* if nothing has changed since; else an empty text."""
    if os.path.exists(os.path.join(cache, "stage")) or is_pending(root):
        return ""
    record = Record.load(cache)
    if (
        not record.summary
        or not record.conf
        or record.boot != boot_id()
        or record.surroundings != surroundings(root)
        or not record.since <= _now() < record.due
    ):
        return ""
    sources = record.sources_now(root)
    apart = "" if record.shows_conf else "conf.py"  # its values are compared below
    now, then = (
        {path: source.digest for path, source in each.items() if path != apart} for each in (sources, record.sources)
    )
    if now != then:
        return ""
    found = {file: (output.size, output.mtime) for file, output in record.outputs.items()}
    return record.summary if published(site) == found and record.conf == run_conf(root) else ""


def _now() -> float:
    try:
        return float(os.environ.get("SOURCE_DATE_EPOCH") or time.time())
    except ValueError:
        return -1.0
