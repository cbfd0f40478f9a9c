"""Nothing stale: what a change touches is made again, everything else stays, and all of it is published at once.

ABlog never marks the pages that list a changed post, and Sphinx never deletes a page, so that their rebuilds leave old
titles and dead links behind.
"""

from __future__ import annotations

import os
import pickle
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx.errors import SphinxError
from sphinx.locale import get_translation

from kawaraban.incremental.commit import ENVIRONMENT, Outcome, commit
from kawaraban.model.problems import denied
from kawaraban.outputs.summary import said_of
from kawaraban.pages.article import name_of
from kawaraban.state import build_of
from kawaraban.state.access import reach_of
from kawaraban.state.index import shelf_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from kawaraban.model.post import Post
    from kawaraban.state import Build

_ = get_translation("sphinx")


def remember_former(app: Sphinx, env: BuildEnvironment, *_docnames: set[str]) -> list[str]:
    """Keep what was known of the documents before some are read again, or are gone."""
    build, shelf = build_of(app), shelf_of(env)
    build.faces, build.former = dict(shelf.faces), dict(shelf.posts)
    build.numbers = (dict(env.toc_secnumbers), dict(env.toc_fignumbers))
    return []


def settle(app: Sphinx, env: BuildEnvironment) -> None:
    """See whether anything has changed that posts can quarrel about: addresses, labels, dates, ids."""
    build, known = build_of(app), getattr(env, "kawaraban_documents", None)
    env.kawaraban_documents = documents = set(build.sources)  # type: ignore[attr-defined]
    turned = [(build.former.get(post.docname), post) for post in build.posts]
    build.is_settled = known == documents and all(
        old is post or (old is not None and _claims(old) == _claims(post)) for old, post in turned
    )


def _claims(post: Post) -> tuple[object, ...]:
    return post.date, post.labels, post.authors, post.id, post.redirect_from


def forget_articles(app: Sphinx, _env: object, _added: object, _changed: object, removed: set[str]) -> list[str]:
    """Let the cache drop the articles of documents that are gone."""
    build_of(app).press.forgotten |= {name_of(docname) for docname in removed}
    return []


def follow_changes(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Return the documents that show something of another one that has changed, and those that list posts."""
    build, shelf = build_of(app), shelf_of(env)
    names = build.faces.keys() | shelf.faces.keys()
    turned = {name for name in names if build.faces.get(name) != shelf.faces.get(name)}
    stale = _renumbered(build, env)
    turned |= stale
    while more := {name for name, below in env.toctree_includes.items() if not turned.isdisjoint(below)} - turned:
        turned |= more  # a table of contents shows those below it
    if turned:
        stale |= {name for name, links in shelf.links.items() if "#" in links or not turned.isdisjoint(links)}
    if build.catalogue != getattr(env, "kawaraban_catalogue", ""):
        stale |= shelf.lists.keys()
    env.kawaraban_catalogue = build.catalogue  # type: ignore[attr-defined]
    return sorted(stale & env.all_docs.keys())


def _renumbered(build: Build, env: BuildEnvironment) -> set[str]:
    """Return the documents of which a heading or a figure has got another number, or none."""
    now: tuple[dict[str, Any], ...] = (env.toc_secnumbers, env.toc_fignumbers)
    pairs = zip(build.numbers, now, strict=True)
    return {name for old, new in pairs for name in old.keys() | new.keys() if old.get(name) != new.get(name)}


def read_elsewhere(app: Sphinx) -> Iterator[str]:
    """Yield the files that pages were made of and that do not lie below the source folder, by absolute path."""
    yield from reach_of(app).elsewhere
    root, sources = f"{app.srcdir}{os.sep}", build_of(app).press.sources
    for paths in app.env.dependencies.values():
        for path in map(os.fspath, paths):
            if not path.startswith(root) or path.removeprefix(root) not in sources:
                yield path


def remember_all(app: Sphinx) -> None:
    """Keep the environment also where nothing was read: the next build would go on with what it knew of posts."""
    path = Path(app.doctreedir, ENVIRONMENT)
    if not path.exists():
        path.write_bytes(pickle.dumps(app.env, pickle.HIGHEST_PROTOCOL))


def publish(app: Sphinx, exception: Exception | None) -> None:
    """Bring the site over where everything is right; else leave what is published as it is."""
    press = build_of(app).press
    stage = press.stage
    try:
        if exception is None and app.builder.name == "html" and not (app._fail_on_warnings and app._warncount):
            build = build_of(app)
            since = max((post.date.timestamp() for post in build.posts), default=0.0)
            due = min((date.timestamp() for date in build.scheduled.values()), default=float("inf"))
            remember_all(app)
            if shelf_of(app.env).days:
                due = 0.0  # as soon as the day ends, wherever that is
            commit(press, Outcome(said_of(build), since, due, sorted(set(read_elsewhere(app)))))
    except OSError as error:
        raise SphinxError(_("the site could not be written: %s") % denied(error)) from error
    finally:
        if app.builder.name == "html":
            app.outdir = app.builder.outdir = type(app.outdir)(stage.site)
        stage.close()


def setup(app: Sphinx) -> None:
    """Register the handlers."""
    app.connect("env-get-outdated", forget_articles)
    app.connect("env-get-outdated", remember_former)
    app.connect("env-updated", settle, priority=110)
    app.connect("env-get-updated", follow_changes, priority=800)  # when all numbers are given
    app.connect("build-finished", publish, priority=950)
