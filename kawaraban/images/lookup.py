"""Looking up image files by the names that authors write; for a missing one, what was probably meant.

Names that look the same are the same: macOS decomposes letters (が is か and a mark), and puts a narrow space into the
names of screenshots. Upper and lower case, and the backslashes of Windows, are different names on the web, so
that those are errors that say what to write.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from pathlib import Path, PurePosixPath
from posixpath import dirname, relpath
from typing import TYPE_CHECKING
from urllib.parse import unquote

from sphinx.locale import get_translation

from kawaraban.images.files import PICTURES
from kawaraban.model.problems import suggest
from kawaraban.state import build_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sphinx.environment import BuildEnvironment

_ = get_translation("sphinx")

_ON_A_COMPUTER = re.compile(r"file:|[A-Za-z]:[\\/]|\\\\|/(?:Users|home|mnt|Volumes)/", re.IGNORECASE)


def find_file(root: Path, path: str) -> str | None:
    """Return the path relative to *root* of the file that *path* names, or None.

    Tries the path as written, then percent-decoded, each also against names that only look the same.
    """
    candidates = list(dict.fromkeys((path, unquote(path))))
    exact = next((candidate for candidate in candidates if (root / candidate).is_file()), None)
    return exact or next((found for candidate in candidates if (found := _find_similar(root, candidate))), None)


def _find_similar(root: Path, path: str) -> str | None:
    found = PurePosixPath()
    for part in PurePosixPath(path).parts:
        folder = root / found
        if part != ".." and not (folder / part).exists():
            wanted = _look(part)
            names = sorted(entry.name for entry in folder.iterdir() if _look(entry.name) == wanted)
            if not names:
                return None
            part = names[0]
        found /= part
    return str(found) if (root / found).is_file() else None


@lru_cache(10_000)
def _look(name: str) -> str:
    """Return a name in which everything that looks the same is the same: composed letters, and one kind of space."""
    return unicodedata.normalize("NFC", re.sub(r"\s", " ", name))


def is_file_url(uri: str) -> bool:
    """Return whether a URL is that of a file on some computer, as other programs paste it (`file:///C:/…`)."""
    return uri[:5].lower() == "file:"


def is_on_a_computer(uri: str) -> bool:
    """Return whether an address is a place on a computer, not in the blog: with a drive, `file:`, `/Users/…`."""
    return bool(_ON_A_COMPUTER.match(uri))


def candidate_paths(env: BuildEnvironment, uri: str) -> list[str]:
    """Return the possible paths, relative to the source folder, of the image that the current document calls *uri*.

    A path is relative to the document. One that begins with `/` is relative to the source folder, or to a folder of
    static files, as in Hugo, Jekyll and Zenn (`/images/a.png`). The files become dependencies of the document, even
    if they do not exist yet.
    """
    places = [env.relfn2path(uri, env.docname)[0]]
    if uri.startswith("/"):
        folders = [Path(env.srcdir, folder) for folder in (*env.config.html_static_path, *env.config.html_extra_path)]
        inside = [folder.relative_to(env.srcdir) for folder in folders if folder.is_relative_to(env.srcdir)]
        places += [f"{folder.as_posix()}{uri}" for folder in inside]
    for place in places:
        env.note_dependency(place)
    return places


def find_first(root: Path, places: list[str]) -> str | None:
    """Return the path relative to *root* of the first existing file in *places*, or None."""
    return next((path for place in places if (path := find_file(root, place))), None)


def missing_message(env: BuildEnvironment, uri: str) -> str:
    """Return the error message for a missing image: what to write if a picture was probably meant, else where it was
    looked for.
    """
    paths = build_of(env._app).session.sources
    folder = dirname(env.doc2path(env.docname, base=False))
    if meant := meant_address(paths, folder, uri):
        return _("there is no picture “%s”; write: %s") % (uri, meant)
    if is_on_a_computer(uri):
        text = _(
            "“%s” is a place on your computer; copy the picture into the folder of the post, and write its name: %s"
        )
        return text % (uri, re.split(r"[\\/]", uri)[-1])
    near = suggest(uri, (relpath(path, folder or ".") for path in _pictures(paths)), 0.75)
    if uri.startswith("/"):
        text = _("there is no picture “%s”; it was looked for at %s.")
        return text % (uri, ", ".join(candidate_paths(env, uri))) + near
    return _("there is no picture “%s”; its path is relative to the post.") % uri + near


def _pictures(paths: Iterable[str]) -> Iterator[str]:
    """Yield the pictures inside the project among the *paths* of its sources."""
    return (path for path in paths if path.lower().endswith(PICTURES) and path[0] != "/")


def meant_address(paths: Iterable[str], folder: str, uri: str) -> str:
    """Return the address, in a document in *folder*, of the only one of *paths* that has the name in *uri*, or "".

    Case, the kind of slash, the folder, and a query after the name may differ. If several pictures have the name, that
    beside the document is meant.
    """
    written = [re.split(r"[\\/]", part)[-1].strip() for part in (uri, re.sub(r"[?#].*", "", uri))]
    wanted = {_look(name).casefold() for name in written}
    same = [path for path in _pictures(paths) if _look(path).rpartition("/")[2].casefold() in wanted]
    beside = [path for path in same if dirname(path) == folder]
    found = same if len(same) == 1 else beside
    return relpath(found[0], folder or ".") if len(found) == 1 else ""
