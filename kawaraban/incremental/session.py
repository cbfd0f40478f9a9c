"""One build: which sources have changed, which published files can stay, and which files are written."""

from __future__ import annotations

import json
import os
import shutil
from contextlib import suppress
from errno import ENOSPC
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kawaraban.incremental.cache import Store
from kawaraban.incremental.edition import READING
from kawaraban.incremental.files import digest, digest_of
from kawaraban.incremental.look import look_for
from kawaraban.incremental.manifest import Output, PageRecord, boot_id
from kawaraban.incremental.replacement import Content, Pack
from kawaraban.incremental.sidebar_slots import Slot
from kawaraban.incremental.tree import Tree

if TYPE_CHECKING:
    from kawaraban.incremental.staging import Staging

NOTES = "notes"
MADE, STAGED, PACKED = "made", "staged", "packed"
"""Kinds of notes: how a file was made; that it was written, to a file of its own or to a pack."""
CACHE = "cache:"
"""Prefix of the names of cache entries, which are noted together with published files."""


class Session:
    """The files of one build. All of its processes may write; one of them publishes the result (`commit`).

    Published files are named by their path from the site's folder, sources by their path from the source folder
    (absolute where they are outside it). `changed` are the sources that were added, changed or removed since the last
    good build.
    """

    def __init__(self, root: str, staging: Staging) -> None:
        self.root, self.staging = root, staging
        look = look_for(root, staging)
        self.record = look.record
        self.there = look.published
        """Size and modification time of the published files; looked at once, as nothing is published meanwhile."""
        self.site = Tree(staging.site)
        if staging.verify or self.record.boot != boot_id():
            self.record.verify_outputs(staging.site)
        self.sources, self.changed, self.links = look.sources, look.changed, look.links
        self.elsewhere: dict[str, str] = {}
        """Digests of files that are not among the sources, by path from the source folder."""
        self.editions: dict[str, str] = {}
        """The edition of each product; see `edition`."""
        self.surroundings = look.surroundings
        self.program = look.program
        self.conf = ""
        """Digest of the values of conf.py; empty if they cannot be known. See `conf_values`."""
        self.retained: set[str] = set()
        self._intact = dict.fromkeys(dict(self.there.items() & look.recorded().items()), True)
        """Whether each published file has its recorded content."""
        self._cached_digests: dict[str, str] | None = None
        """Digests of the cache entries that this build has made."""
        self.store = Store(os.path.join(staging.cache, "articles.db"))
        self.slots: dict[str, Slot] = {}
        self.sidebars: dict[str, str] = {}
        self._folders: set[str] = set()
        """Folders of the staging area that exist."""
        self._notes: int | None = None
        self._known_notes: dict[str, list[tuple[str, list[Any]]]] = {MADE: [], STAGED: [], PACKED: []}
        self._noted_to = 0
        self._pack = Pack(staging.folder)
        self.packs = True
        """Whether new contents of published files may be in packs, out of sight of other extensions."""
        self.obsolete: set[str] = set()
        """Names of cache entries that this build no longer needs."""

    def begin(self, editions: dict[str, str]) -> None:
        """Set the editions. If that of `reading` has changed, no earlier page record or environment is used."""
        self.editions = editions
        environment = os.path.join(self.staging.cache, "environment.pickle")
        if self.record.edition != editions[READING] or self.record.environment != digest_of(environment):
            self.record.pages = {}
            Path(environment).unlink(missing_ok=True)

    def digest(self, path: str) -> str:
        """Return the digest of a source's content, or an empty text where there is none."""
        if path.startswith("../"):
            path = os.path.join(self.root, path)
        if path in self.sources:
            return self.sources[path].digest
        if path and path not in self.elsewhere:  # in a folder that is not searched for sources, or missing
            self.elsewhere[path] = digest_of(os.path.join(self.root, path))
        return self.elsewhere.get(path, "")

    def is_intact(self, file: str) -> bool:
        """Return whether a published file still has the content that was recorded.

        If only its modification time differs, the new time is recorded.
        """
        if file not in self._intact:
            self._intact[file] = self._has_recorded_content(file)
        return self._intact[file]

    def _has_recorded_content(self, file: str) -> bool:
        known, found = self.record.outputs.get(file), self.there.get(file)
        if known is None or found is None or found[0] != known.size or known.size < 0:
            return False
        if found[1] != known.mtime:
            if self.digest_published(file) != known.digest:
                return False
            self.record.outputs[file] = known._replace(mtime=found[1])
        return True

    def digest_published(self, file: str) -> str:
        """Return the digest of a published file's content, or an empty text where there is none."""
        return digest_of(self.site.path(file)) if self.site.stat(file) else ""

    def retain(self, file: str) -> bool:
        """Retain a published file if it is intact; return whether it is."""
        if file in self.retained or self.is_intact(file):
            self.retained.add(file)
            return True
        return False

    def retain_if_current(self, file: str, signature: str) -> bool:
        """Retain a published file that was made with the same *signature* and is intact; return whether it is."""
        page_record = self.record.pages.get(file)
        return page_record is not None and page_record.signature == signature and self.retain(file)

    def retain_folder_if_current(self, folder: str, signature: str) -> bool:
        """Retain all files of a folder made with the same *signature*; return whether they are all intact."""
        self.note(f"{folder}/", PageRecord(signature))
        page_record = self.record.pages.get(f"{folder}/")
        files = [file for file in self.record.outputs if file.startswith(f"{folder}/")]
        return page_record == PageRecord(signature) and all(map(self.is_intact, files)) and all(map(self.retain, files))

    def path(self, file: str) -> str:
        """Return the path of a file in the staging area, creating its folder."""
        path = os.path.join(self.staging.html, file)
        if (folder := os.path.dirname(path)) not in self._folders:
            os.makedirs(folder, exist_ok=True)
            self._folders.add(folder)
        return path

    def is_staged(self, file: str) -> bool:
        """Return whether this build has written a file."""
        return os.path.exists(os.path.join(self.staging.html, file))

    def write(self, file: str, data: str | bytes, signature: str = "") -> None:
        """Write a file (text as UTF-8) to the staging area; *signature* is a digest of all that it was made from."""
        content = data if isinstance(data, bytes) else data.encode()
        if file in self.record.outputs and self.packs:
            self._append(PACKED, file, self._pack.add(content))
        else:
            with open(self.path(file), "wb") as staged:
                staged.write(content)
                staged.flush()
                found = os.fstat(staged.fileno())
            self._append(STAGED, file, (digest(content), found.st_size, found.st_mtime_ns))
        if signature:
            self.note(file, PageRecord(signature))

    def copy(self, source: str, file: str) -> None:
        """Publish a copy of a source as *file*, unless the published file has the same content."""
        known = self.record.outputs.get(file)
        if not (known and known.digest == self.digest(source) and self.retain(file)) and not self.is_staged(file):
            part = self.path(f"{file}.{os.getpid()}.part")
            shutil.copyfile(os.path.join(self.root, source), part)
            os.replace(part, self.path(file))

    def replace_sidebar(self, file: str, sidebar: str) -> None:
        """Replace the sidebar of a page that is otherwise retained."""
        page_record = self.record.pages[file]
        self.slots[file] = Slot(page_record.start, page_record.length, page_record.slot, page_record.sidebar)
        self.sidebars[page_record.slot] = sidebar

    def remember(self, name: str, data: bytes) -> None:
        """Store *data* in the cache under *name*."""
        found = self.store.put(name, data)
        self.note(CACHE + name, PageRecord(found))
        if self._cached_digests is not None:
            self._cached_digests[CACHE + name] = found

    def recall(self, name: str) -> bytes | None:
        """Return the data that this build, or an earlier one, stored under *name*; None where there is none."""
        return self.store.get(name, self.cached_digest(name))

    def cached_digest(self, name: str) -> str:
        """Return the digest of the cache entry *name*, or an empty text."""
        if self._cached_digests is None:
            self._cached_digests = {file: values[0] for file, values in self._noted(MADE) if file.startswith(CACHE)}
        if CACHE + name in self._cached_digests:
            return self._cached_digests[CACHE + name]
        page_record = None if name in self.obsolete else self.record.pages.get(CACHE + name)
        return page_record.signature if page_record else ""

    def reload_notes(self) -> None:
        """Reread the notes of the other processes when cache entries are next looked up."""
        self._cached_digests = None

    def note(self, file: str, page_record: PageRecord) -> None:
        """Note how a file was made."""
        self._append(MADE, file, page_record)

    def _append(self, kind: str, file: str, values: tuple[Any, ...]) -> None:
        """Append a line to this build's notes, a file that all of its processes share."""
        if self._notes is None:
            self._notes = os.open(f"{self.staging.folder}/{NOTES}", os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
        line = f"{json.dumps([kind, file, *values])}\n".encode()
        if os.write(self._notes, line) != len(line):
            raise OSError(ENOSPC, os.strerror(ENOSPC), NOTES)

    def close(self) -> None:
        """Close the notes, the pack and the cache."""
        if self._notes is not None:
            os.close(self._notes)
            self._notes = None
        self._pack.close()
        self.store.close()

    def page_records(self) -> dict[str, PageRecord]:
        """Return the records of this build's files: those that are retained and those that were written."""
        pages = {
            file: page_record
            for file, page_record in self.record.pages.items()
            if file in self.retained or (file.startswith(CACHE) and file.removeprefix(CACHE) not in self.obsolete)
        }
        for file, (signature, pictures, *slot) in self._noted(MADE):
            pages[file] = PageRecord(signature, tuple(pictures), *slot)
        return pages

    def staged(self) -> dict[str, Output]:
        """Return the digest, size and modification time of the files that `write` wrote to the staging area."""
        return {file: Output(*values) for file, values in self._noted(STAGED)}

    def packed(self) -> dict[str, Content]:
        """Return the contents that `write` wrote to packs."""
        return {file: Content(*values) for file, values in self._noted(PACKED)}

    def _noted(self, kind: str) -> list[tuple[str, list[Any]]]:
        """Return the notes of a kind so far; each line is read once, as processes only append."""
        with suppress(FileNotFoundError), open(os.path.join(self.staging.folder, NOTES), "rb") as notes:
            notes.seek(self._noted_to)
            for line in notes:
                if not line.endswith(b"\n"):  # another process is writing it
                    break
                which, file, *values = json.loads(line)
                self._known_notes[which].append((file, values))
                self._noted_to += len(line)
        return self._known_notes[kind]
