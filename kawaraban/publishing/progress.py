"""Progress of a publication: a line on the terminal that is written again and again, where it takes more than 2 s."""

from __future__ import annotations

import sys
import threading
import time
from typing import TYPE_CHECKING

from sphinx.locale import get_translation

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kawaraban.publishing.files import File

_ = get_translation("sphinx")

QUIET = 2.0
"""After how many seconds the line appears."""
OFTEN = 0.2
UNITS = (("GB", 1_000_000_000), ("MB", 1_000_000), ("kB", 1_000))


def size_text(size: int) -> str:
    """Return a number of bytes as “1.3 MB”."""
    return next((f"{size / unit:.1f} {name}" for name, unit in UNITS if size >= unit), f"{size} B")


class Progress:
    """Counts the files that have arrived. Nothing is printed where the error stream is no terminal."""

    def __init__(self, sent: Mapping[str, File]) -> None:
        self.sent, self.began = sent, time.monotonic()
        self.total = sum(file.size for file in sent.values())
        self.files = self.bytes = 0
        self.shown = 0.0
        self.lock = threading.Lock()

    def arrived(self, path: str) -> None:
        """Count a file."""
        with self.lock:
            if path not in self.sent:
                return
            self.files, self.bytes = self.files + 1, self.bytes + self.sent[path].size
            now = time.monotonic()
            if sys.stderr.isatty() and now - self.began > QUIET and now - self.shown > OFTEN:
                self.shown = now
                counted = (self.files, len(self.sent), size_text(self.bytes), size_text(self.total))
                sys.stderr.write("\r\x1b[K" + _("%d of %d files, %s of %s") % counted)
                sys.stderr.flush()

    def end(self) -> None:
        """Remove the line."""
        if self.shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()

    @property
    def seconds(self) -> float:
        """The time since the beginning."""
        return time.monotonic() - self.began
