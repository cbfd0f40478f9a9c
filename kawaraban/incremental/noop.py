"""Find out, before Sphinx is imported, whether there is anything to build."""

from __future__ import annotations

import marshal
import os
import signal
import time

from kawaraban.incremental.conf_values import run_conf
from kawaraban.incremental.manifest import Record, boot_id, published, surroundings
from kawaraban.incremental.source_changes import is_pending


def known_summary(root: str, site: str, cache: str) -> str:
    """Return the summary of the last build of *root* if nothing has changed since; else an empty text."""
    if os.path.exists(os.path.join(cache, "stage")) or is_pending(root):
        return ""
    there = PublishedFiles(site)
    try:
        return _known_summary(root, cache, there)
    finally:
        there.close()


def _known_summary(root: str, cache: str, there: PublishedFiles) -> str:
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
    return record.summary if record.conf == run_conf(root) and there.read() == found else ""


class PublishedFiles:
    """The published files, looked at by another process while this one looks at the sources."""

    def __init__(self, site: str) -> None:
        reading, writing = os.pipe()
        self._pipe = open(reading, "rb")  # noqa: SIM115 - see `close`
        self._child = os.fork()
        if self._child == 0:
            try:
                with open(writing, "wb") as pipe:
                    marshal.dump(published(site), pipe)
            finally:
                os._exit(0)
        os.close(writing)

    def read(self) -> object:
        """Return what `published` returns; None if the process failed."""
        data = self._pipe.read()
        return marshal.loads(data) if data else None  # noqa: S302 - from our own process

    def close(self) -> None:
        """End the process if it is still at work."""
        self._pipe.close()
        os.kill(self._child, signal.SIGKILL)
        os.waitpid(self._child, 0)


def _now() -> float:
    try:
        return float(os.environ.get("SOURCE_DATE_EPOCH") or time.time())
    except ValueError:
        return -1.0
