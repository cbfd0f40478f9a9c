"""Who is answered: this machine's browser, under this machine's name.

A page anywhere can let its own name lead to 127.0.0.1 (DNS rebinding) or ask the preview from afar. So what names
another host gets 421 (RFC 9110, 15.5.20), and what comes from another origin 403, WebSockets too.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

HOST = "127.0.0.1"
"""Nobody else can reach it."""
NAMES = (HOST, "localhost", "[::1]")

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Receive, Send], Awaitable[None]]
"""What a server asks for an answer (https://asgi.readthedocs.io)."""


class Guard:
    """Answers for an app where a request names another host than this machine's *port*, or another origin.

    *names* are those under which this machine is asked, the first one is told.
    """

    def __init__(self, app: App, port: int, names: tuple[str, ...] = NAMES) -> None:
        self.app = app
        self.hosts = {f"{name}:{port}".encode() for name in names} | {name.encode() for name in names if port == 80}
        self.origins = {b"http://" + host for host in self.hosts}
        self.told = f"http://{names[0]}:{port}/\n".encode()

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Hand a request on, or refuse it."""
        if scope["type"] == "lifespan" or not (status := self.refusal(scope["headers"])):
            await self.app(scope, receive, send)
        else:
            await respond(scope, send, status, self.told)

    def refusal(self, headers: list[tuple[bytes, bytes]]) -> int:
        """Return the status with which a request is refused, 0 where it is not."""
        hosts = [value.lower() for name, value in headers if name == b"host"]
        if len(hosts) != 1 or hosts[0] not in self.hosts:
            return 421
        return 0 if {value.lower() for name, value in headers if name == b"origin"} <= self.origins else 403


async def respond(
    scope: Message, send: Send, status: int, text: bytes, headers: list[tuple[bytes, bytes]] | None = None
) -> None:
    """Answer a request, or the opening of a WebSocket, with a line of text."""
    kind = "http.response" if scope["type"] == "http" else "websocket.http.response"
    about = [(b"content-type", b"text/plain"), (b"content-length", str(len(text)).encode()), *(headers or [])]
    await send({"type": f"{kind}.start", "status": status, "headers": about})
    await send({"type": f"{kind}.body", "body": text})
