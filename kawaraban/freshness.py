"""No stale page: when anything that other pages show has changed, they are written again, and nothing is left over.

ABlog never marks the pages that list a changed post, so that a rebuild leaves old titles and dead links behind.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from kawaraban.build import build_of
from kawaraban.output import after_build, record, recorded

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

_NEVER = datetime.fromtimestamp(0, UTC)


def signature(app: Sphinx) -> str:
    """Return a digest of what pages show of each other: the posts, their pictures, the site, templates."""
    build = build_of(app)
    digest = hashlib.sha256(repr((build.posts, replace(build.site, now=_NEVER))).encode())
    for image in sorted({post.image for post in build.posts if post.image}):
        stat = (app.srcdir / image).stat()
        digest.update(f"{image} {stat.st_mtime_ns} {stat.st_size}".encode())
    folders = [Path(__file__).parent / "theme", *(app.confdir / name for name in app.config.templates_path)]
    for path in sorted(path for folder in folders if folder.is_dir() for path in folder.rglob("*") if path.is_file()):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


def mark_stale(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Return every document where something shared has changed."""
    found = signature(app)
    if getattr(env, "kawaraban_signature", "") == found:
        return []
    env.kawaraban_signature = found  # type: ignore[attr-defined]
    return sorted(env.all_docs)


def note_page(app: Sphinx, pagename: str, *_rest: object) -> None:
    """Remember a page that this process wrote."""
    record(app, Path(app.builder.get_output_path(pagename)).relative_to(app.outdir).as_posix())  # type: ignore[attr-defined]


def prune(app: Sphinx) -> None:
    """Delete what an earlier build wrote and this one did not: pages of deleted posts, emptied lists, old feeds."""
    pages = {Path(app.builder.get_output_path(name)).relative_to(app.outdir).as_posix() for name in app.env.all_docs}  # type: ignore[attr-defined]
    images = {f"_images/{name}" for _docs, name in app.env.images.values()}
    downloads = {f"_downloads/{name}" for _docs, name in app.env.dlfiles.values()}
    thumbnails = {f"_images/{name}" for name in getattr(app.builder, "kawaraban_thumbnails", ())}
    written = pages | images | downloads | thumbnails | recorded(app)
    manifest = Path(app.doctreedir, "manifest.txt")
    before = set(manifest.read_text("utf-8").split("\n")) if manifest.is_file() else set()
    for name in before - written:
        path = Path(app.outdir, name)
        path.unlink(missing_ok=True)
        while path.parent != Path(app.outdir) and path.parent.is_dir() and not any(path.parent.iterdir()):
            path = path.parent
            path.rmdir()
    manifest.write_text("\n".join(sorted(written)), "utf-8")


def setup(app: Sphinx) -> None:
    """Register the handlers."""
    app.connect("env-updated", mark_stale, priority=800)
    app.connect("html-page-context", note_page, priority=50)
    after_build(app, prune, priority=800)
