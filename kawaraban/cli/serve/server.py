"""The server of the preview: it finds a port, starts the watcher and the builds, and opens the browser."""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
import sys
import webbrowser
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import uvicorn
from anyio import to_thread
from sphinx.locale import get_translation

from kawaraban.cli.application import Failed
from kawaraban.cli.language import set_language
from kawaraban.cli.serve.app import create_app
from kawaraban.cli.serve.builds import Preview, Worker
from kawaraban.cli.serve.guard import HOST, NAMES, Guard
from kawaraban.cli.serve.phone import TokenGuard, network_address, new_token, qr_code
from kawaraban.cli.serve.watch import watch, watch_outside
from kawaraban.cli.serve.worker import OUT
from kawaraban.cli.source_tree import read_source_tree
from kawaraban.model.post import PostFolders

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

_ = get_translation("sphinx")

PORTS_TRIED = 20
"""The number of consecutive ports that are tried."""


class Server(uvicorn.Server):
    """A server that stops if the preview has failed, and ends event streams before it waits for open connections."""

    def __init__(self, config: uvicorn.Config, preview: Preview) -> None:
        super().__init__(config)
        self.preview = preview

    async def on_tick(self, counter: int) -> bool:
        """Return whether the server should stop."""
        return await super().on_tick(counter) or self.preview.fault is not None

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop the server."""
        self.preview.end()
        await super().shutdown(sockets)


def preview(root: Path, port: int, *, phone: bool = False) -> None:
    """Build the site of *root*, serve it, and rebuild on every change, until interrupted.

    *phone*: serve on the address in the local network instead of 127.0.0.1. Raises Failed if no port is free, or if
    there is no network.
    """
    with suppress(KeyboardInterrupt):
        host = network_address() if phone else HOST
        token = new_token() if phone else ""
        sock = listen(host, port)
        address = f"http://{host}:{sock.getsockname()[1]}/" + (f"{token}/" if token else "")
        show_address(address, phone=phone)
        shown = Preview(Worker(), show)
        app: Any = create_app(root / OUT, shown, set_language(), lambda _app: background_tasks(root, shown, address))
        app = Guard(TokenGuard(app, token) if token else app, sock.getsockname()[1], (host,) if phone else NAMES)
        config = uvicorn.Config(app, http="h11", ws="none", lifespan="on", log_level="critical", server_header=False,
                                timeout_graceful_shutdown=2)  # fmt: skip
        Server(config, shown).run([sock])
        if shown.fault:
            raise shown.fault


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens on a port, or on the next free one. Raises Failed if there is none."""
    for number in range(port, min(port + PORTS_TRIED, 1 << 16)):
        sock = socket.socket()
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            sock.bind((host, number))
            sock.listen()
        except OSError:
            sock.close()
            continue
        if number != port:
            show(_("Port %d is in use; the preview uses %d.") % (port, number))
        return sock
    raise Failed(_("Port %d and those after it are in use; choose another one with PORT=…") % port)


def show_address(address: str, *, phone: bool) -> None:
    """Print the address of the preview."""
    if phone:
        size = shutil.get_terminal_size() if sys.stdout.isatty() else (0, 0)
        show(qr_code(address, *size) + "\n")
        show(_("While this runs, everybody in this network who has this address can read the site, including drafts."))
    show(address)


def show(text: str, ok: bool = True) -> None:
    """Print a message, mistakes to standard error."""
    print(text, file=sys.stdout if ok else sys.stderr, flush=True)


@asynccontextmanager
async def background_tasks(root: Path, shown: Preview, address: str) -> AsyncIterator[None]:
    """Watch, build, and open the browser while the server runs."""
    shown.touch()
    tasks = [
        watch(root, shown.touch),
        watch_outside(root, shown.reports(), shown.touch),
        shown.follow(),
        open_browser(root, shown, address),
    ]

    def ended(task: asyncio.Task[None]) -> None:
        if not task.cancelled() and task.exception():
            shown.fault = task.exception()

    running = [asyncio.create_task(task) for task in tasks]
    for task in running:
        task.add_done_callback(ended)
    try:
        yield
    finally:
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)


async def open_browser(root: Path, shown: Preview, address: str) -> None:
    """Open the browser on the post that was saved last, after the first build, if run in a terminal with a screen."""
    async for report in shown.reports():
        if report:
            if sys.stdout.isatty() and has_screen():
                await to_thread.run_sync(webbrowser.open, address + quote(last_saved_post(root)))
            return


def has_screen() -> bool:
    """Return whether a graphical browser can be opened; a text browser would take over the terminal."""
    return sys.platform == "darwin" or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def last_saved_post(root: Path) -> str:
    """Return the relative address of the post that was saved last, or an empty string if there is none."""
    try:
        folders = read_source_tree(root).post_folders
    except Failed:  # the build says why
        folders = PostFolders()
    posts = [path for name in folders.names for path in (root / name).rglob("*.md") if path.is_file()]
    last = max(posts, key=lambda path: path.stat().st_mtime_ns, default=None)
    return f"{folders.address_of(last.relative_to(root).with_suffix('').as_posix())}.html" if last else ""
