"""Media type and lifetime in caches of a file, as headers for remotes that keep them."""

from __future__ import annotations

import mimetypes


def headers_of(path: str) -> tuple[str, ...]:
    """Return the headers of a file."""
    found = mimetypes.guess_type(path)[0] or "application/octet-stream"
    named = path.startswith(("_static/", "_images/"))
    lifetime = "public, max-age=31536000, immutable" if named else "public, max-age=0, must-revalidate"
    return (f"Content-Type: {found}", f"Cache-Control: {lifetime}")
