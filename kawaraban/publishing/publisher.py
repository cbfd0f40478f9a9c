"""One publication from beginning to end.

The state in the target first says what is about to arrive, then the files are sent in their order, then the state says
that they are there. If it is cut off in between, the next publication knows from the state what may have arrived.
"""

from __future__ import annotations

import contextlib
import re
import secrets
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from sphinx.locale import get_translation

from kawaraban.publishing import origin, refusals
from kawaraban.publishing.errors import Interrupted, Refused
from kawaraban.publishing.lock import PATIENCE, Lock
from kawaraban.publishing.plan import emptied_folders, files_there, make_plan
from kawaraban.publishing.progress import Progress
from kawaraban.publishing.remotes.folder import PART
from kawaraban.publishing.state import FILES, Publication, State, load, names_in, newest_name, save

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import tzinfo

    from kawaraban.publishing.files import File, Found
    from kawaraban.publishing.memory import Memory
    from kawaraban.publishing.plan import Plan
    from kawaraban.publishing.remotes import Remote

_ = get_translation("sphinx")

TEMPORARY = re.compile(r"(.*/)?\.([^/]+)\.[A-Za-z0-9]{6}")
"""The name of a file that rsync had not finished when it was killed."""


@dataclass(frozen=True, slots=True)
class Job:
    """What is wanted: the *blog* (its address) in *root* shall be at *remote*, as this computer remembers in *memory*.

    `is_first` takes over a target with other files, `is_forced` goes on where pages would vanish or a newer
    publication is there. `tell` is given messages for the author meanwhile.
    """

    blog: str
    root: Path
    remote: Remote
    memory: Memory
    tell: Callable[[str], None]
    zone: tzinfo | None = None
    is_first: bool = False
    is_forced: bool = False
    patience: float = PATIENCE
    clock: Callable[[], float] = time.time


class Report(NamedTuple):
    """What a publication has done, or would do: files `sent`, deleted ones, and how many `stay` for a while."""

    sent: dict[str, File]
    deleted: list[str]
    stay: int
    seconds: float
    publication: Publication | None


class _Site(NamedTuple):
    """A site to publish: where each file lies, the files, and where its texts came from (as in `Publication`)."""

    place: Callable[[str], Path]
    files: Mapping[str, File]
    commit: str
    uncommitted: tuple[str, ...]


class _Situation(NamedTuple):
    state: State
    there: dict[str, File]
    listing: Mapping[str, Found]


def look(job: Job, listing: dict[str, Found], work: Path) -> _Situation:
    """Return what a target holds, given its listing; *work* is a temporary folder."""
    job.remote.fetch(names_in(listing), work)
    state = load(work)
    name = newest_name(state)
    since = listing[name].time if name in listing else 0.0
    return _Situation(state, files_there(state, listing, since), listing)


def _plan(job: Job, now: _Situation, new: Mapping[str, File], *, is_undo: bool) -> Plan:
    """Return what has to be done. Raises Refused."""
    refusals.refuse_foreign(now.state, now.listing, job.blog, is_first=job.is_first)
    refusals.refuse_in_the_way(now.state, now.listing, new)
    plan = make_plan(new, now.there, now.state.unused, job.clock())
    if plan.sent or plan.deleted:
        known = job.memory.known
        refusals.refuse_older(now.state, known, job.root, job.zone, is_forced=job.is_forced)
        refusals.refuse_vanishing(now.there, new, is_forced=job.is_forced or is_undo)
    return plan


def preview(job: Job, new: Mapping[str, File]) -> Report:
    """Return what a publication would do, without changing anything. Raises Refused, Interrupted, OSError."""
    with tempfile.TemporaryDirectory() as work:
        now = look(job, job.remote.list(), Path(work))
        plan = _plan(job, now, new, is_undo=False)
    deleted = [*plan.in_the_way, *plan.deleted]
    return Report({path: new[path] for path in plan.sent}, deleted, len(plan.unused), 0.0, None)


def publish(job: Job, folder: Path, new: Mapping[str, File], beside: Mapping[str, Path] | None = None) -> Report:
    """Publish the site in *folder*, whose files are *new*; those of *beside* lie elsewhere.

    Raises Refused, Interrupted, OSError.
    """

    def place(path: str) -> Path:
        return (beside or {}).get(path) or folder / path

    site = _Site(place, new, origin.commit_of(job.root), origin.uncommitted(job.root))
    return _publish(job, lambda _state: site)


def undo(job: Job) -> Report:
    """Bring back the publication before the one that is there. Raises Refused, Interrupted, OSError."""

    def before(state: State) -> _Site:
        last = state.current if state.attempt else state.before  # one that was cut off is undone to the last whole one
        if not last or not state.current:
            raise Refused(_("there is no publication before this one."))
        kept = job.memory.files(last.id)
        if kept is None or state.current.id not in job.memory.known:
            raise Refused(_not_kept(last, job))
        return _Site(job.memory.sending.joinpath, kept, last.commit, last.uncommitted)

    return _publish(job, before, is_undo=True)


def _not_kept(publication: Publication, job: Job) -> str:
    text = _("this computer does not have the publication before (number %d of %s); the one that made it may have it.")
    when = refusals.time_text(publication, job.zone)
    told = text % (publication.number, when)
    if not publication.commit:
        return told
    back = _("With git: git checkout %s, make publish FORCE=1, git checkout -.") % publication.commit[:12]
    return f"{told} {back}"


def _publish(job: Job, wanted: Callable[[State], _Site], *, is_undo: bool = False) -> Report:
    """Publish the site that is *wanted*, given the state of the target, under a lock."""
    with tempfile.TemporaryDirectory() as temporary:
        work = Path(temporary)
        lock = Lock(job.remote, job.memory.computer, work)
        if not job.memory.known:  # nothing is written into a folder that may be meant by mistake
            first = look(job, job.remote.list(), work)
            refusals.refuse_foreign(first.state, first.listing, job.blog, is_first=job.is_first)
        listing = lock.acquire(job.tell, job.patience)
        try:
            now = look(job, listing, work)
            site = wanted(now.state)
            plan = _plan(job, now, site.files, is_undo=is_undo)
            is_complete = now.state.current and not now.state.pending and now.state.blog == job.blog
            if plan.is_empty and is_complete:
                return _nothing_to_do(job, site, now.state)
            number = now.state.current.number + 1 if now.state.current else 1
            publication = Publication(
                number, secrets.token_hex(8), job.clock(), job.memory.computer, site.commit, site.uncommitted
            )
            job.memory.keep(publication.id, site.files, site.place)
            job.memory.know(publication.id)
            return _carry_out(job, now, plan, publication, lock, work)
        finally:
            with contextlib.suppress(Interrupted, OSError):
                lock.release()


def _nothing_to_do(job: Job, site: _Site, state: State) -> Report:
    """Remember the publication that is there, which has exactly these files."""
    assert state.current
    if state.current.id not in job.memory.known:
        job.memory.keep(state.current.id, site.files, site.place)
        job.memory.know(state.current.id)
    return Report({}, [], len(state.unused), 0.0, state.current)


def _carry_out(job: Job, now: _Situation, plan: Plan, publication: Publication, lock: Lock, work: Path) -> Report:
    """Send and delete what the plan says, with the state before and after."""
    state, sent = now.state, {path: plan.files[path] for path in plan.sent}
    progress = Progress(sent)
    sending = job.memory.lay_out(plan.sent, plan.files)
    pending = {path: [*state.pending.get(path, ()), file] for path, file in sent.items()}
    state.is_marked = state.is_marked and state.blog == job.blog
    state.blog, state.attempt, state.pending = job.blog, publication, {**state.pending, **pending}
    _send_state(job, state, work)
    listing = set(now.listing)
    _remove(job, plan.in_the_way, listing)
    try:
        for phase in plan.phases:
            lock.check()
            job.remote.send(sending, phase, listing.intersection(phase), progress.arrived)
            listing.update(phase)
    finally:
        progress.end()
    lock.check()
    leftovers = [path for path in listing if _is_leftover(path, state)]
    _remove(job, [*plan.deleted, *leftovers], listing)
    done = replace_state(state, plan, publication)
    _send_state(job, done, work)
    _forget(job, done, listing)
    deleted = [*plan.in_the_way, *plan.deleted]
    return Report(sent, deleted, len(plan.unused), progress.seconds, publication)


def replace_state(state: State, plan: Plan, publication: Publication) -> State:
    """Return the state after a publication has been completed."""
    return replace(
        state, current=publication, before=state.current, attempt=None, files=plan.files, unused=plan.unused, pending={}
    )


def _is_leftover(path: str, state: State) -> bool:
    """Return whether a file was left by a publication that was killed while it was sent."""
    if path.startswith(PART):
        return True
    found = TEMPORARY.fullmatch(path)
    return found is not None and f"{found[1] or ''}{found[2]}" in state.pending


def _remove(job: Job, paths: list[str], listing: set[str]) -> None:
    """Delete files of the target, and the folders that become empty."""
    if paths:
        listing.difference_update(paths)
        job.remote.remove(paths, emptied_folders(paths, listing))


def _send_state(job: Job, state: State, work: Path) -> None:
    for name in save(state, work):
        job.remote.send(work, [name], (), lambda _path: None)


def _forget(job: Job, state: State, listing: set[str]) -> None:
    """Delete what is needed no more: old lists in the target, older publications on this computer."""
    old = [path for path in listing if path.startswith(FILES) and path != state.base]
    if old:
        job.remote.remove(old)
    ids = {publication.id for publication in (state.current, state.before) if publication}
    job.memory.forget_all_but(ids)
