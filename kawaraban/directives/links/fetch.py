"""Fetches a page or an image from another site, with limits on redirects, bytes and time."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote, urljoin, urlsplit

import httpcore
from sphinx.locale import get_translation

from kawaraban.directives.links.network import BYTES, SECONDS, Budget, PublicBackend, Unreachable, UnrestrictedBackend

if TYPE_CHECKING:
    from collections.abc import Iterable

_ = get_translation("sphinx")

REDIRECTS = 5
PAGE, PICTURE = BYTES // 2, BYTES
"""Limits in bytes: how much is read of a page, whose head comes first, and how large an image may be."""
LONGEST = 8000
"""Limit of the length of an address in characters: what every server should support (RFC 9110, 4.1)."""
HEADERS: dict[bytes | str, bytes | str] = {
    "User-Agent": "Mozilla/5.0 (compatible; Kawaraban link cards)",
    "Accept": "text/html,application/xhtml+xml,image/*;q=0.9,*/*;q=0.5",
    "Accept-Language": "ja,en;q=0.7",
    "Accept-Encoding": "identity",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """A response: the final address, its media type with parameters, its content."""

    url: str
    content_type: str
    data: bytes


def fetch(
    url: str, most: int, kinds: Iterable[str], *, budget: Budget | None = None, private: bool = False
) -> Answer:  # fmt: skip
    """Return the response from an address; a page is truncated to *most* bytes.

    *kinds*: allowed prefixes of the media type; if empty, any type is allowed and the body is not read. *budget*: what
    may be spent in total. *private*: also allow private addresses (for tests). Raises Unreachable.
    """
    budget = budget or Budget()
    backend = (UnrestrictedBackend if private else PublicBackend)(budget)
    with httpcore.ConnectionPool(network_backend=backend, retries=0) as pool:
        for _step in range(REDIRECTS + 1):
            answer = _step_to(pool, url, most, tuple(kinds), budget)
            if isinstance(answer, Answer):
                return answer
            url = answer
    raise Unreachable(_("it redirects more than %d times.") % REDIRECTS)


def _step_to(
    pool: httpcore.ConnectionPool, url: str, most: int, kinds: tuple[str, ...], budget: Budget
) -> Answer | str:  # fmt: skip
    """Return the response from an address, or the address to which it redirects."""
    address = ascii_of(url)
    try:
        with pool.stream("GET", address, headers=HEADERS) as response:
            return _answer(url, response, most, kinds, budget)
    except httpcore.ConnectError as error:
        raise Unreachable(_("no connection: %s") % error, dead=True) from None
    except httpcore.TimeoutException as error:
        raise Unreachable(_("it takes too long."), dead=isinstance(error, httpcore.ConnectTimeout)) from None
    except (httpcore.NetworkError, httpcore.ProtocolError, OSError, ValueError) as error:
        raise Unreachable(_("the connection broke: %s") % (str(error) or type(error).__name__)) from None


def _answer(
    url: str, response: httpcore.Response, most: int, kinds: tuple[str, ...], budget: Budget
) -> Answer | str:  # fmt: skip
    head = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers}
    if response.status in (301, 302, 303, 307, 308) and "location" in head:
        return _joined(url, head["location"].encode("latin-1").decode("utf-8", "replace"))
    if response.status >= 400:
        text = _("the server responded with status %d.") % response.status
        raise Unreachable(text, dead=response.status in (404, 410))
    kind = head.get("content-type", "")
    if not kinds:
        return Answer(url, kind, b"")
    if not kind.lower().startswith(kinds):
        raise Unreachable(_("it is %s, not %s.") % (kind.partition(";")[0] or _("something unnamed"), kinds[0]))
    packed = head.get("content-encoding", "").strip().lower()
    if packed not in ("", "identity"):
        raise Unreachable(_("it is compressed as “%s”, which was not requested.") % packed)
    return Answer(url, kind, _read(response, most, budget, cut=kinds[0].startswith("text/")))


def _joined(base: str, address: str) -> str:
    try:
        return urljoin(base, address)
    except ValueError:
        return address


def _read(response: httpcore.Response, most: int, budget: Budget, *, cut: bool) -> bytes:
    data = bytearray()
    for part in response.iter_stream():
        budget.seconds()
        data += part
        if cut and (len(data) >= most or b"</head>" in data[-len(part) - 7 :]):
            return bytes(data[:most])
        if len(data) > most:
            raise Unreachable(_("it is larger than %d MB.") % (most // 1_000_000))
    return bytes(data)


def ascii_of(url: str) -> str:
    """Return an address as sent in a request: the host in Punycode, the rest percent-encoded (RFC 3986).

    Raises Unreachable if it is not the address of a web page.
    """
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").encode("idna").decode()
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        host = ""
    if not host or parts.scheme not in ("http", "https") or len(url) > LONGEST:
        raise Unreachable(_("“%s” is no address of a page.") % url)
    host = f"[{host}]" if ":" in host else host
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._", errors="replace")
    query = f"?{quote(parts.query, safe='/%:@!$&()*+,;=~-._?', errors='replace')}" if parts.query else ""
    return f"{parts.scheme}://{host}{port}{path}{query}"


def any_answers(urls: Iterable[str], *, private: bool = False) -> bool:
    """Return whether the server of any of these addresses accepts a connection; no request is sent."""
    for url in urls:
        budget = Budget(SECONDS / 4)
        with contextlib.suppress(Unreachable, httpcore.ConnectError, httpcore.ConnectTimeout):
            parts = urlsplit(ascii_of(url))
            port = parts.port or (443 if parts.scheme == "https" else 80)
            (UnrestrictedBackend if private else PublicBackend)(budget).connect_tcp(parts.hostname or "", port).close()
        if budget.met:
            return True
    return False
