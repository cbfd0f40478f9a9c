"""The record of the last good build: its sources, its published files, and how each page was made.

It is one file, written atomically. Where it is missing, damaged or of another version, everything is built again.
"""

from __future__ import annotations

import marshal
import os
import sys
import time
from functools import cached_property
from stat import S_ISREG
from typing import NamedTuple

from kawaraban.incremental.checksummed import read_checksummed, with_checksum
from kawaraban.incremental.files import ABSENT, Stamp, clock, digest, digest_of, files_below, is_certain, scan, stamp_of

NAME = "record"
NOJEKYLL = ".nojekyll"
"""The only hidden file that is published: it tells GitHub Pages to publish all files as they are."""
VARIABLES = ("SOURCE_DATE_EPOCH", "KAWARABAN_PLAIN", "LANG", "LC_ALL", "LANGUAGE", "TZ", "PYTHONPATH", "PYTHONHASHSEED")
"""Environment variables that influence a build."""


class Source(NamedTuple):
    """A file that a build read: its stamp (`ABSENT` where it is not reliable) and the digest of its content."""

    stamp: Stamp
    digest: str


class Output(NamedTuple):
    """A published file: digest of its content, size, modification time in nanoseconds."""

    digest: str
    size: int
    mtime: int


UNKNOWN = Output("", -1, -1)
"""What is recorded of a file whose content is not certain: it is never intact."""


class PageRecord(NamedTuple):
    """How a published file was made.

    `signature` is a digest of all that it was made from, except the sidebar; `pictures` are its images, as paths from
    the source folder. `slot` names its sidebar, which begins at byte `start`, is `length` bytes long and has the digest
    `sidebar`.
    """

    signature: str
    pictures: tuple[str, ...] = ()
    slot: str = ""
    start: int = 0
    length: int = 0
    sidebar: str = ""


class Record:
    """What one build recorded. Sources are named by path from the source folder, or absolute where outside it."""

    def __init__(self) -> None:
        self.sources: dict[str, Source] = {}
        self.outputs: dict[str, Output] = {}
        self.packed = b""
        """`pages` as they are kept: who only asks whether anything has changed need not unpack them."""
        self.edition = ""
        self.surroundings: list[str] = []
        self.program = ""
        """Digest of the programs, see `program_digest`."""
        self.since, self.due = 0.0, 0.0
        self.environment = ""
        """Digest of Sphinx's pickled environment."""
        self.boot = ""
        self.conf = ""
        """Digest of the values of conf.py; empty if they cannot be known."""
        self.shows_conf = False
        """Whether a page shows the text of conf.py."""
        self.summary = ""

    def pack(self, pages: dict[str, PageRecord]) -> None:
        """Set how each page was made."""
        self.packed = marshal.dumps({path: tuple(page_record) for path, page_record in pages.items()})

    @cached_property
    def pages(self) -> dict[str, PageRecord]:
        """How each page was made, by its file."""
        kept = marshal.loads(self.packed) if self.packed else {}  # noqa: S302 - its digest holds
        return {path: PageRecord(*page_record) for path, page_record in kept.items()}

    def dump(self) -> bytes:
        """Return the record as bytes, with a checksum in front."""
        plain = vars(self) | {
            "sources": {path: tuple(source) for path, source in self.sources.items()},
            "outputs": {path: tuple(output) for path, output in self.outputs.items()},
        }
        return with_checksum(marshal.dumps({name: value for name, value in plain.items() if name != "pages"}))

    @staticmethod
    def load(cache: str) -> Record:
        """Return the record in the folder *cache*; an empty one where it is missing or damaged."""
        record = Record()
        if data := read_checksummed(os.path.join(cache, NAME)):
            vars(record).update(marshal.loads(data))  # noqa: S302 - the checksum was verified
            record.sources = {path: Source(*source) for path, source in record.sources.items()}
            record.outputs = {path: Output(*output) for path, output in record.outputs.items()}
        return record

    def sources_now(self, root: str, apart: tuple[str, ...] = (), links: set[str] | None = None) -> dict[str, Source]:
        """Return the current state of all files below *root*, and of those outside it that were read.

        Files whose stamp has not changed are not read again. Symbolic links are added to *links*.
        """
        now = clock()
        found = scan(root, apart, links)
        found |= {path: stamp_of(path) for path in self.sources if os.path.isabs(path)}
        sources = {}
        for path, stamp in found.items():
            known = self.sources.get(path)
            if known and known.stamp == stamp and stamp != ABSENT:
                sources[path] = known
            else:
                content = digest_of(os.path.join(root, path))
                sources[path] = Source(stamp if is_certain(stamp, now) else ABSENT, content)
        return sources

    def verify_outputs(self, site: str) -> None:
        """Compare the content of all published files with the record; a system crash may have lost writes."""
        for file, output in self.outputs.items():
            if digest_of(os.path.join(site, file)) != output.digest:
                self.outputs[file] = UNKNOWN


def published(site: str) -> dict[str, tuple[int, int]]:
    """Return size and modification time of all files below *site*, except hidden ones at the top that are not ours.

    Links and special files, which are not published, have the size -1.
    """
    found: dict[str, tuple[int, int]] = {}
    folders = [("", site)]
    while folders:
        prefix, folder = folders.pop()
        try:
            entries = list(os.scandir(folder))
        except OSError:
            continue
        for entry in entries:
            if not prefix and entry.name[0] == "." and entry.name != NOJEKYLL:
                continue
            if entry.is_dir(follow_symlinks=False):
                folders.append((f"{prefix}{entry.name}/", entry.path))
            else:
                stat = entry.stat(follow_symlinks=False)
                is_file = S_ISREG(stat.st_mode)
                found[prefix + entry.name] = (stat.st_size if is_file else -1, stat.st_mtime_ns)
    return found


def boot_id() -> str:
    """Return the boot ID of the machine; an empty text where the system has none."""
    try:
        with open("/proc/sys/kernel/random/boot_id", encoding="ascii") as file:
            return file.read().strip()
    except OSError:
        return ""


HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
"""The folder of the package `kawaraban`."""
COMPILED = "__pycache__/"


def program_digest() -> str:
    """Return a digest of the Python version, the installed packages and the files of this package."""
    return digest(
        "\n".join(
            [
                *_versions(),
                *(f"{name} {digest_of(path)}" for name, path in sorted(files_below(HERE)) if COMPILED not in name),
            ]
        )
    )


def _versions() -> list[str]:
    packages = [path for path in sys.path if path.endswith("-packages") and os.path.isdir(path)]
    return [sys.version, *sorted(name for path in packages for name in os.listdir(path) if name.endswith(".dist-info"))]


def surroundings(root: str) -> list[str]:
    """Return what a build depends on besides its sources: programs, folder, environment variables, date.

    For speed, files of this package count with time and size instead of their content.
    """
    files = [f"{name} {stamp[0]} {stamp[2]}" for name, stamp in sorted(scan(HERE).items())]
    environ = [f"{name}={os.environ.get(name)}" for name in VARIABLES]
    return [digest("\n".join([*_versions(), *files])), root, time.strftime("%Y-%m-%d"), *environ]
