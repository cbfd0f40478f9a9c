"""Pictures that are none, or more than they seem, each made of a source of chance."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable
from functools import cache
from random import Random

from PIL import Image

FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "AVIF", "ICO", "BMP", "TIFF", "PPM", "TGA", "PCX", "SGI", "PDF", "EPS")
EPS = b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 99 99\n%%EndComments\n(x) print\nshowpage\n%%EOF\n"


@cache
def picture(kind: str, size: int = 64, **how: bool) -> bytes:
    """Return a picture as it should be."""
    data = io.BytesIO()
    Image.effect_mandelbrot((size, size), (-2, -1, 1, 1), 20).convert("RGB").save(data, kind, **how)
    return data.getvalue()


def changed(chance: Random) -> bytes:
    """Return a picture of which some bytes are others."""
    data = bytearray(picture(chance.choice(FORMATS)))
    for _time in range(chance.randrange(1, 20)):
        data[chance.randrange(len(data) if chance.random() < 0.3 else min(200, len(data)))] = chance.randrange(256)
    return bytes(data)


def cut(chance: Random) -> bytes:
    """Return the beginning of a picture."""
    data = picture(chance.choice(FORMATS))
    return data[: chance.randrange(len(data))]


def disguised(chance: Random) -> bytes:
    """Return what Pillow could open, but is no picture of the web."""
    return chance.choice((EPS, b"\xc5\xd0\xd3\xc6" + struct.pack("<II", 12, len(EPS)) + EPS, picture("TIFF"), picture("PDF"), picture("PPM"),
                          b"SIMPLE  =                    T" + b" " * 5000, b"8BPS\0\1" + b"\0" * 200, b"<svg xmlns='http://www.w3.org/2000/svg'/>",
                          b"#define x_width 9\n#define x_height 9\n", b"GRIB\0\0\0\1", b"\x89HDF\r\n\x1a\n", b"WMF"))  # fmt: skip


def chunk(name: bytes, data: bytes) -> bytes:
    """Return a chunk of a PNG."""
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(width: int, height: int, data: bytes, *more: bytes) -> bytes:
    """Return a PNG that says it has this size."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(more) + chunk(b"IDAT", zlib.compress(data)) + chunk(b"IEND", b"")


@cache
def giants() -> tuple[bytes, ...]:
    """Return pictures that say they are very large, or are."""
    sides = struct.pack("<HH", 65535, 65535)
    return (
        png(60_000, 60_000, b"\0" * 9), png(1 << 31, 1, b""), png(2**31 - 1, 2**31 - 1, b""), png(6000, 6000, b"\0" * 6001 * 6000),
        png(9, 9, b"\0" * 90, chunk(b"zTXt", b"x\0\0" + zlib.compress(b"\0" * 5_000_000))),
        png(9, 9, b"\0" * 90, chunk(b"iCCP", b"x\0\0" + zlib.compress(b"\0" * 5_000_000))),
        b"GIF89a" + sides + b"\x80\0\0\0\0\0\xff\xff\xff," + b"\0" * 4 + sides + b"\0\2\2D\1\0;",
        icon(16, 16, png(12_000, 12_000, b"\0" * 9)), icon(0, 0, png(9000, 9000, b"\0" * 9)),
        b"RIFF\x1a\0\0\0WEBPVP8X\x0a\0\0\0\x10\0\0\0\xff\x3f\0\xff\x3f\0",
        png(100_000, 40, b"\0" * 100_001 * 40), png(1, 100_000, b"\0\0" * 100_000),
    )  # fmt: skip


def huge(chance: Random) -> bytes:
    """Return a picture that says it is very large, or is."""
    return chance.choice(giants())


def icon(width: int, height: int, data: bytes) -> bytes:
    """Return an ICO of one picture that says it has this size."""
    return struct.pack("<HHHBBBBHHII", 0, 1, 1, width, height, 0, 0, 1, 32, len(data), 22) + data


def odd(chance: Random) -> bytes:
    """Return a picture of an odd size, or none."""
    return chance.choice((
        b"", b"\0" * 99, png(0, 0, b""), png(1, 1, b"\0\0"),
        icon(255, 255, b"\0" * 60), icon(9, 9, b""), struct.pack("<HHH", 0, 1, 65535), b"GIF89a" + b"\0" * 7 + b";",
        struct.pack(">I", 2**31) + b"ftypavif", b"\xff\xd8\xff\xd9", b"\xff\xd8" + b"\xff\xe1\0\2" * 9000,
    ))  # fmt: skip


def marked(chance: Random) -> bytes:
    """Return a JPEG whose EXIF is broken."""
    exif = chance.choice((
        b"", b"x" * 9, b"II*\0\xff\xff\xff\xff", b"MM\0*" + b"\0\0\0\x08\xff\xff" + b"\x01\x12\0\x03" * 99,
        b"II*\0\x08\0\0\0\1\0\x12\x01\3\0\1\0\0\0" + bytes([chance.randrange(256)]) + b"\0\0\0\x08\0\0\0", chance.randbytes(60),
    ))  # fmt: skip
    exif, data = b"Exif\0\0" + exif, picture("JPEG")
    if chance.random() < 0.3:
        return png(64, 64, b"\0" * 65 * 64, chunk(b"eXIf", exif[6:]))
    return data[:2] + b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif + data[2:]


def painted_over(chance: Random) -> bytes:
    """Return a progressive JPEG that paints its last bits very often."""
    data = picture("JPEG", 600, progressive=True)
    starts = [at for at in range(len(data)) if data[at : at + 2] == b"\xff\xda"]
    scan = min((data[at:end] for at, end in zip(starts, [*starts[1:], len(data) - 2], strict=True)), key=len)
    return data[:-2] + scan * (chance.randrange(50_000, 100_000) // len(scan)) + b"\xff\xd9"


PICTURES: dict[str, Callable[[Random], bytes]] = {
    f"{function.__name__} picture": function for function in (changed, cut, disguised, huge, odd, marked, painted_over)
}
