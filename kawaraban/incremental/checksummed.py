"""Files that begin with a checksum, so that a damaged one is treated as missing and made again."""

from __future__ import annotations

import os
from _thread import get_ident  # `threading` takes a while to import

from kawaraban.incremental.files import digest

LENGTH = 32


def with_checksum(data: bytes) -> bytes:
    """Return *data* with its digest in front."""
    return digest(data).encode() + data


def read_checksummed(path: str | os.PathLike[str]) -> bytes | None:
    """Return the data of a checksummed file, or None where it is missing or damaged."""
    try:
        with open(path, "rb") as file:
            found = file.read()
    except OSError:
        return None
    data = found[LENGTH:]
    return data if digest(data).encode() == found[:LENGTH] else None


def write_checksummed(path: str | os.PathLike[str], data: bytes) -> None:
    """Write a checksummed file atomically; several processes and threads may do so at once. Raises OSError."""
    part = f"{os.fspath(path)}.{os.getpid()}-{get_ident()}.part"
    with open(part, "wb") as file:
        file.write(with_checksum(data))
    os.replace(part, path)
