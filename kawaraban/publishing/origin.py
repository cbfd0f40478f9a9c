"""Where the texts of a publication came from: with git, this tells which of two computers has the newer ones."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kawaraban.publishing.state import Publication


def _git(folder: Path, *arguments: str, given: str = "") -> str | None:
    """Return what git prints; None where it fails, is not installed, or the folder is no repository."""
    try:
        done = subprocess.run(  # noqa: S603
            ["git", "-C", str(folder), *arguments],  # noqa: S607
            input=given.encode("utf-8", "surrogateescape"),
            capture_output=True, check=False,
        )  # fmt: skip
    except OSError:
        return None
    return done.stdout.decode("utf-8", "surrogateescape") if done.returncode == 0 else None


def commit_of(root: Path) -> str:
    """Return the commit that is checked out; an empty text without git."""
    return (_git(root, "rev-parse", "--verify", "--quiet", "HEAD") or "").strip()


def uncommitted(root: Path) -> tuple[str, ...]:
    """Return the blobs (git's digests) of changed files that the commit lacks."""
    top = (_git(root, "rev-parse", "--show-toplevel") or "").strip()
    changed = _git(root, "status", "--porcelain", "-z", "--no-renames", "--untracked-files=all", "--", ".",
                   ":(exclude)_build")  # fmt: skip
    if not top or not changed:
        return ()
    paths = [entry[3:] for entry in changed.split("\0") if entry and (Path(top) / entry[3:]).is_file()]
    hashes = _git(Path(top), "hash-object", "--stdin-paths", given="".join(f"{path}\n" for path in paths)) or ""
    return tuple(sorted(hashes.split()))


def contains(root: Path, publication: Publication) -> bool:
    """Return whether a checkout has all texts of a publication: its commit, and what was not committed then."""
    if not publication.commit or _git(root, "merge-base", "--is-ancestor", publication.commit, "HEAD") is None:
        return False
    missing = set(publication.uncommitted) - set(uncommitted(root))
    found = _git(root, "cat-file", "--batch-check", given="".join(f"{blob}\n" for blob in sorted(missing))) or ""
    return not missing or " missing" not in found
