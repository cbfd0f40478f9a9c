"""A folder on a server that rsync reaches by SSH. Nothing but rsync is needed there, no shell.

rsync copies each file to a temporary name and then renames it. All commands use one connection of ssh, so that a
password is asked once. As everywhere, ssh keeps keys and settings (`~/.ssh/config`), and `RSYNC_RSH` may name another
command.
"""

from __future__ import annotations

import contextlib
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from itertools import groupby
from typing import TYPE_CHECKING

from sphinx.locale import get_translation

from kawaraban.publishing.errors import Interrupted
from kawaraban.publishing.files import Found
from kawaraban.publishing.remotes.programs import run

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence
    from pathlib import Path

_ = get_translation("sphinx")

NOT_THERE = re.compile(r"change_dir .* failed: No such file or directory|link_stat .* failed: No such file", re.DOTALL)
LINE = re.compile(r"-\S{9,10}\s+(\d+) (\d{4}/\d\d/\d\d \d\d:\d\d:\d\d) (.*)")
VANISHED = 24
"""The exit status of rsync where a file does not exist, which is how it is told to delete it."""


class RsyncRemote:
    """A folder on a server, written as `user@host:folder`."""

    def __init__(self, target: str) -> None:
        self.server, _colon, self.folder = target.partition(":")
        if target.partition("@")[2].startswith("["):
            self.server, self.folder = target[: target.index("]") + 1], target[target.index("]") + 2 :]
        self.sockets = tempfile.mkdtemp(prefix="kawaraban-", dir="/tmp")  # paths of sockets have to be short
        self.shell = os.environ.get("RSYNC_RSH") or "ssh"
        self.options = f"-o ControlMaster=auto -o ControlPath={self.sockets}/%C -o ControlPersist=60"
        self.options += " -o ConnectTimeout=20 -o ServerAliveInterval=15"
        if not sys.stdin or not sys.stdin.isatty():
            self.options += " -o BatchMode=yes"
        self.is_made = False

    def _run(self, arguments: Sequence[str], *, given: Sequence[str] = (), allowed: Sequence[int] = (0,),
             line: Callable[[str], None] | None = None) -> tuple[int, str]:  # fmt: skip
        command = ["rsync", "-e", f"{self.shell} {self.options}", "-8", "--timeout=120", *arguments]
        missing = _("rsync is not installed on this computer; install it (Debian and Ubuntu: sudo apt install rsync).")
        # without ./, a name that begins with # or ; would be taken for a comment
        names = "".join(f"./{name}\0" for name in given).encode("utf-8", "surrogateescape")
        environ = {**os.environ, "TZ": "UTC", "LC_ALL": "C"}  # which ssh passes on: errors there are in English, too
        return run(command, given=names, allowed=allowed, line=line, environ=environ, missing=missing)

    @property
    def _there(self) -> str:
        return f"{self.server}:{self.folder}/"

    def list(self) -> dict[str, Found]:
        """Return all files below the folder."""
        found = {}

        def line(text: str) -> None:
            if match := LINE.fullmatch(text):
                time = datetime.strptime(match[2], "%Y/%m/%d %H:%M:%S").replace(tzinfo=UTC).timestamp()
                found[match[3]] = Found(int(match[1]), time)

        try:
            self._run(["-r", "--list-only", "--no-human-readable", self._there], line=line)
        except Interrupted as error:
            if NOT_THERE.search(error.printed):
                return {}
            raise
        self.is_made = True
        return found

    def fetch(self, names: Sequence[str], folder: Path) -> None:
        """Copy some files to a local folder."""
        if names:
            self._run(["--files-from=-", "-0", self._there, f"{folder}/"], given=names)

    def send(
        self, folder: Path, paths: Sequence[str], _replaced: Collection[str], arrived: Callable[[str], None]
    ) -> None:
        """Copy files to the server."""
        if not paths:
            return
        how = ["--files-from=-", "-0", "--ignore-times", "--no-implied-dirs", "--perms", "--chmod=F644", "-z"]
        more = [] if self.is_made else ["--mkpath"]
        tell = ["--out-format=%b %n"]

        def line(text: str) -> None:
            arrived(text.partition(" ")[2])

        self._run([*how, *more, *tell, f"{folder}/", self._there], given=paths, line=line)
        self.is_made = True

    def remove(self, paths: Sequence[str], folders: Sequence[str] = ()) -> None:
        """Delete files, then empty folders."""
        with tempfile.TemporaryDirectory() as nothing:
            how = ["--delete-missing-args", "--no-implied-dirs", "--files-from=-", "-0"]
            if paths:
                self._run([*how, f"{nothing}/", self._there], given=paths, allowed=(0, VANISHED))
            for _depth, group in groupby(folders, key=lambda folder: folder.count("/")):
                self._run([*how, "-d", f"{nothing}/", self._there], given=list(group), allowed=(0, VANISHED))

    def past(self, moment: float) -> None:
        """Return None: there is only what is there now."""

    def close(self) -> None:
        """Close the connection."""
        with contextlib.suppress(OSError, ValueError):  # there is no such command, or its quotes are not closed
            command = [*shlex.split(self.shell), *self.options.split(), "-O", "exit", self.server]
            subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)  # noqa: S603
        shutil.rmtree(self.sockets, ignore_errors=True)
