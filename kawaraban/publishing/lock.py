"""One publication of a target at a time: a lock in the target, which its owner renews while it works.

Everyone writes a file of their own, then lists the target: who finds no other lock has it, who finds an older one
withdraws and tries again, who finds a newer one waits until it has gone. That needs nothing of a target but that a file
which was written is listed. The age of a lock is the difference between the times of both files, by the target's clock.
"""

from __future__ import annotations

import json
import os
import random
import secrets
import threading
import time
from typing import TYPE_CHECKING

from sphinx.locale import get_translation

from kawaraban.publishing.errors import Interrupted, Refused
from kawaraban.publishing.files import OURS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from kawaraban.publishing.files import Found
    from kawaraban.publishing.remotes import Remote

_ = get_translation("sphinx")

LOCK = f"{OURS}-lock-"
STALE = 15 * 60
"""After how many seconds without a sign of its owner a lock does not count any more."""
RENEWED = 60
"""How often the owner renews it, in seconds."""
ON_ITS_WAY = 1
"""How many seconds rsync or rclone take at most to notice that the publication that started them was killed."""
PATIENCE = 60
"""How many seconds a second publication waits."""


class Lock:
    """The lock of a publication. *computer* is the random name of this computer, *folder* a local temporary folder."""

    def __init__(self, remote: Remote, computer: str, folder: Path) -> None:
        self.remote, self.folder = remote, folder
        self.prefix = f"{LOCK}{computer}-"
        self.name = f"{self.prefix}{os.getpid()}-{secrets.token_hex(4)}.json"
        self.renewed = 0.0
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None

    def acquire(self, waiting: Callable[[str], None], patience: float = PATIENCE) -> dict[str, Found]:
        """Wait for the lock; return the files of the target. *waiting* is told once that somebody else has it.

        Raises Refused where it is still taken after *patience* seconds.
        """
        end, told, is_written = time.monotonic() + patience, False, False
        while True:
            if not is_written:
                self._write()
            listing = self.remote.list()
            others = self._others(listing)
            if not others and self.name in listing:
                self._thread = threading.Thread(target=self._keep, daemon=True)
                self._thread.start()
                return {path: found for path, found in listing.items() if not path.startswith(LOCK)}
            is_written = self.name in listing and all(
                (listing[self.name].time, self.name) < (listing[name].time, name) for name in others
            )
            is_over = time.monotonic() > end
            if is_over or not is_written:
                self.remote.remove([self.name])
            if is_over:
                raise Refused(
                    _("another publication is at work there. Wait until it has ended; if it was cut off on another "
                      "computer, its lock ends by itself after %d minutes.") % (STALE // 60)
                )  # fmt: skip
            if not told:
                waiting(_("another publication is at work there; waiting for it …"))
                told = True
            time.sleep(random.uniform(0.3, 1.5))  # noqa: S311 - both would meet again

    def _others(self, listing: dict[str, Found]) -> list[str]:
        """Return the locks of others that count, after deleting those that do not."""
        now = listing[self.name].time if self.name in listing else time.time()
        names = [path for path in listing if path.startswith(LOCK) and path != self.name]
        stale = [name for name in names if self._is_dead(name) or now - listing[name].time > STALE]
        if stale:
            self.remote.remove(stale)
            time.sleep(ON_ITS_WAY)
        return [name for name in names if name not in stale]

    def _is_dead(self, name: str) -> bool:
        """Return whether a lock belongs to a process of this computer that has ended, or to this one before."""
        number = name.removeprefix(self.prefix).partition("-")[0]
        process = int(number) if name.startswith(self.prefix) and number.isdecimal() else 0
        return bool(process) and (process == os.getpid() or not _is_running(process))

    def check(self) -> None:
        """Make sure that the lock is still ours; after a pause (the computer slept) it may be another's.

        Raises Interrupted where it is not.
        """
        if time.time() - self.renewed > STALE // 2 and self.name not in self.remote.list():
            raise Interrupted(_("this took so long that another publication has begun. Run the command again."))

    def release(self) -> None:
        """Give the lock back."""
        self._ended.set()
        if self._thread:
            self._thread.join()
        self.remote.remove([self.name])

    def _write(self) -> None:
        text = json.dumps({"about": "A publication is at work.", "since": int(time.time())})
        (self.folder / self.name).write_text(text, "utf-8")
        self.remote.send(self.folder, [self.name], (), lambda _path: None)
        self.renewed = time.time()

    def _keep(self) -> None:
        """Renew the lock from time to time, unless it may have been broken."""
        while not self._ended.wait(RENEWED):
            if time.time() - self.renewed > STALE // 2:
                return
            try:
                self._write()
            except (Interrupted, OSError):  # the publication itself will meet the same error
                continue


def _is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
