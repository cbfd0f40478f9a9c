"""URLs: made absolute and percent-encoded (RFC 3986), and interpreted as browsers do (URL Standard)."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import quote, unquote, urljoin, urlsplit, urlunsplit

_LEFT = "!$&'()*+,;=:@/~-._"
"""Characters that a path may contain unencoded; queries and fragments may also contain “?”."""


def is_script(address: str) -> bool:
    """Return whether a browser may execute a URL: `javascript:`, `data:` or `vbscript:`.

    Browsers ignore line ends and tabs in a URL, and controls in front (https://url.spec.whatwg.org/#url-parsing).
    """
    plain = re.sub(r"^[\x00-\x20]+|[\t\n\r]", "", address)
    return bool(re.match("(javascript|vbscript|data):", plain, re.IGNORECASE))


_PLAIN = re.compile(r"((?:\.\./)*)(\w[\w.-]*(?:/\w[\w.-]*)*)", re.ASCII)
"""A relative path that can only be resolved in one way and needs no encoding, as most are."""
_WHOLE = re.compile(r"https?://[\w.-]+/[\w/.~+=:@-]*(?:\?[\w/.~+=:@&-]+)?(?:#[\w/.~+=:@-]+)?", re.ASCII)
"""A URL that is absolute and encoded, as most are."""
_PAGE = re.compile(r"(https?://[^/?#]+/(?:[^?#]*/)?)[^/?#]*")
"""The URL of a page, and that of its folder."""


def absolute(base: str, address: str) -> str:
    """Return a URL resolved against the page *base*, percent-encoded, with its host in Punycode.

    Return an empty text if it is invalid or its scheme is not http, https, mailto or tel.
    """
    if _WHOLE.fullmatch(address):
        return address
    if (plain := _PLAIN.fullmatch(address)) and (page := _PAGE.fullmatch(base)):
        folder = _resolved(page[1], plain[1] or ".")
        return folder and folder + plain[2]
    return _resolved(base, address)


@lru_cache(1000)
def _resolved(base: str, address: str) -> str:
    try:
        parts = urlsplit(urljoin(base, re.sub(r"[\x00-\x20]+$|^[\x00-\x20]+|[\t\r\n]", "", address)))
        host = parts.netloc.encode("ascii" if parts.netloc.isascii() else "idna").decode()
    except (ValueError, UnicodeError):
        return ""
    if parts.scheme not in ("http", "https", "mailto", "tel") or (parts.scheme.startswith("http") and not host):
        return ""
    path = percent_encode(parts.path) or ("/" if host else "")
    return urlunsplit((parts.scheme, host, path, percent_encode(parts.query, "?"), percent_encode(parts.fragment, "?")))


def netloc_of(address: str) -> str:
    """Return the host and port of a URL; an empty text if it has none or is invalid (`https://[x`)."""
    try:
        return urlsplit(address).netloc
    except ValueError:
        return ""


def base_url_of(address: object) -> str:
    """Return the address of a site as its pages write it: percent-encoded, its host in Punycode, with `/` at its end.

    Return an empty text if *address* is not an absolute address of HTTP without query and fragment.
    """
    if not isinstance(address, str) or not re.fullmatch(r"https?://[^/?#\s]+[^?#\s]*", address):
        return ""
    return absolute("", f"{address.rstrip('/')}/") if netloc_of(address) else ""


def readable_url(address: str) -> str:
    """Return the host and path of a URL as people write them: without percent-encoding and Punycode."""
    parts = urlsplit(address)
    try:
        host = parts.netloc.encode().decode("idna")
    except UnicodeError:
        host = parts.netloc
    return host + unquote(parts.path)


def percent_encode(part: str, more: str = "") -> str:
    """Percent-encode part of a URL, except its delimiters and what is encoded already."""
    whole = re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", part)
    return quote(whole, safe=_LEFT + "%" + more, errors="replace")


def strip_ignored(address: str) -> str:
    """Return a URL without the characters that browsers ignore: controls around it, and line ends and tabs."""
    return address.translate(_LINE_ENDS).strip(_CONTROLS)


_LINE_ENDS = dict.fromkeys(map(ord, "\t\n\r"))
_CONTROLS = "".join(map(chr, range(0x21)))
_FOREIGN = re.compile(r"(?:(?:https?|wss?|ftp):[\\/]*|[a-z][a-z0-9+.-]*:[\\/]{2,}|[\\/]{2,})([^\\/?#]*)", re.IGNORECASE)


def host_of(address: str) -> str:
    """Return the host that a browser requests for a URL; an empty text for a relative URL.

    As in browsers, `https:host` and `///host` have a host, and backslashes count as slashes.
    """
    found = _FOREIGN.match(strip_ignored(address))
    return unquote(found[1].rpartition("@")[2]).lower() if found else ""


_CANDIDATE = re.compile(r"[\s,]*(\S+)([^,(]*(?:\([^)]*\)?[^,(]*)*)")


def srcset_candidates(srcset: str) -> list[tuple[int, int]]:
    """Return the start and end of each URL in a `srcset` (HTML Standard, 4.8.4)."""
    found, position = [], 0
    while match := _CANDIDATE.match(srcset, position):
        start, end = match.span(1)
        bare = len(match[1].rstrip(","))
        if bare:
            found.append((start, start + bare))
        position = end if bare < end - start else match.end()
    return found
