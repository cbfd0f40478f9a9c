"""The live preview: this machine's browser sees drafts, a page of another site does not."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator

import pytest

from kawaraban.cli.serve import Guard, Message
from tests.conftest import Blog, wait_for

Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

UPGRADE = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
FOREIGN = [
    "http://evil.example",
    "null",
    "http://127.0.0.1:1",
    "https://127.0.0.1:8000",
    "http://127.0.0.1.evil.example:8000",
]


async def _app(_scope: Message, _receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})


def status(*headers: tuple[str, str], kind: str = "http") -> int:
    sent: list[Message] = []

    async def receive() -> Message:
        return {}

    async def send(message: Message) -> None:
        sent.append(message)

    scope: Message = {"type": kind, "headers": [(name.encode(), value.encode()) for name, value in headers]}
    asyncio.run(Guard(_app, 8000)(scope, receive, send))
    return int(sent[0]["status"])


@pytest.mark.parametrize("kind", ["http", "websocket"])
@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost:8000", "LOCALHOST:8000", "[::1]:8000"])
def test_this_machine_is_answered(host: str, kind: str) -> None:
    assert status(("host", host), kind=kind) == 200
    assert status(("host", host), ("origin", "http://localhost:8000"), kind=kind) == 200


@pytest.mark.parametrize("kind", ["http", "websocket"])
@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8000", "127.0.0.1", "localhost:8001", "", "127.0.0.1:8000@x"]
)
def test_another_host_is_misdirected(host: str, kind: str) -> None:
    assert status(("host", host), kind=kind) == 421


def test_no_host_and_two_hosts_are_misdirected() -> None:
    assert status() == 421
    assert status(("host", "127.0.0.1:8000"), ("host", "evil.example")) == 421


@pytest.mark.parametrize("kind", ["http", "websocket"])
@pytest.mark.parametrize("origin", FOREIGN)
def test_another_origin_is_refused(origin: str, kind: str) -> None:
    assert status(("host", "127.0.0.1:8000"), ("origin", origin), kind=kind) == 403


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port of a preview of a blog with a draft, made by the command itself."""
    pytest.importorskip("sphinx_autobuild")
    blog = Blog(tmp_path_factory.mktemp("preview"))
    blog.post("a", title="秘密の下書き", draft="true")
    blog.write("secret.txt", "outside")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        number = free.getsockname()[1]
    command = [sys.executable, "-m", "kawaraban", "serve", "--port", str(number)]
    server = subprocess.Popen(command, cwd=blog.root / "src", stdout=subprocess.DEVNULL, start_new_session=True)
    wait_for(lambda: server.poll() is not None or _answers(number), "a preview that answers", 60)
    (blog.root / "src/_build/preview/out.txt").symlink_to(blog.root / "src/secret.txt")
    yield number
    os.killpg(server.pid, signal.SIGINT)
    assert server.wait(30) == 0


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def ask(port: int, path: str = "/a.html", host: str = "127.0.0.1:{}", more: str = "") -> str:
    """Return the answer to a request as it is written on the wire."""
    with socket.create_connection(("127.0.0.1", port), 10) as wire:
        host = f"Host: {host.format(port)}\r\n" if host else ""
        wire.sendall(f"GET {path} HTTP/1.1\r\n{host}{more or 'Connection: close'}\r\n\r\n".encode())
        answer = b""
        while part := wire.recv(65536):
            answer += part
            if more.startswith("Connection: Upgrade") and b"\r\n\r\n" in answer:
                break
        return answer.decode()


def code(answer: str) -> int:
    return int(answer.split()[1])


def test_the_preview_shows_drafts_to_this_machine(port: int) -> None:
    assert code(ask(port)) == 200
    assert "秘密の下書き" in ask(port, host="localhost:{}")


@pytest.mark.parametrize("host", ["evil.example:{}", "evil.example", "", "127.0.0.1:1"])
def test_the_preview_shows_nothing_under_another_name(port: int, host: str) -> None:
    answer = ask(port, host=host)
    assert code(answer) in (400, 421)
    assert "秘密" not in answer
    assert code(answer) == 421 or not host


@pytest.mark.parametrize("origin", ["http://evil.example", "null"])
def test_the_preview_shows_nothing_to_another_origin(port: int, origin: str) -> None:
    answer = ask(port, more=f"Origin: {origin}\r\nConnection: close")
    assert code(answer) == 403
    assert "秘密" not in answer


def test_a_websocket_is_for_the_preview_alone(port: int) -> None:
    def opened(host: str, origin: str) -> int:
        return code(ask(port, "/websocket-reload", host, UPGRADE + f"Origin: {origin}"))

    assert opened("127.0.0.1:{}", f"http://localhost:{port}") == 101
    assert opened("127.0.0.1:{}", "http://evil.example") == 403
    assert opened("evil.example:{}", f"http://evil.example:{port}") == 421


@pytest.mark.parametrize(
    "path",
    ["/%2e%2e/", "/../secret.txt", "/%2e%2e/%2e%2e/secret.txt", "/..%2f..%2fsecret.txt", "/..%5c..%5csecret.txt", "//etc/passwd",
     "/%2fetc%2fpasswd", "/out.txt", "/a.html/../../../secret.txt", "/%00", "/.doctrees/environment.pickle"],
)  # fmt: skip
def test_no_path_leaves_the_site(port: int, path: str) -> None:
    answer = ask(port, path)
    assert code(answer) in (400, 404)
    assert "outside" not in answer


def test_nobody_else_can_reach_the_preview(port: int) -> None:
    with socket.socket() as probe:
        probe.settimeout(5)
        assert probe.connect_ex(("127.0.0.2", port)) != 0
