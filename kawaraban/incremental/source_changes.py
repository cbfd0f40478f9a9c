"""Sources that change together: all of them or none, whatever happens meanwhile.

New contents are laid beside the sources; a journal says what goes where; then it is carried out. Who is stopped before
the journal is there has changed nothing, and what is stopped after it the next command ends first (`staging`).
"""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

FOLDER = os.path.join("_build", "sources")
"""Where contents and journal lie, below the root of the blog."""


class Outside(Exception):
    """A file lies outside the project, to which a link leads; its text is the path."""


def is_pending(root: str) -> bool:
    """Return whether changes of sources were begun and are not over; asked by each command, before it imports much."""
    return os.path.exists(os.path.join(root, FOLDER))


def finish(root: str) -> bool:
    """End changes that were begun, or drop what had not come so far; return whether files were changed."""
    if not is_pending(root):
        return False
    import shutil

    from kawaraban.incremental.staging import JOURNAL, Staging

    folder = os.path.join(root, FOLDER)
    is_decided = os.path.exists(os.path.join(folder, "stage", JOURNAL))
    Staging(root, folder).close()
    shutil.rmtree(folder, ignore_errors=True)
    return is_decided


def change(root: str, written: Mapping[str, bytes], moved: Mapping[str, str]) -> None:
    """Write files below *root*, and move others, by path with `/`; who is moved may be written too, at its new path.

    Links in the project are followed. Raises Outside before anything is changed, OSError where something cannot be.
    """
    import shutil
    from contextlib import closing

    from kawaraban.incremental.staging import Plan, Staging

    former = {new: old for old, new in moved.items()}
    targets = {path: _real(root, path) for path in (*written, *former)}
    gone = [_real(root, os.path.dirname(old)) + "/" + os.path.basename(old) for old in moved]
    with closing(Staging(root, os.path.join(root, FOLDER))) as stage:
        for path, target in targets.items():
            staged = os.path.join(stage.html, target)
            os.makedirs(os.path.dirname(staged), exist_ok=True)
            origin = os.path.join(root, former.get(path, path))
            if os.path.exists(origin):
                shutil.copy2(origin, staged)
            if path in written:
                with open(staged, "wb") as file:
                    file.write(written[path])
        stage.commit(Plan(sorted(targets.values()), [], sorted(map(os.path.normpath, gone)), {}, {}, 0), lambda _: None)
    shutil.rmtree(os.path.join(root, FOLDER), ignore_errors=True)


def _real(root: str, path: str) -> str:
    """Return where a path leads, from the real root. Raises Outside."""
    top = os.path.realpath(root)
    real = os.path.relpath(os.path.realpath(os.path.join(top, path)), top)
    if real.split(os.sep)[0] == os.pardir:
        raise Outside(path)
    return real
