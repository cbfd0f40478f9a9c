"""Carrying out a plan: the state announces what will arrive, files are sent, and the state confirms them."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from kawaraban.publishing.job import Report
from kawaraban.publishing.plan import emptied_folders, files_there
from kawaraban.publishing.progress import Progress
from kawaraban.publishing.remotes.folder import PART
from kawaraban.publishing.state import FILES, State, load, names_in, newest_name, save

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from kawaraban.publishing.files import File, Found
    from kawaraban.publishing.job import Job
    from kawaraban.publishing.lock import Lock
    from kawaraban.publishing.plan import Plan
    from kawaraban.publishing.state import Publication

TEMPORARY = re.compile(r"(.*/)?\.([^/]+)\.[A-Za-z0-9]{6}")
"""The name of a file that rsync had not finished when it was killed."""


class Situation(NamedTuple):
    """What a target holds: its state, those files of ours that are there, and all files."""

    state: State
    there: dict[str, File]
    listing: Mapping[str, Found]


def look(job: Job, listing: Mapping[str, Found], work: Path) -> Situation:
    """Return what a target holds, given its listing; *work* is a temporary folder. Raises Interrupted, OSError."""
    job.remote.fetch(names_in(listing), work)
    state = load(work)
    name = newest_name(state)
    since = listing[name].time if name in listing else 0.0
    return Situation(state, files_there(state, listing, since), listing)


def carry_out(job: Job, now: Situation, plan: Plan, publication: Publication, lock: Lock, work: Path) -> Report:
    """Send and delete what a plan says, with the state before and after; *work* is a temporary folder.

    Raises Interrupted, OSError.
    """
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
    if plan.deleted:  # the state before has their names
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
