"""Checks of the files and folders that conf.py publishes: they are subject to the same rules as files in documents."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from kawaraban.incremental.files import scan
from kawaraban.model.config import problem_in_conf
from kawaraban.model.problems import Problem
from kawaraban.pages.assets.icons import shipped_name
from kawaraban.state import build_of
from kawaraban.state.access import access_fault, first_link_in, reach_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx
    from sphinx.config import Config

FOLDERS = ("html_static_path", "html_extra_path")


def copy_folder_lists(_app: Sphinx, config: Config) -> None:
    """Copy the lists of folders, as ABlog and others append to the lists that conf.py has made."""
    for setting in FOLDERS:
        setattr(config, setting, [*config[setting]])


def folders_in(config: Config) -> list[tuple[str, str]]:
    """Return (setting, folder) of the folders that are copied as a whole, by conf.py or by default."""
    usual = {"html_static_path": ["_static"]}
    given = {**usual, **config._raw_config}
    return [(setting, str(path)) for setting in FOLDERS for path in given.get(setting, ())]


def files_in(config: Config) -> Iterator[tuple[str, str]]:
    """Yield (setting, file) of the files that conf.py publishes."""
    yield "html_favicon", str(config.html_favicon or "")
    yield "html_logo", str(config.html_logo or "")
    yield "kawaraban_profile", str(config.kawaraban_profile.get("portrait") or "")
    logo, links = (config.html_theme_options.get(name) for name in ("logo", "icon_links"))
    for name in ("image_light", "image_dark"):
        yield "html_theme_options", str(logo.get(name, "")) if isinstance(logo, dict) else ""
    for link in links if isinstance(links, list) else ():
        icon = str(link.get("icon", ""))
        yield "html_theme_options", "" if shipped_name(icon) else icon


def check_static(app: Sphinx) -> None:
    """Report files outside the project, and sources of posts that are not published."""
    build, reach = build_of(app), reach_of(app)
    paths: list[str] = []
    for setting, named in [*folders_in(app.config), *files_in(app.config)]:
        if not named or "://" in named:
            continue
        if text := access_fault(app, str(app.confdir / named), named, is_folder=setting in FOLDERS):
            build.problems.append(problem_in_conf(setting, text, app.confdir))
        else:
            paths += files_at(app, named)
    for path in paths:
        if text := access_fault(app, path, link := first_link_in(app.srcdir, path)):
            build.problems.append(Problem(link, 1, text))
    reach.elsewhere |= {path for path in paths if path.startswith("/")}


def files_at(app: Sphinx, named: str) -> list[str]:
    """Return the files below a path in conf.py: relative to the source folder, or absolute if they lie elsewhere."""
    path = os.path.normpath(app.confdir / named)
    if not f"{path}/".startswith(f"{app.srcdir}/"):
        return [f"{path}/{file}" for file in scan(path)] if Path(path).is_dir() else [path]
    inside = "" if path == str(app.srcdir) else os.path.relpath(path, app.srcdir)
    sources = build_of(app).session.sources
    return [file for file in sources if not inside or file == inside or file.startswith(f"{inside}/")]
