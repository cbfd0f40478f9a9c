"""Access control for files that documents name: inside the project, and no sources of unpublished posts.

The setting `kawaraban_folders` allows further folders.
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
    """Return which files the documents of *app*'s build may read."""
    build = build_of(app)
    if build.reach is None:
        allowed = [app.confdir / folder for folder in build.site.folders]
        folders = [app.srcdir, app.confdir, Path(Include.standard_include_path), *allowed]
        roots = tuple(f"{os.path.realpath(folder).rstrip('/')}/" for folder in folders)
        build.reach = Reach(str(app.srcdir), roots)
    return build.reach


def outside_fault(app: Sphinx, path: str, named: str) -> str:
    """Return the message about a path that leads out of the project, or an empty text.

    *path* is absolute, or relative to the source folder; *named* is what the author wrote.
    """
    if reach_of(app).contains(path):
        return ""
    folder = os.path.relpath(Path(reach_of(app).resolve(path)).parent, app.confdir)
    text = _('“%s” lies outside the project; move it here, or allow its folder in conf.py: kawaraban_folders = ["%s"]')
    return text % (named, folder)


def access_fault(app: Sphinx, path: str, named: str, docname: str = "", *, is_folder: bool = False) -> str:
    """Return why *docname* (or, if empty, any page) must not read or copy a file or folder; an empty text if it may."""
    if text := outside_fault(app, path, named):
        return text
    found = stat_of(app, path)
    if found is None or is_folder:
        return ""
    if not stat.S_ISREG(found.st_mode):
        return _("“%s” is no file that can be read, but a folder, a pipe or a device.") % named
    if (found.st_dev, found.st_ino) in reach_of(app).withheld and docname not in build_of(app).waiting:
        return _("“%s” is the source of a post that is not published (a draft, or its date is yet to come).") % named
    return ""


def document_access_fault(env: BuildEnvironment, path: str, named: str) -> str:
    """Return why the current document must not read or copy a file; an empty text if it may.

    *path* is absolute, or relative to the source folder; *named* is what the author wrote. The caller reports the
    fault. Missing files are not handled here.
    """
    text = access_fault(env._app, path, named, env.docname)
    if text:
        reach = reach_of(env._app)
        reach.reported.add((env.docname, reach.resolve(path)))
    return text


def stat_of(app: Sphinx, path: str) -> os.stat_result | None:
    """Return the status of a file, None where there is none."""
    try:
        return os.stat(os.path.join(app.srcdir, path))  # noqa: PTH116, PTH118 - called for each file of each document
    except (OSError, ValueError):
        return None


def post_of(app: Sphinx, path: str) -> str:
    """Return the docname of the unpublished post whose source *path* is, or an empty text."""
    found = stat_of(app, path)
    return reach_of(app).withheld.get((found.st_dev, found.st_ino), "") if found else ""


def register_unpublished(app: Sphinx) -> None:
    """Register the sources of unpublished posts as not readable."""
    for docname, path in build_of(app).waiting.items():
        if found := stat_of(app, path):
            reach_of(app).withheld[found.st_dev, found.st_ino] = docname


def drop_outside_documents(app: Sphinx, paths: dict[str, str]) -> list[Problem]:
    """Remove documents outside the project from *paths* (path by docname); return a problem for each link to them."""
    found: dict[str, Problem] = {}
    contains, links = reach_of(app).contains, build_of(app).session.links
    folders = tuple(f"{link}/" for link in links)
    linked = [(name, path) for name, path in paths.items() if path in links or path.startswith(folders)]
    for docname, path in [each for each in linked if not contains(each[1])]:
        link = first_link_in(app.srcdir, path)
        found[link] = Problem(link, 1, outside_fault(app, path, link))
        del paths[docname]
    return list(found.values())


def first_link_in(root: Path, path: str) -> str:
    """Return the shortest prefix of a path that is a symbolic link."""
    parts = path.split("/")
    paths = ("/".join(parts[: count + 1]) for count in range(len(parts)))
    return next((part for part in paths if (root / part).is_symlink()), path)
