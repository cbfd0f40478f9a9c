"""Compressed copies of texts (`PRECOMPRESS=1`), for servers that send a file `x.br` or `x.gz` instead of `x`.

nginx (`gzip_static`, `brotli_static`), Caddy (`precompressed`) and Apache do. The copies have the same bytes on every
machine with the same versions of zlib and Brotli. They are cached by the content of the original, so that an edit of
one page compresses one page.
"""

from __future__ import annotations

import gzip
import os
import zlib
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import get_ident
from typing import TYPE_CHECKING

from kawaraban.incremental.files import digest, digest_of
from kawaraban.model.http_headers import BARE, FOREVER, cache_control, is_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    Known = Mapping[str, Path]

FOLDER = "compressed"
"""The folder of the copies in the cache."""
SMALLEST = 1400
"""A smaller file fits into one packet as it is."""
GAIN = 0.95
"""A copy is published if it has at most this part of the bytes of the original."""
BEST, FAST = 11, 7
"""Qualities of Brotli: for files named by their content, which are compressed once, and for pages, all of which change
when a new post appears in their sidebars. For pages the best would save a tenth, and take forty times as long.
"""


def _brotli(data: bytes, path: str) -> bytes:
    import brotli  # only this option needs it

    quality = BEST if cache_control(path) == FOREVER else FAST
    return bytes(brotli.compress(data, mode=brotli.MODE_TEXT, quality=quality))


def _gzip(data: bytes, _path: str) -> bytes:
    """Return data as gzip (RFC 1952), without a time."""
    return gzip.compress(data, 9, mtime=0)


WAYS: dict[str, Callable[[bytes, str], bytes]] = {"br": _brotli, "gz": _gzip}


def compressed(files: Mapping[str, Path], cache: Path) -> dict[str, Path]:
    """Return the compressed copies to publish beside *files*; both are published paths with their files on disk.

    *cache* is the cache of the site; copies of other files are deleted from it. A text that does not gain from it, or
    that has a copy among *files*, gets none. Raises ModuleNotFoundError without Brotli, OSError.
    """
    import brotli

    folder = cache / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    known = {path.name.partition(".")[0]: path for path in folder.iterdir()}
    versions = f"{brotli.__version__} {zlib.ZLIB_RUNTIME_VERSION}"
    texts = sorted(path for path in files if is_text(path) and path not in BARE)  # hosts read those, nobody else
    with ThreadPoolExecutor() as threads:  # both compressors release the lock of the interpreter
        found = list(threads.map(partial(_copies, files, folder, known, versions), texts))
    _forget_others(known.values(), {copy for copies in found for copy in copies.values()})
    return {
        path: copy for copies in found for path, copy in copies.items() if copy.stat().st_size and path not in files
    }


def _copies(files: Mapping[str, Path], folder: Path, known: Known, versions: str, path: str) -> dict[str, Path]:
    """Return the copies of a file, made if they are missing or damaged; an empty one means that there is no gain."""
    data = files[path].read_bytes()
    if len(data) < SMALLEST:
        return {}
    found = {}
    for suffix, compress in WAYS.items():
        key = digest(f"{versions} {suffix} {cache_control(path)} {digest(data)}")
        kept = known.get(key)
        if kept is None or kept.name != f"{key}.{digest_of(os.fspath(kept))}":
            small = compress(data, path)
            kept = _store(folder, key, small if len(small) <= GAIN * len(data) else b"")
        found[f"{path}.{suffix}"] = kept
    return found


def _store(folder: Path, key: str, data: bytes) -> Path:
    """Write a copy under its key and its digest, atomically; several threads may do so at once with the same data."""
    copy = folder / f"{key}.{digest(data)}"
    part = folder / f"{key}.{os.getpid()}-{get_ident()}.part"
    part.write_bytes(data)
    part.replace(copy)
    return copy


def _forget_others(known: Iterable[Path], used: set[Path]) -> None:
    """Delete the copies of files that are not published any more."""
    for path in set(known) - used:
        path.unlink(missing_ok=True)
