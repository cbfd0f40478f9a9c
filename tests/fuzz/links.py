"""`make links` asks a server that does wrong whatever it can: each link ends in time, as a link or as Unreachable."""

from __future__ import annotations

import contextlib
import io
import socket
import time
import tomllib
import traceback
from collections.abc import Iterator
from random import Random
from typing import Any
from unittest import mock
from urllib.parse import quote

from PIL import EpsImagePlugin, Image

from kawaraban.directives.links.complete import look_up
from kawaraban.directives.links.network import Budget, Unreachable
from kawaraban.directives.links.thumbnails import WIDTH
from kawaraban.model.links import to_toml
from tests.hostile_server import ANSWERS, hostile

SECONDS = 0.25
"""What one link may cost here."""
HANG = 5
"""And so many seconds more, on a machine that has other things to do."""


def run(seed: int, rounds: int) -> None:
    """Ask for so many links; all kinds of answers come in turn. Raises AssertionError with the way to see it again."""
    chance = Random(seed)
    names = chance.sample(list(ANSWERS), len(ANSWERS))
    with hostile() as base, alone() as asked:
        for number in range(rounds):
            name = names[number % len(names)]
            begun = time.monotonic()
            try:
                look(f"{base}/page/{quote(name)}/{chance.randrange(1 << 30)}")
                late = time.monotonic() - begun - SECONDS
                assert late < HANG, f"{late:.1f} seconds late"
                assert asked <= {"127.0.0.1"}, f"others were asked: {asked}"
            except Exception:
                text = f"“{name}”: tests.fuzz.links.run({seed}, {number + 1})\n{traceback.format_exc()}"
                raise AssertionError(text) from None


def look(url: str) -> None:
    """Look at a link, and at what came of it."""
    try:
        link, picture = look_up(url, budget=Budget(SECONDS))
    except Unreachable as error:
        assert str(error).isprintable(), repr(error)
        assert len(str(error)) <= 300
        return
    assert (link.title + link.site + link.description).isprintable()
    assert tomllib.loads(to_toml({url: link}))[url] == {
        name: text for name in ("title", "site") if (text := getattr(link, name))
    }
    if picture:
        with Image.open(io.BytesIO(picture), formats=["WEBP"]) as image:
            assert image.width <= WIDTH


@contextlib.contextmanager
def alone() -> Iterator[set[str]]:
    """Take this machine for the Internet, and nothing else; yield all addresses to which something connects."""
    asked: set[str] = set()
    found, connect = socket.getaddrinfo, socket.create_connection

    def getaddrinfo(host: str, *args: Any, **options: Any) -> object:
        if host.endswith(".invalid"):
            time.sleep(1 if host.startswith("slow") else 0)
            raise socket.gaierror(socket.EAI_NONAME, "none")
        options["flags"] = 0 if host == "localhost" else socket.AI_NUMERICHOST
        return found(host, *args, **options)

    def create_connection(address: tuple[str, int], *args: Any, **options: Any) -> socket.socket:
        asked.add(address[0])
        return connect(address, *args, **options)

    with (
        mock.patch("socket.getaddrinfo", getaddrinfo),
        mock.patch("socket.create_connection", create_connection),
        mock.patch("kawaraban.directives.links.network.is_public", lambda address: address == "127.0.0.1"),
        mock.patch.object(EpsImagePlugin, "Ghostscript", lambda *_args, **_options: asked.add("gs")),
    ):
        yield asked
