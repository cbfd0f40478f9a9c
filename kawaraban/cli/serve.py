"""The live preview, for this machine alone: pages of other sites cannot read drafts.

Any web page can point a host name at 127.0.0.1 (DNS rebinding) or send requests to the preview. Requests for another
host therefore get 421 (RFC 9110, 15.5.20), those from another origin 403, including WebSockets. sphinx-autobuild builds
and serves.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

HOST = "127.0.0.1"
"""The loopback address, which no other machine can reach."""
NAMES = (HOST, "localhost", "[::1]")

Message = MutableMapping[str, Any]
App = Callable[[Message, Callable[[], Awaitable[Message]], Callable[[Message], Awaitable[None]]], Awaitable[None]]
"""An ASGI application (https://asgi.readthedocs.io)."""


class Guard:
    """ASGI middleware that refuses requests for another host than this machine's *port*, or from another origin."""

    def __init__(self, app: App, port: int) -> None:
        self.app = app
        self.hosts = {f"{name}:{port}".encode() for name in NAMES} | {name.encode() for name in NAMES if port == 80}
        self.origins = {b"http://" + host for host in self.hosts}
        self.body = f"http://{HOST}:{port}/\n".encode()

    async def __call__(
        self, scope: Message, receive: Callable[[], Awaitable[Message]], send: Callable[[Message], Awaitable[None]]
    ) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] == "lifespan" or not (status := self.refusal(scope["headers"])):
            await self.app(scope, receive, send)
            return
        kind = "http.response" if scope["type"] == "http" else "websocket.http.response"
        headers = [(b"content-type", b"text/plain"), (b"content-length", str(len(self.body)).encode())]
        await send({"type": f"{kind}.start", "status": status, "headers": headers})
        await send({"type": f"{kind}.body", "body": self.body})

    def refusal(self, headers: list[tuple[bytes, bytes]]) -> int:
        """Return the status with which a request is refused, 0 if it is not."""
        hosts = [value.lower() for name, value in headers if name == b"host"]
        if len(hosts) != 1 or hosts[0] not in self.hosts:
            return 421
        return 0 if {value.lower() for name, value in headers if name == b"origin"} <= self.origins else 403


def preview(source: Path, out: Path, cache: Path, port: int) -> None:
    """Build the site of *source* into *out*, serve it, and rebuild on every change, until interrupted."""
    import uvicorn
    from sphinx_autobuild.__main__ import _create_app
    from sphinx_autobuild.build import Builder
    from sphinx_autobuild.filter import IgnoreFilter

    address = f"{HOST}:{port}"
    arguments = ["-q", "-b", "html", "-D", "kawaraban_preview=1", "-d", str(cache), str(source), str(out)]
    build = Builder(arguments, url_host=address, pre_build_commands=[], post_build_commands=[])
    out.mkdir(parents=True, exist_ok=True)
    ignored = IgnoreFilter([str(source / name) for name in ("_build", ".git", ".venv", "node_modules")], [])
    guarded: Any = Guard(_create_app([source], ignored, build, out, address), port)
    build(changed_paths=())
    with suppress(KeyboardInterrupt):
        uvicorn.run(guarded, host=HOST, port=port, log_level="warning")
