"""An earlier publication from the versions that an object store keeps, for `make undo` on any computer."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from kawaraban.publishing.state import load, names_in

if TYPE_CHECKING:
    from pathlib import Path

    from kawaraban.publishing.files import File
    from kawaraban.publishing.remotes import Remote
    from kawaraban.publishing.state import Publication

STEPS_BACK = (1, 10, 60, 600, 3600)
"""How many seconds before the next publication its predecessor is looked for; the clock of the store may be another."""


def fetch_earlier(remote: Remote, wanted: Publication, before: float, folder: Path) -> dict[str, File] | None:
    """Fetch the whole site of an earlier publication into *folder*, and return its files.

    *before* is when the publication after it began, in seconds since 1970. None where the target keeps no versions, or
    no longer has those. Raises Interrupted, OSError.
    """
    for seconds in STEPS_BACK:
        past = remote.past(before - seconds)
        if past is None:
            return None
        with closing(past):
            state_folder = folder / f"state-{seconds}"
            state_folder.mkdir(parents=True)
            past.fetch(names_in(past.list()), state_folder)
            state = load(state_folder)
            if state.current and state.current.id == wanted.id and not state.attempt:
                past.fetch([*state.files], folder / "site")
                return state.files
    return None
