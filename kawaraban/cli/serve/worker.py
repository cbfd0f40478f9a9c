"""The process that builds the preview: it loads the press once, then builds whenever it is asked to.

A line on its standard input asks for a build, a line on its standard output answers (`Report`). What anybody prints
meanwhile goes to standard error. It ends when its input does, so that nothing is left of a preview that was killed.
"""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from kawaraban.cli.application import build
from kawaraban.cli.failures import failure_of, keep_trace
from kawaraban.cli.language import speak
from kawaraban.cli.serve.report import Report, mistakes_of
from kawaraban.incremental.manifest import Record

if TYPE_CHECKING:
    from collections.abc import Iterable

OUT, CACHE = Path("_build", "preview"), Path("_build", "preview-cache")
SELDOM = (50_000, 20, 100)
"""When to look for garbage while a build is at work; after it, nobody waits."""
LOADED = (".avif", ".css", ".gif", ".ico", ".jpeg", ".jpg", ".js", ".json", ".mp4", ".png", ".svg", ".webm", ".webp")
"""What a page loads and shows."""


def report_of(root: Path) -> Report:
    """Build the preview of the sources in *root*, and return what came of it, whatever that is."""
    before = Record.load(str(CACHE)).outputs
    try:
        speak()
        share_pictures()
        said = build(root, OUT.absolute(), CACHE.absolute(), {"kawaraban_preview": True})
    except Exception as error:
        failed = failure_of(error)
        keep_trace(failed)
        return Report(str(failed), mistakes_of(failed.problems, root))
    record = Record.load(str(CACHE))
    changed = [
        file
        for file, output in record.outputs.items()
        if file.endswith(LOADED) and before.get(file, output).digest != output.digest
    ]
    return Report(said, files=tuple(sorted(changed)), elsewhere=outside(root, record.sources))


def outside(root: Path, sources: Iterable[str]) -> tuple[str, ...]:
    """Return the folders of those *sources* that do not lie below *root*."""
    paths = [Path(path) for path in sources]
    return tuple(sorted({str(path.parent) for path in paths if path.is_absolute() and not path.is_relative_to(root)}))


def share_pictures() -> None:
    """Let copies of pictures be made once for the preview and for the site."""
    shared, own = Path("_build", "cache", "pictures"), CACHE / "pictures"
    shared.mkdir(parents=True, exist_ok=True)
    own.parent.mkdir(parents=True, exist_ok=True)
    if not os.path.lexists(own):
        own.symlink_to(shared.absolute())


def answer(requests: Iterable[bytes], answers: int) -> None:
    """Build at each request, and write what came of it."""
    for _request in requests:
        line = report_of(Path.cwd()).dump()
        while line:
            line = line[os.write(answers, line) :]
        gc.collect()


def main() -> None:
    """Answer until nobody asks any more."""
    gc.set_threshold(*SELDOM)
    answers = os.dup(1)
    os.dup2(2, 1)
    answer(sys.stdin.buffer, answers)


if __name__ == "__main__":
    main()
