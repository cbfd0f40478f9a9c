"""Addresses as machines want them: absolute and in ASCII (RFC 3986)."""

from __future__ import annotations

import re
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

_LEFT = "!$&'()*+,;=:@/~-._"
"""What a path may have as it is; a query and a fragment also have “?”."""


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
