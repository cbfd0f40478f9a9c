"""Files that begin with a checksum of the rest: one that is damaged is as if it were not there, and is made again."""

from __future__ import annotations

import os

from kawaraban.incremental.files import digest

LENGTH = 32


def sealed(data: bytes) -> bytes:
    """Return data behind its digest."""
    return digest(data).encode() + data


def opened(path: str | os.PathLike[str]) -> bytes | None:
    """Return the data of a sealed file, None where there is none that is whole."""
    try:
        with open(path, "rb") as file:
            found = file.read()
    except OSError:
        return None
    data = found[LENGTH:]
    return data if digest(data).encode() == found[:LENGTH] else None


def write_sealed(path: str | os.PathLike[str], data: bytes) -> None:
    """Write a sealed file in one step; several processes may do so at once."""
    part = f"{os.fspath(path)}.{os.getpid()}.part"
    with open(part, "wb") as file:
        file.write(sealed(data))
    os.replace(part, path)
