"""Search documents and their files: the text that is searched, and what a hit shows."""

from __future__ import annotations

import json
import zlib
from typing import Any, NamedTuple


class Document(NamedTuple):
    """A document: address relative to the root, date (ISO 8601, or empty), text with one line per paragraph.

    Spaces within a line are collapsed. `headings` are the indexes of the lines that are headings.
    """

    title: str
    url: str
    date: str
    labels: tuple[str, ...]
    lines: tuple[str, ...]
    headings: tuple[int, ...]


def deflate(text: str, encoding: str = "utf-8") -> bytes:
    """Return compressed text (RFC 1951), so that the host need not compress it.

    Level 9 would take twice as long, to save less than a hundredth.
    """
    packer = zlib.compressobj(6, zlib.DEFLATED, -15, 9)
    return packer.compress(text.encode(encoding, "replace")) + packer.flush()


def inflate(data: bytes, encoding: str = "utf-8") -> str:
    """Return decompressed text. Raises zlib.error if the data is damaged."""
    return zlib.decompress(data, -15).decode(encoding)


def pack(document: Document) -> bytes:
    """Return the file of a document: JSON in UTF-16, which compresses Japanese text a twelfth better than UTF-8."""
    return deflate(json.dumps(document._asdict(), ensure_ascii=False, separators=(",", ":")), "utf-16-le")


def unpack(data: bytes) -> Document:
    """Return the document in a file. Raises zlib.error or ValueError if the file is damaged."""
    found: dict[str, Any] = json.loads(inflate(data, "utf-16-le"))
    lists = {name: tuple(found[name]) for name in ("labels", "lines", "headings")}
    return Document(**found | lists)
