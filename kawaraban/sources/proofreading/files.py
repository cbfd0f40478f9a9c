"""Find pictures and tables below `posts/` that no document uses."""

from __future__ import annotations

import os
import unicodedata
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from sphinx.locale import get_translation

from kawaraban.images.files import PICTURES
from kawaraban.sources.discovery import matches_any
from kawaraban.sources.proofreading.finding import Finding
from kawaraban.state import build_of
from kawaraban.state.index import index_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx

_ = get_translation("sphinx")

TABLES = (".csv", ".tsv", ".xlsx", ".xls", ".ods", ".geojson")


def unused(app: Sphinx) -> Iterator[Finding]:
    """Yield the unused files."""
    used, excluded = _used(app), matches_any(app.config.exclude_patterns)
    folders = build_of(app).site.post_folders
    for path in sorted(build_of(app).session.sources):
        if path not in folders or not path.lower().endswith((*PICTURES, *TABLES)):
            continue
        if _form(path) not in used and not any(map(excluded, (path, *map(str, PurePosixPath(path).parents)))):
            message = _("no post uses this file; use it, or delete it.")
            yield Finding(1, message, path)


def _used(app: Sphinx) -> set[str]:
    """Return the paths of all files that documents refer to, relative to the source folder."""
    env, index = app.env, index_of(app.env)
    paths = {str(path) for found in env.dependencies.values() for path in found}
    paths |= {str(path) for path in (*env.images, *env.dlfiles)}
    paths |= {path for found in index.media.values() for path in found}
    paths |= {post.image for post in build_of(app).posts if post.image}
    return {_form(os.path.relpath(app.srcdir / path, app.srcdir)) for path in paths}


def _form(path: str) -> str:
    return unicodedata.normalize("NFC", os.path.normpath(path))
