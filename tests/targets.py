"""Real programs around a target: sshd, rclone's servers for S3 and WebDAV, nginx and Caddy; and a reader of the site."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPException
from pathlib import Path

import pytest

from tests.conftest import html_tree

RCLONE = Path(sys.executable).with_name("rclone")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def program(name: str) -> str:
    """The path of a program; the test is skipped where it is missing."""
    found = (
        str(RCLONE)
        if name == "rclone" and RCLONE.exists()
        else shutil.which(name, path=os.environ["PATH"] + ":/usr/sbin")
    )
    if not found:
        pytest.skip(f"{name} is not installed")
    return found


@contextmanager
def running(command: list[str], port: int, folder: Path) -> Iterator[None]:
    """Run a server until the end of the block, from when it listens."""
    log = folder / f"{Path(command[0]).name}.{port}.log"
    environ = {**os.environ, "XDG_CONFIG_HOME": str(folder), "XDG_CACHE_HOME": str(folder / "cache")}
    with log.open("wb") as out:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=out, cwd=folder, env=environ)
    try:
        for _try in range(500):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            assert process.poll() is None, log.read_text("utf-8", "replace")
            time.sleep(0.02)
        yield
    finally:
        process.terminate()
        process.wait()


@contextmanager
def sshd(folder: Path) -> Iterator[str]:
    """A server of SSH with keys of its own, on a port of its own; yields the command that reaches it."""
    server, client = program("sshd"), program("ssh")
    program("rsync")
    port, keys = free_port(), folder / "keys"
    keys.mkdir()
    for name in ("host", "own"):
        subprocess.run([program("ssh-keygen"), "-q", "-t", "ed25519", "-N", "", "-f", keys / name], check=True)
    shutil.copy(keys / "own.pub", keys / "allowed")
    (keys / "known").write_text(f"[127.0.0.1]:{port} {(keys / 'host.pub').read_text()}")
    if os.getuid() == 0:
        Path("/run/sshd").mkdir(exist_ok=True)
    (keys / "sshd_config").write_text(
        f"Port {port}\nListenAddress 127.0.0.1\nHostKey {keys}/host\nAuthorizedKeysFile {keys}/allowed\n"
        f"PidFile none\nStrictModes no\nUsePAM no\nPasswordAuthentication no\nKbdInteractiveAuthentication no\nMaxStartups 100\n"
    )
    with running([server, "-D", "-e", "-f", str(keys / "sshd_config")], port, folder):
        yield f"{client} -F none -p {port} -i {keys}/own -o IdentitiesOnly=yes -o UserKnownHostsFile={keys}/known"


@contextmanager
def rclone_serve(kind: str, folder: Path, root: Path) -> Iterator[str]:
    """rclone serving *root* as S3 (its folders are buckets) or WebDAV; a remote of this name is set up."""
    port = free_port()
    config = folder / f"{kind}.conf"
    keys = "provider = Rclone\naccess_key_id = someone\nsecret_access_key = verysecret\n"
    config.write_text(f"[{kind}]\ntype = {kind}\n" + (
        f"{keys}endpoint = http://127.0.0.1:{port}/\n" if kind == "s3" else f"url = http://127.0.0.1:{port}/\nvendor = other\n"
    ))  # fmt: skip
    more = ["--dir-cache-time", "1ms", "--vfs-cache-mode", "off"]
    command = [program("rclone"), "serve", kind, "--addr", f"127.0.0.1:{port}", *more, str(root)]
    with pytest.MonkeyPatch.context() as environ, running(command, port, folder):
        environ.setenv("RCLONE_CONFIG", str(config))
        yield f"http://127.0.0.1:{port}"


@contextmanager
def nginx(folder: Path, root: Path) -> Iterator[str]:
    port, home = free_port(), folder / "nginx"
    home.mkdir()
    paths = "".join(f"{name}_temp_path {home}/{name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    user = "user root;" if os.getuid() == 0 else ""
    (home / "conf").write_text(
        f"{user}daemon off;pid {home}/pid;error_log stderr;events{{}}"
        f"http{{access_log off;{paths}server{{listen 127.0.0.1:{port};root {root};}}}}"
    )
    with running([program("nginx"), "-c", str(home / "conf"), "-e", "stderr"], port, folder):
        yield f"http://127.0.0.1:{port}"


@contextmanager
def caddy(folder: Path, root: Path) -> Iterator[str]:
    port = free_port()
    (folder / "Caddyfile").write_text(
        f"{{\nadmin off\nauto_https off\nstorage file_system {folder}/caddy\n}}\n"
        f"http://127.0.0.1:{port} {{\nroot * {root}\nfile_server\n}}\n"
    )
    with running(
        [program("caddy"), "run", "--adapter", "caddyfile", "--config", str(folder / "Caddyfile")], port, folder
    ):
        yield f"http://127.0.0.1:{port}"


class Reader(threading.Thread):
    """Reads page after page of a site with all that they load, until the end of the `with` block.

    A page names its version and that of its style; `faults` are what a reader must never meet: something missing that
    a page loads, half a page, a page with the style of another version, no index.html. rclone's servers remove a file
    just before they replace it, and the one for S3 answers 500 meanwhile, which real stores do not do: there, a reader
    *asks* several times.
    """

    def __init__(self, address: str, paths: Callable[[], list[str]], asks: int = 1) -> None:
        super().__init__(daemon=True)
        self.address, self.paths, self.asks = address, paths, asks
        self.faults: list[str] = []
        self.pages = 0
        self.ended = threading.Event()

    def __enter__(self) -> Reader:
        self.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.ended.set()
        self.join()

    def get(self, path: str) -> bytes | None:
        """A file; None where there is none. What comes in half is reported."""
        said = ""
        for _ask in range(self.asks):
            answer = self.ask(path)
            if isinstance(answer, bytes):
                return answer
            said = answer
            if said == "HTTP 404" and path.endswith(".html") and path != "index.html":  # others may be withdrawn
                return None
            time.sleep(0.05 if self.asks > 1 else 0)
        if said != "HTTP 404":
            self.faults.append(f"{path}: {said}")
        return None

    def ask(self, path: str) -> bytes | str:
        """A file, or what is wrong."""
        try:
            with urllib.request.urlopen(f"{self.address}/{urllib.parse.quote(path)}", timeout=20) as answer:
                return bytes(answer.read())
        except urllib.error.HTTPError as error:
            return f"HTTP {error.code}"
        except (OSError, HTTPException) as error:
            return f"{type(error).__name__}: {error}"

    def run(self) -> None:
        while not self.ended.is_set():
            for path in self.paths():
                self.read(path)

    def read(self, path: str) -> None:
        found = self.get(path)
        if found is None:
            if path == "index.html":
                self.faults.append("there is no index.html")
            return
        self.pages += 1
        if not found.rstrip().endswith(b"</html>"):
            self.faults.append(f"{path}: half a page")
            return
        page = html_tree(found)
        for _element, _attribute, address, _at in page.iterlinks():
            if not address.endswith((".css", ".svg")):
                continue
            loaded = self.get(os.path.normpath(os.path.join(os.path.dirname(path), address)))
            if loaded is None:
                self.faults.append(f"{path}: {address} is missing")
            elif address.endswith(".css") and page.get("data-style", "").encode() not in loaded:
                self.faults.append(f"{path}: {address} is of another version")
