"""What a target holds: kept in the target itself, so that every computer knows it.

`.kawaraban.json`
    The marker, which names the blog. It is written once.
`.kawaraban-state-0.gz`, `.kawaraban-state-1.gz`
    The state: JSON, compressed with gzip (RFC 1952). They are written in turn, and the newest one that can be read
    counts, so that one which was cut off does no harm. The state has the publication that is there, the one before,
    and while files are on their way, all that may have arrived (`pending`).
`.kawaraban-files-<digest>.gz`
    Size and digest of every file. The state has what has changed since, so that it stays small.

Nobody's name is in them: they can be read by everyone who can read the site.
"""

from __future__ import annotations

import gzip
import json
import zlib
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from kawaraban.incremental.files import digest
from kawaraban.publishing.files import OURS, File
from kawaraban.text.urls import base_url_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

MARKER = f"{OURS}.json"
STATES = (f"{OURS}-state-0.gz", f"{OURS}-state-1.gz")
FILES = f"{OURS}-files-"
FORMAT = 1
ABOUT = "This folder is published by Kawaraban (make publish). Please do not edit it by hand."


@dataclass(frozen=True, slots=True)
class Publication:
    """A publication: its number, a random id, the time (seconds since 1970), and where its texts came from.

    `computer` is a random name, `commit` the commit of git, `uncommitted` the blobs that this commit lacks.
    """

    number: int
    id: str
    time: float
    computer: str
    commit: str = ""
    uncommitted: tuple[str, ...] = ()


@dataclass(slots=True)
class State:
    """What a target holds. `files` are the files of `current`, `unused` those of them that it needs no more, and when
    that began; `attempt` is a publication that has begun, `pending` what it or earlier attempts may have sent.
    `is_marked` is whether the marker in the target names this blog.
    """

    blog: str = ""
    sequence: int = 0
    current: Publication | None = None
    before: Publication | None = None
    attempt: Publication | None = None
    files: dict[str, File] = field(default_factory=dict)
    unused: dict[str, float] = field(default_factory=dict)
    pending: dict[str, list[File]] = field(default_factory=dict)
    base: str = ""
    is_marked: bool = False
    _base_files: dict[str, File] = field(default_factory=dict)

    @property
    def is_ours(self) -> bool:
        """Whether there is a marker."""
        return bool(self.blog)


def pack(value: Any) -> bytes:
    """Return a value as compressed JSON, the same bytes for the same value."""
    return gzip.compress(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode(), 6, mtime=0)


def unpack(data: bytes) -> Any:
    """Return the value of compressed JSON; None if it is damaged."""
    try:
        return json.loads(gzip.decompress(data))
    except (OSError, EOFError, ValueError, zlib.error):
        return None


def read_file(path: Path) -> Any:
    """Return the value of compressed JSON in a file; None if it is missing or damaged."""
    return unpack(path.read_bytes()) if path.is_file() else None


def names_in(listing: Iterable[str]) -> list[str]:
    """Return those files of a listing from which a state is read."""
    return [name for name in listing if name in (MARKER, *STATES) or (name.startswith(FILES) and "/" not in name)]


def load(folder: Path) -> State:
    """Return the state from the files in *folder*; an empty one if there is no marker."""
    try:
        marker = json.loads((folder / MARKER).read_text("utf-8"))
        blog = base_url_of(marker["blog"]) or str(marker["blog"])  # earlier markers have it as conf.py wrote it
    except (OSError, ValueError, KeyError, TypeError):
        return State()
    found = [value for name in STATES if isinstance(value := read_file(folder / name), dict)]
    if not found:
        return State(blog=blog, is_marked=True)
    newest = max(found, key=lambda value: value["sequence"])
    files = _files(read_file(folder / newest["base"]) or {}) if newest["base"] else {}
    now = dict(files)
    for path, entry in newest["changes"].items():
        if entry is None:
            now.pop(path, None)
        else:
            now[path] = File(*entry)
    return State(
        blog=blog,
        sequence=newest["sequence"],
        **{name: _publication(newest[name]) for name in ("current", "before", "attempt")},
        files=now,
        unused=newest["unused"],
        pending={path: [File(*entry) for entry in entries] for path, entries in newest["pending"].items()},
        base=newest["base"],
        is_marked=True,
        _base_files=files,
    )


def save(state: State, folder: Path) -> list[str]:
    """Write the state to files in *folder*, and return their names in the order in which they have to arrive."""
    names = []
    if not state.is_marked:
        state.is_marked = True
        text = json.dumps({"about": ABOUT, "format": FORMAT, "blog": state.blog}, ensure_ascii=False, indent=1)
        (folder / MARKER).write_text(text + "\n", "utf-8")
        names.append(MARKER)
    changes = _changes(state)
    is_withdrawn = None in changes.values() and not state.pending  # then not even its name stays in the list
    if is_withdrawn or len(changes) > max(100, len(state.files) // 20):
        data = pack({path: list(file) for path, file in sorted(state.files.items())})
        state.base, state._base_files, changes = f"{FILES}{digest(data)[:16]}.gz", dict(state.files), {}
        (folder / state.base).write_bytes(data)
        names.append(state.base)
    state.sequence += 1
    value = {
        "sequence": state.sequence,
        **{name: publication and asdict(publication) for name, publication in _publications(state).items()},
        "base": state.base,
        "changes": changes,
        "unused": state.unused,
        "pending": state.pending,
    }
    name = STATES[state.sequence % 2]
    (folder / name).write_bytes(pack(value))
    return [*names, name]


def newest_name(state: State) -> str:
    """Return the file that holds this state."""
    return STATES[state.sequence % 2]


def _changes(state: State) -> dict[str, list[Any] | None]:
    """Return what differs from the base, with None for files that are gone."""
    gone = dict.fromkeys(sorted(state._base_files.keys() - state.files.keys()))
    new = {path: list(file) for path, file in state.files.items() if state._base_files.get(path) != file}
    return {**gone, **new}


def _publications(state: State) -> dict[str, Publication | None]:
    return {"current": state.current, "before": state.before, "attempt": state.attempt}


def _publication(value: dict[str, Any] | None) -> Publication | None:
    return Publication(**{**value, "uncommitted": tuple(value["uncommitted"])}) if value else None


def _files(value: dict[str, list[Any]]) -> dict[str, File]:
    return {path: File(*entry) for path, entry in value.items()}
