"""The builds of a preview, one at a time, in a process that stays.

Starting Python and importing Kawaraban take ten times as long as building a changed sentence. One process, separate
from the server, therefore runs all builds. A build leaves no state in it (tests/test_patches.py) except caches of
images, templates and translations, which speed up the next build. Forking a child for each build took twice as long,
since it fills these caches again and copies the memory that it touches. A new process is started when Python code of
the blog has changed (conf.py, extensions), after a crash, and after `MAX_BUILDS` builds.
"""

from __future__ import annotations

import asyncio
import os
import secrets
import signal
import sys
from asyncio.subprocess import PIPE
from contextlib import suppress
from typing import TYPE_CHECKING

from sphinx.locale import get_translation

from kawaraban.cli.serve.report import Mistake, Report

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterable

_ = get_translation("sphinx")

MAX_BUILDS = 500
"""The number of builds after which a new process is started, in case third-party extensions leak memory."""
MAX_REPORT = 1 << 26
"""The maximum size of a report in bytes."""


class Worker:
    """The build process (`kawaraban.cli.serve.worker`), started when it is first needed."""

    def __init__(self) -> None:
        self.process: asyncio.subprocess.Process | None = None
        self.builds = 0

    async def build(self) -> Report:
        """Build, and return the report. If the process ends meanwhile, the report says so."""
        if self.builds >= MAX_BUILDS:
            await self.stop()
        try:
            process = self.process or await self._start()
            assert process.stdin and process.stdout
            process.stdin.write(b"\n")
            await process.stdin.drain()
            line = await process.stdout.readline()
        except OSError as error:
            line, reason = b"", str(error)
        else:
            reason = _("it ended without an answer")
        self.builds += 1
        if line.endswith(b"\n"):
            return Report.load(line)
        await self.stop()
        text = _("The build process failed (%s). The next change starts it again.") % reason
        return Report(text, (Mistake("", 0, text),))

    async def _start(self) -> asyncio.subprocess.Process:
        """Start the process in a session of its own, so that Ctrl-C reaches only the server, which stops it."""
        command = [sys.executable, "-m", "kawaraban.cli.serve.worker"]
        self.process = await asyncio.create_subprocess_exec(
            *command, stdin=PIPE, stdout=PIPE, limit=MAX_REPORT, start_new_session=True
        )
        self.builds = 0
        return self.process

    async def stop(self) -> None:
        """Kill the process and its children. This is safe at any moment: published files stay intact."""
        process, self.process, self.builds = self.process, None, 0
        if process:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            await process.wait()


class Preview:
    """The state of a preview: `report` is that of the last build, None before the first; `state` identifies the build.

    *show* is called with the text of a build, and whether it succeeded. `fault` is the exception that ended the
    preview.
    """

    def __init__(self, worker: Worker, show: Callable[[str, bool], None]) -> None:
        self.worker, self.show = worker, show
        self.report: Report | None = None
        self.session, self.number, self.ended = secrets.token_hex(4), 0, False
        self.fault: BaseException | None = None
        self._dirty, self._news = asyncio.Event(), asyncio.Event()
        self._stale = False

    @property
    def state(self) -> str:
        """The identifier of the build that is shown, unique among all previews."""
        return f"{self.session}.{self.number}"

    def touch(self, paths: Iterable[str] = ()) -> None:
        """Request a build because *paths* have changed. Changed Python code requires a new process."""
        self._stale = self._stale or any(path.endswith(".py") for path in paths)
        self._dirty.set()

    async def follow(self) -> None:
        """Build whenever a build is requested, until cancelled; then stop the build process."""
        try:
            while True:
                await self._dirty.wait()
                self._dirty.clear()
                if self._stale:
                    self._stale = False
                    await self.worker.stop()
                report = await self.worker.build()
                if not report.mistakes or not self._dirty.is_set():  # skip errors of a half-saved state
                    self._publish(report)
        finally:
            await self.worker.stop()

    def _publish(self, report: Report) -> None:
        before, self.report = self.report, report
        self.number += 1
        if report.mistakes or before is None or before.text != report.text:
            self.show(report.text, not report.mistakes)
        self._wake()

    def end(self) -> None:
        """End all `reports`."""
        self.ended = True
        self._wake()

    def _wake(self) -> None:
        news, self._news = self._news, asyncio.Event()
        news.set()

    async def reports(self) -> AsyncIterator[Report | None]:
        """Yield the current report, then that of each build; if several have finished meanwhile, only the last one."""
        while not self.ended:
            news = self._news
            yield self.report
            await news.wait()
