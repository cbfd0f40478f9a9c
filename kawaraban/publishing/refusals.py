"""When a publication does not take place although everything would work: it would surprise the author."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx.locale import get_translation

from kawaraban.publishing.errors import Refused
from kawaraban.publishing.files import OURS
from kawaraban.publishing.origin import contains
from kawaraban.publishing.plan import others_in_the_way, pages_in

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import tzinfo
    from pathlib import Path

    from kawaraban.publishing.state import Publication, State

_ = get_translation("sphinx")

MOST = 5
"""A publication deletes at most one page in so many without being forced."""
SHOWN = 5


def refuse_foreign(state: State, listing: Collection[str], blog: str, *, is_first: bool) -> None:
    """Raise Refused where a target holds the files of others, or another blog, unless it is taken over (*is_first*)."""
    others = sorted(path for path in listing if not path.startswith(OURS))
    if is_first or (state.is_ours and state.blog == blog) or (not state.is_ours and not others):
        return
    if state.is_ours:
        raise Refused(
            _("another blog is published there: %s. If this blog shall take its place (or its address has changed), "
              "write FIRST=1.") % state.blog
        )  # fmt: skip
    raise Refused(
        _("there are files that are not of this blog: %s. If the site shall be laid beside them, write FIRST=1; files "
          "of the same name are replaced.") % _some(others)
    )  # fmt: skip


def refuse_in_the_way(state: State, listing: Collection[str], new: Collection[str]) -> None:
    """Raise Refused where a file of others has the name of a folder of the site, or the other way round."""
    if blocking := others_in_the_way(listing, {*state.files, *state.pending, *new}, new):
        raise Refused(_("files that are not of this blog are in the way: %s. Move them.") % _some(sorted(blocking)))


def refuse_vanishing(there: Collection[str], new: Collection[str], *, is_forced: bool) -> None:
    """Raise Refused where more than a fifth of the pages that are there would vanish."""
    pages = pages_in(there)
    gone = sorted(pages - set(new))
    if len(gone) * MOST > len(pages) and not is_forced:
        raise Refused(
            _("%d of %d pages that are there now would vanish: %s. If that is intended, write FORCE=1.")
            % (len(gone), len(pages), _some(gone))
        )


def refuse_older(state: State, known: Collection[str], root: Path, zone: tzinfo | None, *, is_forced: bool) -> None:
    """Raise Refused where what is there was published by another computer, whose texts this one does not have."""
    for publication in filter(None, (state.attempt, state.current)):
        if is_forced or publication.id in known or contains(root, publication):
            continue
        hint = _("Get its texts first (with git: git pull).") if publication.commit else ""
        if publication.uncommitted:
            hint = _("Commit and push its texts there, then get them here with git pull.")
        text = _(
            "a newer publication is there: number %d of %s, made by another computer or another folder of this blog."
        )
        more = _("If the texts here are the newest ones, write FORCE=1.")
        told = [text % (publication.number, time_text(publication, zone)), str(hint), str(more)]
        raise Refused(" ".join(filter(None, told)))


def time_text(publication: Publication, zone: tzinfo | None) -> str:
    """Return the time of a publication, in the blog's time zone."""
    from datetime import datetime

    return datetime.fromtimestamp(publication.time, zone).strftime("%Y-%m-%d %H:%M")


def _some(paths: list[str]) -> str:
    return _(", ").join(paths[:SHOWN]) + (" …" if len(paths) > SHOWN else "")
