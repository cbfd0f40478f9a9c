"""The last step of a build: publish the new site if nothing is wrong, else leave the published one as it is."""

from __future__ import annotations

import os
import pickle
from contextlib import nullcontext, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.errors import SphinxError
from sphinx.locale import get_translation

from kawaraban.incremental.commit import ENVIRONMENT, Outcome, commit
from kawaraban.model.problems import os_error_message
from kawaraban.outputs.summary import final_report
from kawaraban.state import build_of, workers_of
from kawaraban.state.access import reach_of
from kawaraban.state.index import index_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx


_ = get_translation("sphinx")


def outside_dependencies(app: Sphinx) -> Iterator[str]:
    """Yield the absolute paths of files outside the source folder that pages depend on."""
    yield from reach_of(app).elsewhere
    root, sources = f"{app.srcdir}{os.sep}", build_of(app).session.sources
    for paths in app.env.dependencies.values():
        for path in map(os.fspath, paths):
            if not path.startswith(root) or path.removeprefix(root) not in sources:
                yield path


def includes_conf(app: Sphinx) -> bool:
    """Return whether a document includes conf.py."""
    conf = os.fspath(app.confdir / "conf.py")
    return any(conf in map(os.fspath, paths) for paths in app.env.dependencies.values())


def save_environment(app: Sphinx) -> None:
    """Pickle the environment even if nothing was read; otherwise the next build would load an outdated one."""
    path = Path(app.doctreedir, ENVIRONMENT)
    if not path.exists():
        path.write_bytes(pickle.dumps(app.env, pickle.HIGHEST_PROTOCOL))


def complete(app: Sphinx) -> None:
    """Wait until everything that Kawaraban publishes has been made."""
    workers_of(app).complete()


def publish(app: Sphinx, exception: Exception | None) -> None:
    """Publish the site if nothing is wrong, else leave the published one as it is."""
    session = build_of(app).session
    staging = session.staging
    try:
        if app.builder.name == "html":
            with suppress(Exception) if exception else nullcontext():  # the first fault is the one to be told
                workers_of(app).join()
        if exception is None and app.builder.name == "html" and not (app._fail_on_warnings and app._warncount):
            build = build_of(app)
            since = max((post.date.timestamp() for post in build.posts), default=0.0)
            due = min((date.timestamp() for date in build.scheduled.values()), default=float("inf"))
            save_environment(app)
            if index_of(app.env).days:
                due = 0.0  # rebuild once the day has ended in any time zone
            elsewhere = sorted(set(outside_dependencies(app)))
            outcome = Outcome(final_report(build), since, due, elsewhere, includes_conf(app))
            commit(session, outcome, workers_of(app).gather)
    except OSError as error:
        raise SphinxError(_("the site could not be written: %s") % os_error_message(error)) from error
    finally:
        if app.builder.name == "html":
            app.outdir = app.builder.outdir = type(app.outdir)(staging.site)
        session.close()
        staging.close()
