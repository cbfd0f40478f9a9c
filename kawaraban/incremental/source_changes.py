"""Atomic changes of several sources: all of them or none, even if the process is killed.

New contents are staged below `_build`, a journal lists what goes where, and is then carried out (`staging`). If the
process is killed before the journal is written, nothing has changed; if later, the next command completes it.
"""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

FOLDER = os.path.join("_build", "sources")
"""Folder of staged contents and journal, below the root of the blog."""


class OutsideProject(Exception):
    """Raised where a symbolic link leads out of the project; its text is the path."""


def is_pending(root: str) -> bool:
    """Return whether changes of sources are unfinished."""
    return os.path.exists(os.path.join(root, FOLDER))


def finish_pending(root: str) -> bool:
    """Complete unfinished changes, or discard them if there is no journal yet; return whether files were changed."""
    if not is_pending(root):
        return False
    import shutil

    from kawaraban.incremental.staging import JOURNAL, Staging

    folder = os.path.join(root, FOLDER)
    is_decided = os.path.exists(os.path.join(folder, "stage", JOURNAL))
    Staging(root, folder).close()
    shutil.rmtree(folder, ignore_errors=True)
    return is_decided


def apply_changes(root: str, written: Mapping[str, bytes], moved: Mapping[str, str]) -> None:
    """Write files below *root*, and move others from old to new path; a moved file may also be written (by new path).

    Symbolic links within the project are followed. Raises OutsideProject before anything is changed, OSError if a file
    cannot be written.
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
        plan = Plan(published=sorted(targets.values()), deleted=sorted(map(os.path.normpath, gone)))
        stage.commit(plan, lambda _replaced, _moved: None)
    shutil.rmtree(os.path.join(root, FOLDER), ignore_errors=True)


def _real(root: str, path: str) -> str:
    """Return a path relative to *root* with symbolic links resolved. Raises OutsideProject."""
    top = os.path.realpath(root)
    real = os.path.relpath(os.path.realpath(os.path.join(top, path)), top)
    if real.split(os.sep)[0] == os.pardir:
        raise OutsideProject(path)
    return real
