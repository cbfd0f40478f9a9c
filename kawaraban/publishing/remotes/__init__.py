"""The kinds of targets: a folder, a server that rsync reaches by SSH, a remote of rclone."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from kawaraban.publishing.remotes.folder import FolderRemote
from kawaraban.publishing.remotes.rclone import RcloneRemote
from kawaraban.publishing.remotes.rsync import RsyncRemote
from kawaraban.publishing.targets import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from kawaraban.publishing.files import Found
    from kawaraban.publishing.targets import Target


class Remote(Protocol):
    """Access to a target. All methods raise Interrupted, whose text is for the author, or OSError."""

    def list(self) -> dict[str, Found]:
        """Return all files, also those of others; none where there is no folder yet."""

    def fetch(self, names: Sequence[str], folder: Path) -> None:
        """Copy some files to a local folder."""

    def send(
        self, folder: Path, paths: Sequence[str], replaced: Collection[str], arrived: Callable[[str], None]
    ) -> None:
        """Copy files from a local folder; each is replaced in one step. *replaced* are those that are there already.

        *arrived* is called with the path of each file.
        """

    def remove(self, paths: Sequence[str], folders: Sequence[str] = ()) -> None:
        """Delete files, then folders if they are empty; a file that is not there is ignored."""

    def past(self, moment: float) -> Remote | None:
        """Return access to what was there at a moment (seconds since 1970), to read it; None without such versions."""

    def close(self) -> None:
        """End what was begun for this remote."""


def connect(target: Target) -> Remote:
    """Return the remote of a target; nothing is asked of it yet."""
    if target.kind is Kind.RSYNC:
        return RsyncRemote(target.text)
    if target.kind is Kind.RCLONE:
        return RcloneRemote(target.text)
    return FolderRemote(Path(target.text))
