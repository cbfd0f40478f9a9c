"""Prevent documents from reading or copying files outside the project, and sources of unpublished posts.

Directives and roles that open files call `refused` first, or `document_access_fault` and report the fault themselves.
Files opened by extensions are checked afterwards, among the document's dependencies.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from kawaraban.model.problems import Problem
from kawaraban.state import build_of
from kawaraban.state.access import document_access_fault, post_of, reach_of, stat_of
from kawaraban.state.index import index_of, source_of

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment


def refused(env: BuildEnvironment, path: str, named: str, source: str | None, line: int | None) -> bool:
    """Report a file that the current document must not read or copy; return whether it must not.

    *source* and *line* are the location according to docutils; the source may be an included file. In a preview, which
    shows unpublished posts, their sources only cause notices.
    """
    if not (text := document_access_fault(env, path, named)):
        return False
    app, index = env._app, index_of(env)
    is_inside = source and source.startswith(f"{app.srcdir}/")
    where = os.path.relpath(source, app.srcdir) if source and is_inside else source_of(env, env.docname)
    problem = Problem(where, line or 1, text)
    if build_of(app).site.preview and (post := post_of(app, path)):
        index.preview_problems.setdefault(env.docname, []).append((post, problem))
        return False
    index.add_problem(env.docname, problem)
    return True


def check_dependencies(app: Sphinx, _doctree: nodes.document) -> None:
    """Check those dependencies of a document that have not been checked before."""
    env, reach = app.env, reach_of(app)
    for path in sorted(map(os.fspath, env.dependencies.get(env.docname, ()))):
        if (env.docname, reach.resolve(path)) not in reach.reported and stat_of(app, path):
            name = path.rpartition("/")[2]
            if document_access_fault(env, path, name):
                refused(env, path, name, None, _line_that_names(env, name))


def _line_that_names(env: BuildEnvironment, name: str) -> int:
    lines = env.doc2path(env.docname).read_text("utf-8", "replace").splitlines()
    return next((number for number, line in enumerate(lines, 1) if name in line), 1)


def report_preview_problems(app: Sphinx, env: BuildEnvironment) -> None:
    """In a preview, add notices about unpublished posts that published documents depend on."""
    waiting = build_of(app).waiting
    build_of(app).notices += sorted(
        str(problem)
        for docname, found in index_of(env).preview_problems.items()
        for post, problem in found
        if docname not in waiting and post in waiting
    )
