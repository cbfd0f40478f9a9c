"""Moving files over others on a remote in one step, with one rclone that answers requests on a socket.

`rclone move` would delete the old file first, and a reader would find nothing for a moment; `NoCheckDest` prevents it.
See https://rclone.org/rc/ for the requests.
"""

from __future__ import annotations

import json
import socket
import subprocess
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kawaraban.publishing.errors import Interrupted
from kawaraban.publishing.remotes.programs import explain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

AT_ONCE = 8
"""How many files are moved at the same time."""
START = 10
"""How many seconds rclone may take to start."""


class _Connection(HTTPConnection):
    """HTTP on a socket of this computer."""

    def __init__(self, path: str) -> None:
        super().__init__("localhost", timeout=300)
        self.path = path

    def connect(self) -> None:
        """Open the socket."""
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self.path)


def _ask(path: str, what: str, arguments: dict[str, Any]) -> dict[str, Any]:
    """Send one request, and return the answer. Raises OSError where nobody listens."""
    connection = _Connection(path)
    connection.request("POST", f"/{what}", json.dumps(arguments), {"Content-Type": "application/json"})
    answer = json.loads(connection.getresponse().read())
    connection.close()
    return dict(answer)


@contextmanager
def _daemon(program: str) -> Iterator[str]:
    """Run rclone until the end of the block; yield the path of its socket, which only this user can open."""
    with tempfile.TemporaryDirectory(prefix="kawaraban-") as folder:
        path = str(Path(folder, "rc"))
        command = [program, "rcd", "--rc-addr", f"unix://{path}", "--rc-no-auth", "--retries", "3"]
        ends_with_us = '"$@" & cat >/dev/null; kill $!'  # this process may be killed; then its end of the pipe closes
        process = subprocess.Popen(  # noqa: S603
            ["sh", "-c", ends_with_us, "sh", *command],  # noqa: S607
            stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            end = time.monotonic() + START
            while not Path(path).exists():
                if time.monotonic() > end or process.poll() is not None:
                    raise Interrupted("rclone rcd")
                time.sleep(0.02)
            yield path
        finally:
            process.communicate()


def move_all(
    program: str, target: str, folder: str, paths: Sequence[str], arrived: Callable[[str], None],
    secrets: Sequence[str],
) -> None:  # fmt: skip
    """Move files of *target* from its *folder* to where they belong. Raises Interrupted where one cannot be moved."""

    def move(path: str) -> None:
        source = {"srcFs": target, "srcRemote": f"{folder}/{path}", "dstFs": target, "dstRemote": path}
        answer = _ask(socket_path, "operations/movefile", {**source, "_config": {"NoCheckDest": True}})
        if answer.get("error"):
            raise explain("rclone", str(answer["error"]), secrets)
        arrived(path)

    with _daemon(program) as socket_path, ThreadPoolExecutor(AT_ONCE) as threads:
        for done in [threads.submit(move, path) for path in paths]:
            done.result()
