"""Documents as search knows them, and the files that hold them: what is looked through, and what a hit shows."""

from __future__ import annotations

import json
import zlib
from typing import Any, NamedTuple


class Document(NamedTuple):
    """A page: its address below the root, its date (ISO 8601, or empty), its text, a line a paragraph.

    No line holds more than one space in a row. `headings` are the numbers of the lines that are headings.
    """

    title: str
    url: str
    date: str
    labels: tuple[str, ...]
    lines: tuple[str, ...]
    headings: tuple[int, ...]


def deflate(text: str, encoding: str = "utf-8") -> bytes:
    """Return text, compressed (RFC 1951), so that no host needs to compress it."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15, 9)
    return packer.compress(text.encode(encoding, "replace")) + packer.flush()


def inflate(data: bytes, encoding: str = "utf-8") -> str:
    """Return what was compressed. Raises zlib.error where that is damaged."""
    return zlib.decompress(data, -15).decode(encoding)


def pack(document: Document) -> bytes:
    """Return the file of a document: JSON in UTF-16, which leaves a twelfth less of Japanese text than UTF-8."""
    return deflate(json.dumps(document._asdict(), ensure_ascii=False, separators=(",", ":")), "utf-16-le")


def unpack(data: bytes) -> Document:
    """Return the document in a file. Raises zlib.error or ValueError where that is damaged."""
    found: dict[str, Any] = json.loads(inflate(data, "utf-16-le"))
    lists = {name: tuple(found[name]) for name in ("labels", "lines", "headings")}
    return Document(**found | lists)
