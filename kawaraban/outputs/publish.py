"""The moment of publishing: the site is brought over where everything is right, else what is published stays."""

from __future__ import annotations

import os
import pickle
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.errors import SphinxError
from sphinx.locale import get_translation

from kawaraban.incremental.commit import ENVIRONMENT, Outcome, commit
from kawaraban.model.problems import os_error_message
from kawaraban.outputs.summary import said_of
from kawaraban.state import build_of
from kawaraban.state.access import reach_of
from kawaraban.state.index import index_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx


_ = get_translation("sphinx")


def read_elsewhere(app: Sphinx) -> Iterator[str]:
    """Yield the files that pages were made of and that do not lie below the source folder, by absolute path."""
    yield from reach_of(app).elsewhere
    root, sources = f"{app.srcdir}{os.sep}", build_of(app).session.sources
    for paths in app.env.dependencies.values():
        for path in map(os.fspath, paths):
            if not path.startswith(root) or path.removeprefix(root) not in sources:
                yield path


def shows_conf(app: Sphinx) -> bool:
    """Return whether a document shows the text of conf.py."""
    conf = os.fspath(app.confdir / "conf.py")
    return any(conf in map(os.fspath, paths) for paths in app.env.dependencies.values())


def remember_all(app: Sphinx) -> None:
    """Keep the environment also where nothing was read: the next build would go on with what it knew of posts."""
    path = Path(app.doctreedir, ENVIRONMENT)
    if not path.exists():
        path.write_bytes(pickle.dumps(app.env, pickle.HIGHEST_PROTOCOL))


def publish(app: Sphinx, exception: Exception | None) -> None:
    """Bring the site over where everything is right; else leave what is published as it is."""
    session = build_of(app).session
    staging = session.staging
    try:
        if exception is None and app.builder.name == "html" and not (app._fail_on_warnings and app._warncount):
            build = build_of(app)
            since = max((post.date.timestamp() for post in build.posts), default=0.0)
            due = min((date.timestamp() for date in build.scheduled.values()), default=float("inf"))
            remember_all(app)
            if index_of(app.env).days:
                due = 0.0  # as soon as the day ends, wherever that is
            elsewhere = sorted(set(read_elsewhere(app)))
            commit(session, Outcome(said_of(build), since, due, elsewhere, shows_conf(app)))
    except OSError as error:
        raise SphinxError(_("the site could not be written: %s") % os_error_message(error)) from error
    finally:
        if app.builder.name == "html":
            app.outdir = app.builder.outdir = type(app.outdir)(staging.site)
        session.close()
        staging.close()
