"""Addresses as machines want them, absolute and in ASCII (RFC 3986), and as browsers take them (URL Standard)."""

from __future__ import annotations

import re
from urllib.parse import quote, unquote, urljoin, urlsplit, urlunsplit

_LEFT = "!$&'()*+,;=:@/~-._"
"""What a path may have as it is; a query and a fragment also have “?”."""


def is_script(address: str) -> bool:
    """Return whether a browser may run an address: `javascript:`, `data:`, `vbscript:`, read as browsers read them.

    They leave out line ends and tabs, and what stands before (https://url.spec.whatwg.org/#url-parsing).
    """
    plain = re.sub(r"^[\x00-\x20]+|[\t\n\r]", "", address)
    return bool(re.match("(javascript|vbscript|data):", plain, re.IGNORECASE))


def absolute(base: str, address: str) -> str:
    """Return an address as it is seen from the page *base*, percent-encoded, its host in Punycode.

    Return an empty text for what leads nowhere outside the page: `javascript:`, `data:` and other schemes than http,
    https, mailto and tel, and what is no address at all.
    """
    try:
        parts = urlsplit(urljoin(base, re.sub(r"[\x00-\x20]+$|^[\x00-\x20]+|[\t\r\n]", "", address)))
        host = parts.netloc.encode("ascii" if parts.netloc.isascii() else "idna").decode()
    except (ValueError, UnicodeError):
        return ""
    if parts.scheme not in ("http", "https", "mailto", "tel") or (parts.scheme.startswith("http") and not host):
        return ""
    path = encoded(parts.path) or ("/" if host else "")
    return urlunsplit((parts.scheme, host, path, encoded(parts.query, "?"), encoded(parts.fragment, "?")))


def netloc_of(address: str) -> str:
    """Return the host of an address, with its port, or an empty text where it has none: `https://[x` is no address."""
    try:
        return urlsplit(address).netloc
    except ValueError:
        return ""


def encoded(part: str, more: str = "") -> str:
    """Return a part of an address with all but its own marks percent-encoded; what is encoded already stays."""
    whole = re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", part)
    return quote(whole, safe=_LEFT + "%" + more, errors="replace")


def bare_of(address: str) -> str:
    """Return an address without what a browser does not see in it (URL Standard): controls around it, ends of lines."""
    return address.translate(_LINE_ENDS).strip(_CONTROLS)


_LINE_ENDS = dict.fromkeys(map(ord, "\t\n\r"))
_CONTROLS = "".join(map(chr, range(0x21)))
_FOREIGN = re.compile(r"(?:(?:https?|wss?|ftp):[\\/]*|[a-z][a-z0-9+.-]*:[\\/]{2,}|[\\/]{2,})([^\\/?#]*)", re.IGNORECASE)


def host_of(address: str) -> str:
    """Return the host that a browser asks for an address, an empty text for one of the page's own site.

    `https:host` and `///host` have one, too, and so have addresses with backslashes in place of slashes.
    """
    found = _FOREIGN.match(bare_of(address))
    return unquote(found[1].rpartition("@")[2]).lower() if found else ""


_CANDIDATE = re.compile(r"[\s,]*(\S+)([^,(]*(?:\([^)]*\)?[^,(]*)*)")


def candidates(srcset: str) -> list[tuple[int, int]]:
    """Return where the addresses stand in a `srcset` (HTML Standard, 4.8.4)."""
    found, position = [], 0
    while match := _CANDIDATE.match(srcset, position):
        start, end = match.span(1)
        bare = len(match[1].rstrip(","))
        if bare:
            found.append((start, start + bare))
        position = end if bare < end - start else match.end()
    return found
