"""Connections to other sites: only to public addresses, and limited in time and bytes per link.

The timeouts of httpcore apply to a single read, so that a server that sends a byte now and then never times out. Here
every wait, for a name, a connection, a handshake or data, is limited by the time left for the link, and all bytes are
counted.
"""

# ruff: noqa: ARG002 - timeouts passed by httpcore
from __future__ import annotations

import contextlib
import ipaddress
import socket
import time
from queue import Empty, SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING, Any

import httpcore
from sphinx.locale import get_translation

if TYPE_CHECKING:
    import ssl

_ = get_translation("sphinx")

SECONDS = 20.0
BYTES = 2_000_000
"""Limit in bytes for one link: page, picture and oEmbed, including redirects and headers."""
ADDRESSES = 4
"""How many addresses of a host are tried; if one does not respond, there is time left for the next."""


class Unreachable(Exception):
    """An address could not be fetched; the message says why. `dead` is true if nothing is there any more."""

    def __init__(self, text: str, *, dead: bool = False) -> None:
        text = text if len(text) <= 300 else text[:299] + "…"
        super().__init__("".join(char if char.isprintable() else "\ufffd" for char in text))
        self.dead = dead


class Budget:
    """The time and bytes left for a link, and whether any server responded (`met`)."""

    def __init__(self, seconds: float | None = None, size: int | None = None) -> None:
        self._end = time.monotonic() + (SECONDS if seconds is None else seconds)
        self._size = self._left = BYTES if size is None else size
        self.met = False

    def seconds(self) -> float:
        """Return the seconds left, more than zero. Raises Unreachable."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise Unreachable(_("it takes too long."))
        return left

    def spend(self, count: int) -> None:
        """Subtract *count* bytes. Raises Unreachable if fewer are left."""
        self._left -= count
        if self._left < 0:
            raise Unreachable(_("it is larger than %d MB.") % (self._size // 1_000_000))


class Metered(httpcore.NetworkStream):
    """A network stream with a budget, which ignores the timeouts of httpcore."""

    def __init__(self, stream: httpcore.NetworkStream, budget: Budget) -> None:
        self._stream, self._budget = stream, budget

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Return the next data, empty at the end."""
        data = self._stream.read(max_bytes, self._budget.seconds())
        self._budget.spend(len(data))
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send data; our requests fit into a few packets."""
        self._stream.write(buffer, self._budget.seconds())

    def close(self) -> None:
        """Close the connection."""
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        """Return the same connection with TLS and the same budget."""
        stream = self._stream.start_tls(ssl_context, server_hostname, self._budget.seconds())
        return Metered(stream, self._budget)

    def get_extra_info(self, info: str) -> Any:
        """Return what httpcore asks about the connection."""
        return self._stream.get_extra_info(info)


class UnrestrictedBackend(httpcore.SyncBackend):
    """A network backend with a budget, which may also connect to private addresses."""

    def __init__(self, budget: Budget | None = None) -> None:
        self._budget = budget or Budget()

    def connect_tcp(
        self, host: str, port: int, timeout: float | None = None, *args: Any, **options: Any
    ) -> httpcore.NetworkStream:
        """Connect to the first address of a host that responds. Raises Unreachable, httpcore.ConnectError."""
        addresses = self.addresses(host, port)[:ADDRESSES]
        for left, address in zip(range(len(addresses), 0, -1), addresses, strict=True):
            try:
                stream = super().connect_tcp(address, port, self._budget.seconds() / left, *args, **options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                self._budget.met |= isinstance(error.__cause__, ConnectionRefusedError)
                if left == 1:
                    raise
            else:
                self._budget.met = True
                return Metered(stream, self._budget)
        raise Unreachable(_("there is no host “%s”.") % host, dead=True)

    def addresses(self, host: str, port: int) -> list[str]:
        """Return the addresses of a host. Raises Unreachable."""
        return resolved(host, port, self._budget.seconds())


class PublicBackend(UnrestrictedBackend):
    """Connects only to public addresses, and to the same address that was checked (no DNS rebinding)."""

    def addresses(self, host: str, port: int) -> list[str]:
        """Return the addresses of a host. Raises Unreachable if any of them is private, loopback or reserved."""
        found = super().addresses(host, port)
        if not all(is_public(address) for address in found):
            raise Unreachable(_("“%s” is a private address and is not fetched.") % host)
        return found


def is_public(address: str) -> bool:
    """Return whether an IP address is globally reachable."""
    return ipaddress.ip_address(address.partition("%")[0]).is_global


def resolved(host: str, port: int, seconds: float) -> list[str]:
    """Return the addresses of a host. Raises Unreachable.

    The system's resolver has no timeout, so it runs in a thread, which is abandoned if it takes too long.
    """
    answers: SimpleQueue[list[str]] = SimpleQueue()

    def ask() -> None:
        found: list[str] = []
        with contextlib.suppress(OSError, ValueError):
            found = [str(each[4][0]) for each in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
        answers.put(found)

    Thread(target=ask, daemon=True).start()
    try:
        found = answers.get(timeout=seconds)
    except Empty:
        raise Unreachable(_("it takes too long."), dead=True) from None
    if not found:
        raise Unreachable(_("there is no host “%s”.") % host, dead=True)
    return found
