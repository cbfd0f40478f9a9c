"""Middleware that refuses requests of other sites, so that their pages cannot read drafts.

Any web page can point a host name at 127.0.0.1 (DNS rebinding) or send requests to the preview. Requests for another
host therefore get 421 (RFC 9110, 15.5.20), those from another origin 403, including WebSockets.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

HOST = "127.0.0.1"
"""The loopback address, which no other machine can reach."""
NAMES = (HOST, "localhost", "[::1]")

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Receive, Send], Awaitable[None]]
"""An ASGI application (https://asgi.readthedocs.io)."""


class Guard:
    """ASGI middleware that refuses requests for another host than this machine's *port*, or from another origin.

    *names* are the accepted host names; a refusal contains the address with the first of them.
    """

    def __init__(self, app: App, port: int, names: tuple[str, ...] = NAMES) -> None:
        self.app = app
        self.hosts = {f"{name}:{port}".encode() for name in names} | {name.encode() for name in names if port == 80}
        self.origins = {b"http://" + host for host in self.hosts}
        self.body = f"http://{names[0]}:{port}/\n".encode()

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] == "lifespan" or not (status := self.refusal(scope["headers"])):
            await self.app(scope, receive, send)
        else:
            await respond(scope, send, status, self.body)

    def refusal(self, headers: list[tuple[bytes, bytes]]) -> int:
        """Return the status with which a request is refused, 0 if it is not."""
        hosts = [value.lower() for name, value in headers if name == b"host"]
        if len(hosts) != 1 or hosts[0] not in self.hosts:
            return 421
        return 0 if {value.lower() for name, value in headers if name == b"origin"} <= self.origins else 403


async def respond(
    scope: Message, send: Send, status: int, text: bytes, headers: list[tuple[bytes, bytes]] | None = None
) -> None:
    """Answer a request, or a WebSocket handshake, with plain text."""
    kind = "http.response" if scope["type"] == "http" else "websocket.http.response"
    fields = [(b"content-type", b"text/plain"), (b"content-length", str(len(text)).encode()), *(headers or [])]
    await send({"type": f"{kind}.start", "status": status, "headers": fields})
    await send({"type": f"{kind}.body", "body": text})
