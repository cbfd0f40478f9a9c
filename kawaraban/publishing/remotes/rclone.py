"""A remote of rclone: an object store that speaks S3, WebDAV, SFTP and many others.

rclone keeps names and keys of remotes itself (`rclone config`). Object stores replace a file in one step. Some WebDAV
servers write an upload over the old file, where a reader would see half of it: there, files that are replaced are
uploaded under another name and then moved. A server deletes the old file just before (RFC 4918, 9.9.3).
"""

from __future__ import annotations

import re
import tempfile
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Any

from kawaraban.model.http_headers import cache_control, content_type
from kawaraban.publishing.errors import Interrupted
from kawaraban.publishing.files import OURS, Found
from kawaraban.publishing.remotes.rclone_daemon import Daemon
from kawaraban.publishing.targets import secrets_in, with_option

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
    from pathlib import Path

INCOMING = f"{OURS}-incoming"
"""The folder of files that are about to be moved over others."""
NO_FOLDER = re.compile(r"directory not found|object not found")
AT_ONCE = 8
"""How many requests are made at the same time."""
BATCH = 200
"""How many files are sent with one request, after which progress is shown."""
TRIES = 3


class RcloneRemote:
    """A folder of a remote, written as `remote:path`."""

    def __init__(self, target: str) -> None:
        self.target = target if target.endswith(":") else target.rstrip("/") + "/"
        self.daemon = Daemon(secrets_in(target))

    @cached_property
    def features(self) -> dict[str, Any]:
        """What the remote can do, as rclone knows it."""
        return dict(self.daemon.ask("operations/fsinfo", fs=self.target)["Features"])

    def list(self) -> dict[str, Found]:
        """Return all files below the path. Where a listing has the time of the upload, no file is asked for it."""
        how = {"recurse": True, "filesOnly": True, "noMimeType": True}
        try:
            found = self.daemon.ask("operations/list", fs=self.target, remote="", opt=how)["list"]
        except Interrupted as error:
            if NO_FOLDER.search(error.printed):
                return {}
            raise
        return {each["Path"]: Found(each["Size"], _time(each["ModTime"])) for each in found or ()}

    def fetch(self, names: Sequence[str], folder: Path) -> None:
        """Copy some files to a local folder."""
        if names:
            self._copy(self.target, str(folder), names, ())

    def send(
        self, folder: Path, paths: Sequence[str], replaced: Collection[str], arrived: Callable[[str], None]
    ) -> None:
        """Copy files to the remote, with media type and lifetime in caches where it keeps them (object stores)."""
        is_store = self.features["BucketBased"]
        in_one_step = is_store or self.features["PartialUploads"] or not self.features["Move"]
        moved = set() if in_one_step else set(replaced) & set(paths)
        groups = defaultdict(list)
        for path in paths:
            headers = (("Content-Type", content_type(path)), ("Cache-Control", cache_control(path)))
            groups[path in moved, headers if is_store else ()].append(path)
        batches = [(*key, batch) for key, group in groups.items() for batch in _batches(group)]

        def send(batch: tuple[bool, Iterable[tuple[str, str]], list[str]]) -> None:
            is_moved, headers, names = batch
            self._copy(str(folder), f"{self.target}{INCOMING}" if is_moved else self.target, names, headers)
            if not is_moved:
                for name in names:
                    arrived(name)

        self._at_once(send, batches)
        if moved:
            self._move(sorted(moved), arrived)

    def _copy(self, source: str, target: str, paths: Iterable[str], headers: Iterable[tuple[str, str]]) -> None:
        """Copy files, whatever is there already. Raises Interrupted unless all have arrived."""
        config = {
            "IgnoreTimes": True, "NoTraverse": True, "Transfers": 16,
            "NoCheckDest": not self.features["DuplicateFiles"],
            "UploadHeaders": [{"Key": key, "Value": value} for key, value in headers],
        }  # fmt: skip
        with tempfile.NamedTemporaryFile("w", encoding="utf-8", errors="surrogateescape") as names:
            names.write("\n".join(paths) + "\n")
            names.flush()
            for tries in range(TRIES):
                try:
                    chosen = {"FilesFromRaw": [names.name]}
                    self.daemon.ask("sync/copy", srcFs=source, dstFs=target, _config=config, _filter=chosen)
                    return
                except Interrupted:
                    if tries == TRIES - 1:
                        raise

    def _move(self, paths: Sequence[str], arrived: Callable[[str], None]) -> None:
        """Move files over others. Without `NoCheckDest`, rclone would delete the old file first."""

        def move(path: str) -> None:
            places = {"srcFs": self.target, "srcRemote": f"{INCOMING}/{path}", "dstFs": self.target, "dstRemote": path}
            self.daemon.ask("operations/movefile", **places, _config={"NoCheckDest": True})
            arrived(path)

        self._at_once(move, paths)
        self.daemon.ask("operations/purge", fs=self.target, remote=INCOMING)

    def remove(self, paths: Sequence[str], folders: Sequence[str] = ()) -> None:
        """Delete files, then empty folders where the remote has folders."""

        def remove(path: str) -> None:
            try:
                self.daemon.ask("operations/deletefile", fs=self.target, remote=path)
            except Interrupted as error:
                if not NO_FOLDER.search(error.printed):
                    raise

        self._at_once(remove, paths)
        for folder in folders if self.features["CanHaveEmptyDirectories"] else ():
            try:
                self.daemon.ask("operations/rmdir", fs=self.target, remote=folder)
            except Interrupted:  # it is not there, or another one put a file into it
                continue

    def _at_once(self, work: Callable[[Any], None], items: Sequence[Any]) -> None:
        """Call *work* for all items, some at the same time. Raises Interrupted where one fails."""
        if len(items) == 1:
            work(items[0])
            return
        with ThreadPoolExecutor(AT_ONCE) as threads:
            for done in [threads.submit(work, item) for item in items]:
                done.result()

    def past(self, moment: float) -> RcloneRemote | None:
        """Return the store at a moment, if it keeps all versions of its files."""
        try:
            if self.daemon.ask("backend/command", command="versioning", fs=self.target)["result"] != "Enabled":
                return None
        except Interrupted:  # only S3 knows this command, and not every store that speaks S3
            return None
        at = datetime.fromtimestamp(moment, UTC).isoformat(timespec="seconds")
        return RcloneRemote(with_option(self.target, "version_at", at))

    def close(self) -> None:
        """End rclone."""
        self.daemon.close()


def _batches(paths: Sequence[str]) -> Iterator[list[str]]:
    left = iter(paths)
    while batch := list(islice(left, BATCH)):
        yield batch


def _time(text: str) -> float:
    """Return a time as rclone prints it (RFC 3339, up to nanoseconds) in seconds since 1970."""
    head, dot, rest = text.partition(".")
    digits = rest[: len(rest) - len(rest.lstrip("0123456789"))]
    zone = rest[len(digits) :] if dot else ""
    whole = datetime.fromisoformat(head + zone)
    return whole.timestamp() + float(f"0.{digits or 0}")
