"""Where the cache is: never in the folder that is published."""

from __future__ import annotations

import os
import shutil

from kawaraban.incremental.files import digest
from kawaraban.incremental.manifest import NAME


def cache_of(source: str, site: str, asked: str) -> str:
    """Return the folder for the cache of *site*: the one that is *asked* for, unless it would be published with it.

    Sphinx asks for `.doctrees` in the site's own folder, and the cache names drafts, and holds words that were taken
    back. Then it is a folder of its own below `_build` of the sources, or of the user where the sources cannot be
    written. What stands in the site's folder from an earlier version is deleted.
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
