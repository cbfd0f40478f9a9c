"""The builds of a preview: one at a time, in a process that stays, another one whenever something was saved meanwhile.

To start Python and to load the press take ten times as long as to bring over a changed sentence. So one process, apart
from the one that serves, builds again and again: a build leaves nothing behind in it (tests/test_patches.py), and its
caches (what a picture is, templates, translations) serve the next one. A forked child for each build was measured,
too: it fills these caches anew, copies the memory that it touches, and takes twice as long. What forking would guard
against is met otherwise: where Python code of the blog has changed (conf.py, extensions), where a build has crashed,
and after `MOST` builds, a new process takes over.
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

MOST = 500
"""After so many builds a new process takes over, whatever other people's extensions have left in the old one."""
LONGEST = 1 << 26
"""More bytes than a report has, should every line of a blog be wrong."""


class Worker:
    """The process that builds (`kawaraban.cli.serve.worker`), started when it is first needed."""

    def __init__(self) -> None:
        self.process: asyncio.subprocess.Process | None = None
        self.builds = 0

    async def build(self) -> Report:
        """Build, and return what came of it; a process that ends meanwhile is told as a mistake."""
        if self.builds >= MOST:
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
            reason = _("it ended without a word")
        self.builds += 1
        if line.endswith(b"\n"):
            return Report.load(line)
        await self.stop()
        said = _("The process that builds has failed (%s). The next change starts it again.") % reason
        return Report(said, (Mistake("", 0, said),))

    async def _start(self) -> asyncio.subprocess.Process:
        """Start the process, in a session of its own: Ctrl-C is for the one that serves, which ends this one."""
        command = [sys.executable, "-m", "kawaraban.cli.serve.worker"]
        self.process = await asyncio.create_subprocess_exec(
            *command, stdin=PIPE, stdout=PIPE, limit=LONGEST, start_new_session=True
        )
        self.builds = 0
        return self.process

    async def stop(self) -> None:
        """End the process, and those that it has started, at any moment: what is published stays whole."""
        process, self.process, self.builds = self.process, None, 0
        if process:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            await process.wait()


class Preview:
    """What the preview shows: `report` is that of the last build, None before the first; `state` names the build.

    *say* takes what each build says, and whether it is a good one. `fault` is what has ended the preview.
    """

    def __init__(self, worker: Worker, say: Callable[[str, bool], None]) -> None:
        self.worker, self.say = worker, say
        self.report: Report | None = None
        self.session, self.number, self.over = secrets.token_hex(4), 0, False
        self.fault: BaseException | None = None
        self._dirty, self._news = asyncio.Event(), asyncio.Event()
        self._stale = False

    @property
    def state(self) -> str:
        """The name of the build that is shown; no other build has it, also of a preview that was started later."""
        return f"{self.session}.{self.number}"

    def touch(self, paths: Iterable[str] = ()) -> None:
        """Let a build follow: *paths* have changed. Those of Python code want a process that has not loaded them."""
        self._stale = self._stale or any(path.endswith(".py") for path in paths)
        self._dirty.set()

    async def follow(self) -> None:
        """Build whenever something has changed, until cancelled; then nothing is left of the process that builds."""
        try:
            while True:
                await self._dirty.wait()
                self._dirty.clear()
                if self._stale:
                    self._stale = False
                    await self.worker.stop()
                report = await self.worker.build()
                if not report.mistakes or not self._dirty.is_set():  # what was wrong half-way is not worth a word
                    self._tell(report)
        finally:
            await self.worker.stop()

    def _tell(self, report: Report) -> None:
        before, self.report = self.report, report
        self.number += 1
        if report.mistakes or before is None or before.said != report.said:
            self.say(report.said, not report.mistakes)
        self._wake()

    def end(self) -> None:
        """Let nobody wait for news any more."""
        self.over = True
        self._wake()

    def _wake(self) -> None:
        news, self._news = self._news, asyncio.Event()
        news.set()

    async def reports(self) -> AsyncIterator[Report | None]:
        """Yield what is known now, then that of each build; where several came meanwhile, the last one."""
        while not self.over:
            news = self._news
            yield self.report
            await news.wait()
