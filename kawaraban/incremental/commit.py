"""The end of a build: move its files into the site and save the record of the build."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from kawaraban.incremental.edition import READING
from kawaraban.incremental.files import ABSENT, clock, digest, digest_of, files_below, is_certain, stamp_of
from kawaraban.incremental.manifest import NAME, UNKNOWN, Output, PageRecord, Record, Source, boot_id
from kawaraban.incremental.session import CACHE
from kawaraban.incremental.staging import Plan, in_turn

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kawaraban.incremental.replacement import Content
    from kawaraban.incremental.session import Session
    from kawaraban.incremental.sidebar_slots import Replaced
    from kawaraban.incremental.staging import Gather

ENVIRONMENT = "environment.pickle"


class Outcome(NamedTuple):
    """The result of a build: its summary, valid from `since` until `due` (seconds since 1970).

    `read` are absolute paths of files outside the source folder that pages were made from; `shows_conf` is whether a
    page shows the text of conf.py.
    """

    summary: str
    since: float
    due: float
    read: Iterable[str]
    shows_conf: bool


def commit(session: Session, outcome: Outcome, gather: Gather = in_turn) -> None:
    """Publish the staged files, delete obsolete ones and save the record; *gather* may use several cores.

    Raises OSError where writing fails.
    """
    record, moment = Record(), clock()
    sidebars = {name: text.encode() for name, text in session.sidebars.items()}
    record.outputs = {file: session.record.outputs[file] for file in session.retained}
    new, contents = _staged(session, record.outputs), _packed(session, record.outputs, moment)
    sizes = {
        file: record.outputs[file].size - slot.length + len(sidebars[slot.name]) for file, slot in session.slots.items()
    }
    record.outputs |= dict.fromkeys(sizes, UNKNOWN)  # should the build be killed before they are replaced
    deleted = session.record.outputs.keys() - record.outputs.keys()
    if session.staging.alone:
        deleted |= session.there.keys() - record.outputs.keys()
    session.store.save()
    session.reload_notes()
    pages = session.page_records() | _with_new_sidebars(session, sidebars)
    record.pack(pages)
    _describe(record, session, outcome)

    def save_record(replaced: Replaced) -> None:
        for file, (content, mtime) in replaced.items():
            record.outputs[file] = Output(content, sizes[file], mtime)
        Path(session.staging.kept, NAME).write_bytes(record.dump())

    def save_all(replaced: Replaced, moved: Iterable[str]) -> None:
        found = {file: _with_time(session, record, file) for file in moved}
        if replaced or found.items() - record.outputs.items():  # after a move to another file system, times may differ
            record.outputs |= found
            save_record(replaced)

    save_record({})
    remembered = [file for file, _path in files_below(session.staging.kept)]
    plan = Plan(new, remembered, sorted(deleted), contents, session.slots, session.sidebars, moment)
    session.staging.commit(plan, save_all, gather)
    marks = {name: page_record.signature for name, page_record in pages.items() if name.startswith(CACHE)}
    session.store.prune({name.removeprefix(CACHE): found for name, found in marks.items()})


def _with_time(session: Session, record: Record, file: str) -> Output:
    """Return what is recorded of a file with the time of the published one; a size that differs would be a fault."""
    return record.outputs[file]._replace(mtime=os.stat(session.site.path(file)).st_mtime_ns)


def _staged(session: Session, outputs: dict[str, Output]) -> list[str]:
    """Add the staged files to *outputs*; return those whose content differs from what is published."""
    new, written = [], session.staged()
    for file, path in files_below(session.staging.html):
        staged, noted = os.stat(path), written.get(file)
        there = session.site.stat(file) if session.there else None  # nothing is there before a first build
        is_noted = noted is not None and (noted.size, noted.mtime) == (staged.st_size, staged.st_mtime_ns)
        content = noted.digest if noted is not None and is_noted else digest_of(path)
        if session.is_intact(file) and session.record.outputs[file].digest == content:
            outputs[file] = session.record.outputs[file]  # its time then: it may have been edited since
        elif there and session.digest_published(file) == content:
            outputs[file] = Output(content, there.st_size, there.st_mtime_ns)
        else:
            new.append(file)
            outputs[file] = Output(content, staged.st_size, staged.st_mtime_ns)
        session.slots.pop(file, None)
    return new


def _packed(session: Session, outputs: dict[str, Output], moment: int) -> dict[str, Content]:
    """Add the files in packs to *outputs*; return the contents that differ from what is published."""
    contents = {}
    for file, content in session.packed().items():
        if session.is_intact(file) and session.record.outputs[file].digest == content.digest:
            outputs[file] = session.record.outputs[file]
        else:
            contents[file] = content
            outputs[file] = Output(content.digest, content.size, moment)
        session.slots.pop(file, None)
    return contents


def _with_new_sidebars(session: Session, sidebars: dict[str, bytes]) -> dict[str, PageRecord]:
    """Return the records of the pages that get another sidebar."""
    digests = {name: digest(sidebar) for name, sidebar in sidebars.items()}
    return {
        file: session.record.pages[file]._replace(length=len(sidebars[slot.name]), sidebar=digests[slot.name])
        for file, slot in session.slots.items()
    }


def _describe(record: Record, session: Session, outcome: Outcome) -> None:
    """Fill the record with everything but the published files."""
    record.summary, record.since, record.due, _read, record.shows_conf = outcome
    record.conf = session.conf
    record.edition, record.boot, record.surroundings = session.editions[READING], boot_id(), session.surroundings
    made, kept = (os.path.join(folder, ENVIRONMENT) for folder in (session.staging.trees, session.staging.kept))
    record.environment, record.program = session.record.environment, session.program
    if os.path.exists(made):
        os.replace(made, kept)
        record.environment = digest_of(kept)
    elsewhere = (os.path.join(session.root, path) for path in session.elsewhere)
    record.sources = _sources(session, {*outcome.read, *elsewhere})


def _sources(session: Session, read: Iterable[str]) -> dict[str, Source]:
    """Return the sources as this build read them; one that changed during the build will be read again.

    Those whose stamp was not reliable yet, such as all files of a new clone, are compared once more, so that the next
    builds need not read them. So are those outside the source folder that no earlier build read.
    """
    sources = {path: source for path, source in session.sources.items() if not os.path.isabs(path)}
    now = clock()
    for path in read:
        if os.path.relpath(path, session.root) not in sources:
            sources[path] = session.sources.get(path) or Source(ABSENT, session.digest(path))
    for path, source in sources.items():
        if session.record.sources.get(path) is source:
            continue
        file = os.path.join(session.root, path)
        stamp = stamp_of(file)
        if source.stamp == ABSENT:
            if is_certain(stamp, now) and digest_of(file) == source.digest:
                sources[path] = Source(stamp, source.digest)
        elif stamp != source.stamp:
            sources[path] = Source(ABSENT, "changed during the build")
    return sources
