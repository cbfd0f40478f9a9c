"""How far documents reach for files: to those of the project, and to no source of a post that is not published.

Folders elsewhere are the author's decision, written down in `kawaraban_folders`.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING

from docutils.parsers.rst.directives.misc import Include
from sphinx.locale import get_translation

from kawaraban.model.problems import Problem
from kawaraban.model.reach import Reach
from kawaraban.state import build_of

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

_ = get_translation("sphinx")


def reach_of(app: Sphinx) -> Reach:
    """Return how far the documents of *app*'s build reach."""
    build = build_of(app)
    if build.reach is None:
        allowed = [app.confdir / folder for folder in build.site.folders]
        folders = [app.srcdir, app.confdir, Path(Include.standard_include_path), *allowed]
        roots = tuple(f"{os.path.realpath(folder).rstrip('/')}/" for folder in folders)
        build.reach = Reach(str(app.srcdir), roots)
    return build.reach


def outside(app: Sphinx, path: str, named: str) -> str:
    """Return what is wrong with a path (absolute, or from the source folder) that leads out of the project, or nothing.

    *named* is what the author wrote.
    """
    if reach_of(app).holds(path):
        return ""
    folder = os.path.relpath(Path(reach_of(app).end_of(path)).parent, app.confdir)
    text = _('“%s” lies outside the project; move it here, or allow its folder in conf.py: kawaraban_folders = ["%s"]')
    return text % (named, folder)


def fault_of(app: Sphinx, path: str, named: str, docname: str = "", *, is_folder: bool = False) -> str:
    """Return why a file or a folder must not be read or copied, for a document or for all pages, or an empty text."""
    if text := outside(app, path, named):
        return text
    found = stat_of(app, path)
    if found is None or is_folder:
        return ""
    if not stat.S_ISREG(found.st_mode):
        return _("“%s” is no file that can be read, but a folder, a pipe or a device.") % named
    if (found.st_dev, found.st_ino) in reach_of(app).withheld and docname not in build_of(app).waiting:
        return _("“%s” is the source of a post that is not published (a draft, or its date is yet to come).") % named
    return ""


def fault(env: BuildEnvironment, path: str, named: str) -> str:
    """Return why the document that is being read must not read or copy a file, an empty text where it may.

    *path* is absolute, or counted from the source folder; *named* is what the author wrote. Who asks tells the fault.
    What is not there is no fault here: each mark says so in its own words.
    """
    text = fault_of(env._app, path, named, env.docname)
    if text:
        reach = reach_of(env._app)
        reach.told.add((env.docname, reach.end_of(path)))
    return text


def stat_of(app: Sphinx, path: str) -> os.stat_result | None:
    """Return what the file system says of a file, None where there is none."""
    try:
        return Path(app.srcdir, path).stat()
    except (OSError, ValueError):
        return None


def post_of(app: Sphinx, path: str) -> str:
    """Return the docname of the unpublished post whose source a file is, or nothing."""
    found = stat_of(app, path)
    return reach_of(app).withheld.get((found.st_dev, found.st_ino), "") if found else ""


def withhold(app: Sphinx) -> None:
    """Take note of the files that hold what is not published."""
    for docname, path in build_of(app).waiting.items():
        if found := stat_of(app, path):
            reach_of(app).withheld[found.st_dev, found.st_ino] = docname


def leading_out(app: Sphinx, paths: dict[str, str]) -> list[Problem]:
    """Drop the documents (path by docname) that lie outside; return a problem for each link that leads there."""
    found: dict[str, Problem] = {}
    holds = reach_of(app).holds
    for docname, path in [each for each in paths.items() if not holds(each[1])]:
        link = link_in(app.srcdir, path)
        found[link] = Problem(link, 1, outside(app, path, link))
        del paths[docname]
    return list(found.values())


def link_in(root: Path, path: str) -> str:
    """Return the first part of a path that is a link."""
    parts = path.split("/")
    paths = ("/".join(parts[: count + 1]) for count in range(len(parts)))
    return next((part for part in paths if (root / part).is_symlink()), path)
