"""A remote of rclone: an object store that speaks S3, WebDAV, SFTP and many others.

rclone keeps names and keys of remotes itself (`rclone config`). Object stores replace a file in one step. WebDAV
servers need not: there, files that are replaced are uploaded under another name and then moved over the old ones.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from collections import defaultdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx.locale import get_translation

from kawaraban.publishing.files import OURS, Found
from kawaraban.publishing.headers import headers_of
from kawaraban.publishing.remotes.programs import explain, run
from kawaraban.publishing.remotes.rclone_moves import move_all
from kawaraban.publishing.targets import secrets_in

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence

_ = get_translation("sphinx")

INCOMING = f"{OURS}-incoming"
"""The folder of files that are about to be moved over others."""
NO_FOLDER = 3
"""The exit status of rclone where a folder does not exist."""
PATIENCE = ["--retries", "3", "--low-level-retries", "3", "--contimeout", "20s", "--timeout", "2m"]


class RcloneRemote:
    """A folder of a remote, written as `remote:path`."""

    def __init__(self, target: str) -> None:
        self.target = target if target.endswith(":") else target.rstrip("/") + "/"
        self.secrets = secrets_in(target)
        own = Path(sys.executable).with_name("rclone")
        self.program = str(own) if own.is_file() else shutil.which("rclone") or "rclone"
        self._features: dict[str, Any] | None = None

    @property
    def features(self) -> dict[str, Any]:
        """What the remote can do, as rclone knows it."""
        if self._features is None:
            _status, printed = self._run(["backend", "features", self.target])
            self._features = dict(json.loads(printed)["Features"])
        return self._features

    def _run(self, arguments: Sequence[str], allowed: Sequence[int] = (0,)) -> tuple[int, str]:
        missing = _("rclone is not installed; install it: pip install 'kawaraban[publish]'")
        command = [self.program, "--ask-password=false", *PATIENCE, *arguments]
        return run(command, allowed=allowed, secrets=self.secrets, missing=missing)

    def list(self) -> dict[str, Found]:
        """Return all files below the path. Where a listing has the time of the upload, no file is asked for it."""
        how = ["lsjson", "-R", "--files-only", "--no-mimetype", "--use-server-modtime", "--fast-list"]
        status, printed = self._run([*how, self.target], allowed=(0, NO_FOLDER))
        if status == NO_FOLDER:
            return {}
        return {each["Path"]: Found(each["Size"], _time(each["ModTime"])) for each in json.loads(printed)}

    def fetch(self, names: Sequence[str], folder: Path) -> None:
        """Copy some files to a local folder."""
        if names:
            self._copy(self.target, str(folder), names, [], lambda _path: None)

    def send(
        self, folder: Path, paths: Sequence[str], replaced: Collection[str], arrived: Callable[[str], None]
    ) -> None:
        """Copy files to the remote, with media type and lifetime in caches where it keeps them (object stores)."""
        is_store = self.features["BucketBased"]
        in_one_step = is_store or self.features["PartialUploads"] or not self.features["Move"]
        moved = set() if in_one_step else set(replaced) & set(paths)
        groups = defaultdict(list)
        for path in paths:
            if path not in moved:
                groups[headers_of(path) if is_store else ()].append(path)
        for headers, group in groups.items():
            options = [part for header in headers for part in ("--header-upload", header)]
            self._copy(str(folder), self.target, group, options, arrived)
        if moved:
            incoming = f"{self.target}{INCOMING}"
            self._copy(str(folder), incoming, sorted(moved), [], lambda _path: None)
            move_all(self.program, self.target, INCOMING, sorted(moved), arrived, self.secrets)
            self._run(["purge", incoming], allowed=(0, NO_FOLDER))

    def _copy(
        self, source: str, target: str, paths: Iterable[str], options: Sequence[str], arrived: Callable[[str], None]
    ) -> None:
        """Copy files, whatever is there already. Raises Interrupted unless all have arrived."""
        how = ["copy", "--ignore-times", "--no-traverse", "--transfers", "16", "--stats", "0", *options]
        if not self.features["DuplicateFiles"]:
            how.append("--no-check-dest")
        errors: list[str] = []

        def line(text: str) -> None:
            entry = json.loads(text) if text.startswith("{") else {"level": "error", "msg": text}
            if entry["level"] in ("error", "critical", "fatal"):
                errors.append(entry["msg"].strip())
            elif entry.get("object") and "Copied" in entry["msg"]:
                arrived(entry["object"])

        with tempfile.NamedTemporaryFile("w", encoding="utf-8", errors="surrogateescape") as names:
            names.write("\n".join(paths) + "\n")
            names.flush()
            how += ["--files-from-raw", names.name, "--use-json-log", "--log-level", "INFO"]
            command = [self.program, "--ask-password=false", *PATIENCE, *how, source, target]
            status, _printed = run(["sh", "-c", 'exec "$@" 2>&1', "sh", *command], line=line, allowed=range(256))
        if status:
            raise explain("rclone", "\n".join(errors), self.secrets)

    def remove(self, paths: Sequence[str], folders: Sequence[str] = ()) -> None:
        """Delete files, then empty folders where the remote has folders."""
        if paths:
            with tempfile.NamedTemporaryFile("w", encoding="utf-8", errors="surrogateescape") as names:
                names.write("\n".join(paths) + "\n")
                names.flush()
                how = ["delete", "--no-traverse", "--files-from-raw", names.name]
                self._run([*how, self.target], allowed=(0, NO_FOLDER))
        if folders and self.features["CanHaveEmptyDirectories"]:
            for folder in folders:
                self._run(["rmdir", f"{self.target}{folder}"], allowed=range(256))

    def close(self) -> None:
        """Do nothing."""


def _time(text: str) -> float:
    """Return a time as rclone prints it (RFC 3339, up to nanoseconds) in seconds since 1970."""
    head, dot, rest = text.partition(".")
    digits = rest[: len(rest) - len(rest.lstrip("0123456789"))]
    zone = rest[len(digits) :] if dot else ""
    whole = datetime.fromisoformat(head + zone)
    return whole.timestamp() + float(f"0.{digits or 0}")
