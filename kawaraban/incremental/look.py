"""What a build finds before it begins: the record of the last build, the sources, and the published files.

`kawaraban html` looks at them before it imports Sphinx, to see whether anything has changed. A build that follows does
not look again, unless another one has published in between.
"""

from __future__ import annotations

import marshal
import os
from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING

from kawaraban.incremental.files import stamp_of
from kawaraban.incremental.manifest import NAME, Record, Source, program_digest, published, surroundings

if TYPE_CHECKING:
    from typing import Any

    from kawaraban.incremental.staging import Staging

Listing = dict[str, tuple[int, int]]
"""Size and modification time of files, see `published`."""


class Look:
    """The state of a blog in the folder *root*, published in *site*, with its *cache*; each part is looked at once."""

    def __init__(self, root: str, site: str, cache: str) -> None:
        self.root, self.site, self.cache = root, site, cache
        self._stamp = stamp_of(os.path.join(cache, NAME))
        self.record = Record.load(cache)
        self.links: set[str] = set()
        """The symbolic links among the sources."""
        self._other = (0, 0)
        """The process that looks, too, if there is one, and the pipe from it."""

    @cached_property
    def sources(self) -> dict[str, Source]:
        """The sources as they are now."""
        if not self.record.outputs and self._told is not None:  # conf.py may have written files since
            self.record.sources = {path: Source(*source) for path, source in self._told[1].items()}
        sources = self.record.sources_now(self.root, (self.site, self.cache), self.links)
        self.record.sources = self.record.sources if self.record.outputs else {}
        return sources

    @cached_property
    def program(self) -> str:
        """Digest of the programs (`program_digest`); their files are read only if one seems to have changed."""
        if self.surroundings[:1] == self.record.surroundings[:1]:
            return self.record.program
        return program_digest() if self.record.outputs or self._told is None else self._told[0]

    @cached_property
    def changed(self) -> set[str]:
        """The sources that were added, changed or removed since the last build."""
        then = {path: source.digest for path, source in self.record.sources.items()}
        now = {path: source.digest for path, source in self.sources.items()}
        return {path for path in then.keys() | now.keys() if then.get(path, "") != now.get(path, "")}

    @cached_property
    def surroundings(self) -> list[str]:
        """What the build depends on besides its sources."""
        return surroundings(self.root)

    @cached_property
    def published(self) -> Listing:
        """The published files as they are now."""
        if not self.record.outputs or self._told is None:
            return published(self.site)
        known = self.recorded() | self._told
        return {file: found for file, found in known.items() if found}

    def look_beside(self) -> None:
        """Let another process look, too: before a first build at the sources and the programs, else at what is
        published, of which it tells only what differs from the record.
        """
        if (os.cpu_count() or 1) < 2:
            return
        begin, end = os.pipe()
        if process := os.fork():
            self._other = process, begin
            os.close(end)
            return
        try:
            os.close(begin)
            with open(end, "wb") as pipe:
                pipe.write(marshal.dumps(self._differing() if self.record.outputs else self._first()))
        finally:
            os._exit(0)

    def _differing(self) -> dict[str, tuple[int, int] | None]:
        known, found = self.recorded(), published(self.site)
        return {file: found.get(file) for file in known | found if found.get(file) != known.get(file)}

    def _first(self) -> tuple[str, dict[str, Any]]:
        return program_digest(), {path: tuple(source) for path, source in self.sources.items()}

    @cached_property
    def _told(self) -> Any:
        """What the other process tells; None if there is none, or it was killed."""
        process, end = self._other
        if not process:
            return None
        with open(end, "rb") as pipe:
            data = pipe.read()
        with suppress(ChildProcessError):  # where the signals of children are ignored, none is left to wait for
            os.waitpid(process, 0)
        with suppress(EOFError, ValueError, TypeError):
            return marshal.loads(data)  # noqa: S302 - from our own process
        return None

    def recorded(self) -> Listing:
        """Return the published files as the last build left them."""
        return {file: (output.size, output.mtime) for file, output in self.record.outputs.items()}

    def holds(self, staging: Staging) -> bool:
        """Return whether a build with this staging area may rely on it: nobody has built the site since."""
        folders = (os.path.realpath(self.site), os.path.realpath(self.cache))
        is_same = stamp_of(os.path.join(self.cache, NAME)) == self._stamp
        return is_same and folders == (staging.site, staging.cache) and not staging.has_waited


_kept: list[Look] = []


def keep(look: Look) -> None:
    """Keep a look for the build that follows."""
    _kept[:] = [look]


def look_for(root: str, staging: Staging) -> Look:
    """Return the look that was kept for this build if it holds, else a new one."""
    kept = _kept.pop() if _kept else None
    return kept if kept and kept.root == root and kept.holds(staging) else Look(root, staging.site, staging.cache)
