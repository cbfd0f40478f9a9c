"""The preview from its beginning to its end: a port, the server, what is at work beside it, and the browser."""

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
from kawaraban.cli.language import speak
from kawaraban.cli.serve.app import app_of
from kawaraban.cli.serve.builds import Preview, Worker
from kawaraban.cli.serve.guard import HOST, NAMES, Guard
from kawaraban.cli.serve.phone import Admission, network_address, picture, word
from kawaraban.cli.serve.watch import watch, watch_elsewhere
from kawaraban.cli.serve.worker import OUT
from kawaraban.model.post import FOLDER

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

_ = get_translation("sphinx")

TRIES = 20
"""So many ports are tried, one after the other."""


class Server(uvicorn.Server):
    """A server that ends where the preview has, and then what browsers listen to before it waits for them."""

    def __init__(self, config: uvicorn.Config, preview: Preview) -> None:
        super().__init__(config)
        self.preview = preview

    async def on_tick(self, counter: int) -> bool:
        """Return whether it is time to end."""
        return await super().on_tick(counter) or self.preview.fault is not None

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End."""
        self.preview.end()
        await super().shutdown(sockets)


def preview(root: Path, port: int, *, phone: bool = False) -> None:
    """Build the site of *root*, serve it, and follow every change, until the author stops it.

    *phone*: on the address in the network instead of this machine's own. Raises Failed where nothing can be served.
    """
    with suppress(KeyboardInterrupt):
        host = network_address() if phone else HOST
        key = word() if phone else ""
        wire = listening(host, port)
        address = f"http://{host}:{wire.getsockname()[1]}/" + (f"{key}/" if key else "")
        show_address(address, phone=phone)
        shown = Preview(Worker(), say)
        app: Any = app_of(root / OUT, shown, speak(), lambda _app: at_work(root, shown, address))
        app = Guard(Admission(app, key) if key else app, wire.getsockname()[1], (host,) if phone else NAMES)
        config = uvicorn.Config(app, http="h11", ws="none", lifespan="on", log_level="critical", server_header=False,
                                timeout_graceful_shutdown=2)  # fmt: skip
        Server(config, shown).run([wire])
        if shown.fault:
            raise shown.fault


def listening(host: str, port: int) -> socket.socket:
    """Return a socket that listens at a port, at the next one that is free where it is taken; that is said at once."""
    for number in range(port, min(port + TRIES, 1 << 16)):
        wire = socket.socket()
        wire.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            wire.bind((host, number))
            wire.listen()
        except OSError:
            wire.close()
            continue
        if number != port:
            say(_("Port %d is taken; the preview takes %d.") % (port, number))
        return wire
    raise Failed(_("Port %d is taken, and so are those after it; choose another one with PORT=…") % port)


def show_address(address: str, *, phone: bool) -> None:
    """Say where the preview is."""
    if phone:
        size = shutil.get_terminal_size() if sys.stdout.isatty() else (0, 0)
        say(picture(address, *size) + "\n")
        say(_("Everybody in this network who has this address can read the site, drafts too, as long as this runs."))
    say(address)


def say(text: str, is_well: bool = True) -> None:
    """Print what an author is told, mistakes to standard error."""
    print(text, file=sys.stdout if is_well else sys.stderr, flush=True)


@asynccontextmanager
async def at_work(root: Path, shown: Preview, address: str) -> AsyncIterator[None]:
    """Watch, build, and open the browser, as long as the server runs."""
    shown.touch()
    tasks = [
        watch(root, shown.touch),
        watch_elsewhere(root, shown.reports(), shown.touch),
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
    """Open the browser on the post that was saved last, once there is something to see, where somebody looks on."""
    async for report in shown.reports():
        if report:
            if sys.stdout.isatty() and has_screen():
                await to_thread.run_sync(webbrowser.open, address + quote(saved_last(root)))
            return


def has_screen() -> bool:
    """Return whether a browser has a window of its own; one of text would take the terminal."""
    return sys.platform == "darwin" or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def saved_last(root: Path) -> str:
    """Return the address below the site of the post that was saved last, empty where there is none."""
    posts = [path for path in (root / FOLDER).rglob("*.md") if path.is_file()]
    last = max(posts, key=lambda path: path.stat().st_mtime_ns, default=None)
    return last.relative_to(root / FOLDER).with_suffix(".html").as_posix() if last else ""
