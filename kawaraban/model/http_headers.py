"""The media type and the lifetime in caches of each published file, for `_headers` and for `make publish`."""

from __future__ import annotations

import mimetypes
import re

from kawaraban.model.feeds import COPIES, KINDS

FOREVER = "public, max-age=31536000, immutable"
"""For files whose name changes with their content: a year, and browsers do not even ask (RFC 8246)."""
CHECKED = "public, max-age=0, must-revalidate"
"""For all others: kept, but used only after the server has confirmed that they are current (RFC 9111)."""
HASHED = ("kawaraban", "more", "feeds", "search")
"""Names of our stylesheets and scripts, which are followed by a hash."""
BY_CONTENT = re.compile(
    r"_images/[^/]*\.[0-9a-f]{12}(-[^/]*)?\.[A-Za-z0-9]+"
    r"|_downloads/[0-9a-f]{12}/[^/]+"
    rf"|_static/({'|'.join(HASHED)})\.[0-9a-f]{{8}}\.(css|js)"
)
"""Names that contain a digest of the content; Sphinx's own folders in `_downloads` are digests of names."""
PACKED = re.compile(r"\.(br|gz)$")
"""The suffixes of compressed files that lie beside others."""
TYPES = {
    ".apng": "image/apng",
    ".atom": "application/atom+xml",
    ".avif": "image/avif",
    ".cbz": "application/vnd.comicbook+zip",
    ".csv": "text/csv",
    ".epub": "application/epub+zip",
    ".flac": "audio/flac",
    ".gz": "application/gzip",
    ".ico": "image/vnd.microsoft.icon",
    ".ics": "text/calendar",
    ".js": "text/javascript",
    ".jxl": "image/jxl",
    ".m4a": "audio/mp4",
    ".m4v": "video/mp4",
    ".md": "text/markdown",
    ".mjs": "text/javascript",
    ".mkv": "video/matroska",
    ".ogg": "audio/ogg",
    ".ogv": "video/ogg",
    ".opus": "audio/ogg",
    ".otf": "font/otf",
    ".rss": "application/rss+xml",
    ".ttf": "font/ttf",
    ".vtt": "text/vtt",
    ".wasm": "application/wasm",
    ".weba": "audio/webm",
    ".webm": "video/webm",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".woff": "font/woff",
    ".woff2": "font/woff2",
    ".xhtml": "application/xhtml+xml",
    ".xml": "application/xml",
    ".xsl": "application/xslt+xml",
    ".7z": "application/x-7z-compressed",
}
"""IANA's media types of suffixes that Python does not know in all versions, or knows by an older name."""
BARE = ("_headers", "_redirects", "CNAME")
"""Files of text without a suffix."""
UNKNOWN = "application/octet-stream"
_known = mimetypes.MimeTypes().types_map[True]  # without the files of this machine


def content_type(path: str) -> str:
    """Return the media type of a published file, with the encoding of texts, as in `Content-Type` (RFC 9110, 8.3)."""
    name = COPIES.get(path, path).rpartition("/")[2]
    dot = name.rfind(".")
    suffix = name[dot:].lower() if dot >= 0 else ""
    if name in KINDS:
        kind = KINDS[name]
    elif re.fullmatch(r"atom-\d+\.xml", name):
        kind = KINDS["atom.xml"]
    else:
        kind = "text/plain" if name in BARE else TYPES.get(suffix) or _known.get(suffix, UNKNOWN)
    is_text = kind.startswith("text/") or (kind.startswith("application/") and kind.endswith("xml"))
    return f"{kind}; charset=utf-8" if is_text else kind


def cache_control(path: str) -> str:
    """Return how long caches may use a published file, as in `Cache-Control` (RFC 9111, 5.2)."""
    return FOREVER if BY_CONTENT.fullmatch(PACKED.sub("", path)) else CHECKED


def is_text(path: str) -> bool:
    """Return whether a published file is a text; pictures, fonts and the search index are not."""
    kind = content_type(path).partition(";")[0]
    return kind.startswith("text/") or kind.endswith(("json", "xml"))
