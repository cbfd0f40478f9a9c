"""One publication from beginning to end.

The state in the target first says what is about to arrive, then the files are sent in their order, then the state says
that they are there. If it is cut off in between, the next publication knows from the state what may have arrived.
"""

from __future__ import annotations

import contextlib
import secrets
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from sphinx.locale import get_translation

from kawaraban.publishing import origin, refusals
from kawaraban.publishing.errors import Interrupted, Refused
from kawaraban.publishing.job import Report
from kawaraban.publishing.lock import Lock
from kawaraban.publishing.plan import make_plan
from kawaraban.publishing.state import Publication
from kawaraban.publishing.transfer import Situation, carry_out, look
from kawaraban.publishing.versions import fetch_earlier

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from kawaraban.publishing.files import File
    from kawaraban.publishing.job import Job
    from kawaraban.publishing.plan import Plan
    from kawaraban.publishing.state import State

_ = get_translation("sphinx")


class _Site(NamedTuple):
    """A site to publish: where each file lies, the files, and where its texts came from (as in `Publication`)."""

    place: Callable[[str], Path]
    files: Mapping[str, File]
    commit: str
    uncommitted: tuple[str, ...]


def _plan(job: Job, now: Situation, new: Mapping[str, File], *, is_undo: bool) -> Plan:
    """Return what has to be done. Raises Refused."""
    refusals.refuse_foreign(now.state, now.listing, job.blog, is_first=job.is_first)
    refusals.refuse_in_the_way(now.state, now.listing, new)
    plan = make_plan(new, now.there, now.state.unused, job.clock())
    if plan.sent or plan.deleted:
        known = job.memory.known_anywhere
        refusals.refuse_older(now.state, known, job.root, job.zone, is_forced=job.is_forced or is_undo)
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
    with tempfile.TemporaryDirectory(dir=job.memory.folder) as temporary:
        fetched = Path(temporary)

        def before(state: State) -> _Site:
            last = state.current if state.attempt else state.before  # from one that was cut off to the last whole one
            if not last or not state.current:
                raise Refused(_("there is no publication before this one."))
            kept = job.memory.files(last.id)
            if kept is not None and state.current.id in job.memory.known_anywhere:
                return _Site(job.memory.sending.joinpath, kept, last.commit, last.uncommitted)
            began = (state.attempt or state.current).time
            if (files := fetch_earlier(job.remote, last, began, fetched)) is None:
                raise Refused(_not_kept(last, job))
            return _Site((fetched / "site").joinpath, files, last.commit, last.uncommitted)

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
            return carry_out(job, now, plan, publication, lock, work)
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
