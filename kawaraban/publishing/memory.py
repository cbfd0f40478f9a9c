"""What this computer remembers of its publications, in `_build/publications`.

For each target: which publications it knows, and the files of the last two, so that `make undo` can bring one back. The
files are kept by their digest, as hard links to those that were built, so they take hardly any space. Nothing of it
lies in the target: what has been withdrawn from the site cannot be found there.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
from typing import TYPE_CHECKING

from sphinx.locale import get_translation

from kawaraban.incremental.files import digest, digest_of
from kawaraban.publishing.errors import Interrupted
from kawaraban.publishing.files import File
from kawaraban.publishing.state import pack, read_file

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping
    from pathlib import Path

_ = get_translation("sphinx")

KNOWN = 100
"""How many publications of a target are known by their id."""


class Memory:
    """The memory of a target, in *folder*, which all targets of a blog share."""

    def __init__(self, folder: Path, target: str) -> None:
        self.objects = folder / "objects"
        self.all = folder
        self.folder = folder / digest(target)[:16]
        self.sending = self.folder / "sending"
        self.folder.mkdir(parents=True, exist_ok=True)

    @property
    def computer(self) -> str:
        """The random name of this computer."""
        path = self.all / "computer"
        if not path.is_file():
            _write(path, secrets.token_hex(4).encode())
        return path.read_text("ascii")

    @property
    def known(self) -> list[str]:
        """The ids of publications that this computer made or has seen to be its own, the oldest first."""
        return _words(self.folder / "known")

    @property
    def known_anywhere(self) -> set[str]:
        """The same of all targets: one may be known under two names."""
        return {word for path in self.all.glob("*/known") for word in _words(path)}

    def know(self, publication: str) -> None:
        """Remember the id of a publication."""
        _write(self.folder / "known", " ".join([*self.known[1 - KNOWN :], publication]).encode())

    def files(self, publication: str) -> dict[str, File] | None:
        """Return the files of a publication; None if this computer does not have them any more."""
        lists = (read_file(path) for path in self.all.glob(f"*/{publication}.gz"))
        found = next(lists, None)
        return {path: File(*entry) for path, entry in found.items()} if isinstance(found, dict) else None

    def keep(self, publication: str, files: Mapping[str, File], place: Callable[[str], Path]) -> None:
        """Keep the files of a publication; *place* tells where a file lies.

        Raises Interrupted where one of them has been replaced meanwhile.
        """
        _write(self.folder / f"{publication}.gz", pack({path: list(file) for path, file in files.items()}))
        for folder in {file.digest[:2] for file in files.values()}:
            (self.objects / folder).mkdir(parents=True, exist_ok=True)
        for path, file in files.items():
            kept = self._object(file)
            if not kept.exists():
                _link(place(path), kept)
                if kept.stat().st_size != file.size:
                    kept.unlink()
                    raise Interrupted(
                        _("the site was built again while it was being published; run the command again.")
                    )

    def lay_out(self, paths: Iterable[str], files: Mapping[str, File]) -> Path:
        """Return a folder with some of the kept files, under their own paths, for sending.

        Raises Interrupted where one is missing or has been changed.
        """
        shutil.rmtree(self.sending, ignore_errors=True)
        self.sending.mkdir()
        for path in paths:
            kept, place = self._object(files[path]), self.sending / path
            if digest_of(os.fspath(kept)) != files[path].digest:
                kept.unlink(missing_ok=True)
                raise Interrupted(_("%s was changed while it was being published; run the command again.") % path)
            place.parent.mkdir(parents=True, exist_ok=True)
            _link(kept, place)
        return self.sending

    def forget_all_but(self, publications: Collection[str]) -> None:
        """Forget the files of other publications of this target, and files that no publication has any more."""
        shutil.rmtree(self.sending, ignore_errors=True)
        for path in self.folder.glob("*.gz"):
            if path.stem not in publications:
                path.unlink()
        lists = [read_file(path) or {} for path in self.all.glob("*/*.gz")]
        used = {entry[1] for found in lists for entry in found.values()}
        for path in self.objects.glob("*/*"):
            if path.name not in used:
                path.unlink()

    def _object(self, file: File) -> Path:
        return self.objects / file.digest[:2] / file.digest


def _link(source: Path, target: Path) -> None:
    """Give a file a second name, or copy it where the file system does not know hard links."""
    with contextlib.suppress(FileExistsError):
        try:
            os.link(source, target)
        except FileNotFoundError:
            raise Interrupted(
                _("the site was built again while it was being published; run the command again.")
            ) from None
        except FileExistsError:
            raise
        except OSError:
            part = target.with_name(f"{target.name}.part")
            shutil.copyfile(source, part)
            part.replace(target)


def _words(path: Path) -> list[str]:
    return path.read_text("ascii").split() if path.is_file() else []


def _write(path: Path, data: bytes) -> None:
    part = path.with_name(f"{path.name}.part")
    part.write_bytes(data)
    part.replace(path)
