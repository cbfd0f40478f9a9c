"""The location of the cache: never inside the published folder."""

from __future__ import annotations

import os
import shutil

from kawaraban.incremental.files import digest
from kawaraban.incremental.manifest import NAME


def cache_of(source: str, site: str, asked: str) -> str:
    """Return the folder for the cache of *site*: *asked*, unless that is inside the site.

    Sphinx's default is `.doctrees` inside the site, but the cache contains names of drafts and deleted text. In that
    case it is placed in `_build` of the source folder or, if that is not writable, in the user's cache folder (XDG Base
    Directory Specification). A cache that an earlier version left inside the site is deleted.
    """
    if not _is_below(asked, site):
        return asked
    if os.path.isfile(os.path.join(asked, NAME)) and os.path.isfile(os.path.join(asked, "articles.db")):
        shutil.rmtree(asked)
    home = os.path.join(source, "_build")
    if _is_below(home, site) or not os.access(source, os.W_OK):
        home = os.path.join(os.path.expanduser(os.environ.get("XDG_CACHE_HOME") or "~/.cache"), "kawaraban")
    return os.path.join(home, f"cache-{digest(os.path.abspath(site))[:12]}")


def _is_below(path: str, folder: str) -> bool:
    return f"{os.path.realpath(path)}/".startswith(f"{os.path.realpath(folder)}/")
