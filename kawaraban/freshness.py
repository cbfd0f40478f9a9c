"""No stale page: when anything that other pages show has changed, they are written again.

ABlog never marks the pages that list a changed post, so that a rebuild leaves old titles and dead links behind.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from kawaraban.build import build_of

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

_NEVER = datetime.min


def signature(app: Sphinx) -> str:
    """Return a digest of what pages show of each other: the posts, the site, templates and styles."""
    build = build_of(app)
    digest = hashlib.sha256(repr((build.posts, replace(build.site, now=_NEVER))).encode())
    folders = [Path(__file__).parent / "theme", *(app.confdir / name for name in app.config.templates_path)]
    for path in sorted(path for folder in folders if folder.is_dir() for path in folder.rglob("*") if path.is_file()):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


def mark_stale(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Return every document where something shared has changed."""
    found = signature(app)
    if getattr(env, "kawaraban_signature", found) == found and hasattr(env, "kawaraban_signature"):
        return []
    env.kawaraban_signature = found
    return sorted(env.all_docs)


def setup(app: Sphinx) -> None:
    """Register the handler."""
    app.connect("env-updated", mark_stale, priority=800)
