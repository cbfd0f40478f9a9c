"""The build process of the preview: it imports Kawaraban once, then builds on request.

Each line on standard input requests a build, and is answered by a `Report` on a line of standard output. Other output
goes to standard error. The process ends with its input, so that it does not outlive a server that was killed.
"""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from kawaraban.cli.application import build, share_pictures
from kawaraban.cli.failures import failure_of, write_trace
from kawaraban.cli.language import set_language
from kawaraban.cli.serve.report import Report, mistakes_of
from kawaraban.incremental.manifest import Record

if TYPE_CHECKING:
    from collections.abc import Iterable

OUT, CACHE = Path("_build", "preview"), Path("_build", "preview-cache")
GC_THRESHOLDS = (50_000, 20, 100)
"""Thresholds of garbage collection during a build; a full collection follows when the answer is sent."""
ASSETS = (".avif", ".css", ".gif", ".ico", ".jpeg", ".jpg", ".js", ".json", ".mp4", ".png", ".svg", ".webm", ".webp")
"""Suffixes of files that a page loads."""


def report_of(root: Path) -> Report:
    """Build the preview of the sources in *root*, and return the report, whatever goes wrong."""
    before = Record.load(str(CACHE)).outputs
    try:
        set_language()
        share_pictures(CACHE)
        summary = build(root, OUT.absolute(), CACHE.absolute(), {"kawaraban_preview": True})
    except Exception as error:
        failed = failure_of(error)
        write_trace(failed)
        return Report(str(failed), mistakes_of(failed.problems, root))
    record = Record.load(str(CACHE))
    changed = [
        file
        for file, output in record.outputs.items()
        if file.endswith(ASSETS) and before.get(file, output).digest != output.digest
    ]
    return Report(summary, files=tuple(sorted(changed)), outside=outside_folders(root, record.sources))


def outside_folders(root: Path, sources: Iterable[str]) -> tuple[str, ...]:
    """Return the folders of the *sources* that are not below *root*."""
    paths = [Path(path) for path in sources]
    return tuple(sorted({str(path.parent) for path in paths if path.is_absolute() and not path.is_relative_to(root)}))


def answer(requests: Iterable[bytes], answers: int) -> None:
    """Build for each request, and write the report to *answers*, a file descriptor."""
    for _request in requests:
        line = report_of(Path.cwd()).dump()
        while line:
            line = line[os.write(answers, line) :]
        gc.collect()


def main() -> None:
    """Answer requests until the end of the input."""
    gc.set_threshold(*GC_THRESHOLDS)
    answers = os.dup(1)
    os.dup2(2, 1)
    answer(sys.stdin.buffer, answers)


if __name__ == "__main__":
    main()
