"""Fetching a page or a picture from strangers, and no more than that: public addresses, few redirects, little, soon."""

from __future__ import annotations

import ipaddress
import socket
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urljoin, urlsplit

import httpcore
from sphinx.locale import get_translation

if TYPE_CHECKING:
    from collections.abc import Iterable

_ = get_translation("sphinx")

REDIRECTS = 5
SECONDS = 15.0
"""For each step of a request; a whole answer may take three times as long."""
PAGE, PICTURE = 2_000_000, 8_000_000
"""How many bytes of a page are read (its head stands at the beginning), and how many a picture may have."""
HEADERS: dict[bytes | str, bytes | str] = {
    "User-Agent": "Mozilla/5.0 (compatible; Kawaraban link cards)",
    "Accept": "text/html,application/xhtml+xml,image/*;q=0.9,*/*;q=0.5",
    "Accept-Language": "ja,en;q=0.7",
    "Accept-Encoding": "identity",
}


class Unreachable(Exception):
    """An address could not be fetched; the text says why. `dead` tells whether nothing is there any more."""

    def __init__(self, text: str, *, dead: bool = False) -> None:
        super().__init__(text)
        self.dead = dead


@dataclass(frozen=True, slots=True)
class Answer:
    """What came: the address in the end, its media type with parameters, the bytes."""

    url: str
    content_type: str
    data: bytes


class PublicOnly(httpcore.SyncBackend):
    """Connects to public addresses alone, to the very one that it has looked at (no rebinding of names)."""

    def connect_tcp(
        self, host: str, port: int, timeout: float | None = None, *args: Any, **options: Any
    ) -> httpcore.NetworkStream:
        """Connect to a host. Raises Unreachable where any of its addresses is private, loopback or reserved."""
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            raise Unreachable(_("there is no host “%s”.") % host, dead=True) from None
        addresses = [str(each[4][0]) for each in found]
        for address in addresses:
            if not ipaddress.ip_address(address.partition("%")[0]).is_global:
                raise Unreachable(_("“%s” is a private address, which is never asked.") % host)
        return super().connect_tcp(addresses[0], port, timeout, *args, **options)


def fetch(url: str, most: int, kinds: Iterable[str], *, private: bool = False) -> Answer:
    """Return what is at an address, cut at *most* bytes where it is a page.

    *kinds* begin the media types that are wanted. Raises Unreachable. *private*: also ask this machine and its
    neighbours (for tests).
    """
    backend = httpcore.SyncBackend() if private else PublicOnly()
    with httpcore.ConnectionPool(network_backend=backend, retries=0) as pool:
        for _step in range(REDIRECTS + 1):
            answer = _step_to(pool, url, most, tuple(kinds))
            if isinstance(answer, Answer):
                return answer
            url = answer
    raise Unreachable(_("it redirects more than %d times.") % REDIRECTS)


def _step_to(pool: httpcore.ConnectionPool, url: str, most: int, kinds: tuple[str, ...]) -> Answer | str:
    """Return an answer, or the address to which the one asked redirects."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise Unreachable(_("“%s” is no address of a page.") % url)
    timeouts = dict.fromkeys(("connect", "read", "write", "pool"), SECONDS)
    try:
        with pool.stream("GET", _ascii(url), headers=HEADERS, extensions={"timeout": timeouts}) as response:
            head = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers}
            if response.status in (301, 302, 303, 307, 308) and "location" in head:
                return urljoin(url, head["location"].encode("latin-1").decode("utf-8", "replace"))
            if response.status >= 400:
                raise Unreachable(_("the server says %d.") % response.status, dead=response.status in (404, 410))
            kind = head.get("content-type", "")
            if not kind.lower().startswith(kinds):
                raise Unreachable(_("it is %s, not %s.") % (kind.partition(";")[0] or _("something unnamed"), kinds[0]))
            return Answer(url, kind, _read(response, most, cut=kinds[0].startswith("text/")))
    except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
        raise Unreachable(_("no connection: %s") % error, dead=True) from None
    except (
        httpcore.NetworkError,
        httpcore.TimeoutException,
        httpcore.ProtocolError,
        OSError,
        UnicodeError,
        ValueError,
    ) as error:
        raise Unreachable(_("the connection broke: %s") % (str(error) or type(error).__name__)) from None


def _read(response: httpcore.Response, most: int, *, cut: bool) -> bytes:
    data, end = bytearray(), time.monotonic() + 3 * SECONDS
    for part in response.iter_stream():
        data += part
        if cut and (len(data) >= most or b"</head>" in data):
            return bytes(data[:most])
        if len(data) > most:
            raise Unreachable(_("it is larger than %d MB.") % (most // 1_000_000))
        if time.monotonic() > end:
            raise Unreachable(_("it takes too long."))
    return bytes(data)


def _ascii(url: str) -> str:
    """Return an address as it goes over the wire: the host in Punycode, the rest percent-encoded (RFC 3986)."""
    parts = urlsplit(url)
    host = (parts.hostname or "").encode("idna").decode()
    port = f":{parts.port}" if parts.port else ""
    host = f"[{host}]" if ":" in host else host
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    query = f"?{quote(parts.query, safe='/%:@!$&()*+,;=~-._?')}" if parts.query else ""
    return f"{parts.scheme}://{host}{port}{path}{query}"
