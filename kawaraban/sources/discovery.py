"""Drafts and scheduled posts leave no trace until their time: they are gone before Sphinx looks for sources.

`make serve` (`kawaraban_preview`) shows them, marked.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from functools import partial
from itertools import chain
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from sphinx.config import Config
from sphinx.locale import get_translation
from sphinx.project import EXCLUDE_PATHS
from sphinx.util.matching import _translate_pattern
from sphinx.util.tags import Tags

from kawaraban.incremental.cache_folder import cache_of
from kawaraban.incremental.conf_values import digest_of_values
from kawaraban.incremental.files import scan
from kawaraban.incremental.session import Session
from kawaraban.incremental.staging import staging_of
from kawaraban.model import frontmatter
from kawaraban.model.config import check, problem_in_conf, read_site
from kawaraban.model.defaults import NEVER_SOURCES
from kawaraban.model.file_checks import odd_files, special_files
from kawaraban.model.frontmatter.myst_keys import look_at_page
from kawaraban.model.problems import Problem, ProblemsFound, suggest
from kawaraban.model.settings import SETTINGS
from kawaraban.sources.editions import editions_now, has_own_code
from kawaraban.state import begin, build_of
from kawaraban.state.access import leading_out
from kawaraban.state.index import index_of
from kawaraban.text.encoding import Fault, decode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from sphinx.application import Sphinx

    from kawaraban.model.frontmatter import FrontMatter
    from kawaraban.state import Build

_ = get_translation("sphinx")

POSTS = "posts/"
"""The folder below which every Markdown file is a post."""


def open_session(app: Sphinx, config: Config) -> None:
    """Check conf.py, open the press and see whether what it made before can be relied on."""
    faults = dict(check(config))
    problems = [problem_in_conf(name, text, app.confdir) for name, text in faults.items()]
    if any(name.startswith(("blog_", "myst_")) for name in faults):
        raise ProblemsFound(problems)
    for name in faults.keys() & config._options.keys():  # go on with the default: the posts' faults shall be told too
        setattr(config, name, SETTINGS[name].default if name in SETTINGS else config._options[name].default)
    cache = cache_of(str(app.srcdir), str(app.outdir), str(app.doctreedir))
    app.doctreedir = type(app.doctreedir)(cache)
    session = Session(str(app.srcdir), staging_of(str(app.outdir), cache))
    session.conf = digest_of_values(config._raw_config)
    session.begin(editions_now(app, config, session))
    build = begin(app, read_site(config), session)
    build.has_own_code = has_own_code(app)
    build.problems += problems


def gather_posts(app: Sphinx) -> None:
    """Look at every source that has changed; leave out what is not published."""
    build = build_of(app)
    found = documents_of(build.session.sources, app)
    assets = [f"{folder}/" for folder in (*app.config.html_static_path, *app.config.html_extra_path)]
    if special := special_files(build.session, (POSTS, *assets)):
        raise ProblemsFound(special)
    build.problems += [*odd_files(build.session, found), *leading_out(app, found)]
    posts = {docname: path for docname, path in sorted(found.items()) if docname.startswith(POSTS)}
    unknown = {docname: path for docname, path in posts.items() if not _is_known(app, build, docname, path)}
    look = partial(look_at, app.srcdir, build.site.timezone)
    paths = list(unknown.values())
    gather = getattr(app.builder, "gather", None)  # which other builders than ours have not
    looked_at = gather(look, paths) if gather else list(map(look, paths))
    faulty = {
        docname
        for docname, (matter, faults) in zip(unknown, looked_at, strict=True)
        if not _take_post(app, build, docname, found[docname], matter, faults)
    }
    for docname in sorted(found.keys() - posts.keys()):
        if found[docname] in build.session.changed and (faults := look_at_page(app.srcdir / found[docname])):
            build.problems += [Problem(found[docname], fault.line, fault.text) for fault in faults]
            faulty.add(docname)
    build.sources = {
        docname: found[docname] for docname in sorted(found.keys() - faulty) if docname not in build.unpublished
    }
    build.waiting = {docname: found[docname] for docname in sorted(build.drafts | build.scheduled.keys())}
    build.changed |= {docname for docname, path in build.sources.items() if path in build.session.changed}


def documents_of(paths: Iterable[str], app: Sphinx) -> dict[str, str]:
    """Return the path of every document among *paths*, by docname, as Sphinx's patterns tell them from other files."""
    config = app.config
    assets = [*config.html_static_path, *config.html_extra_path]
    excluded = one_of([*config.exclude_patterns, *config.templates_path, *map(str, assets), *EXCLUDE_PATHS])
    included = one_of(config.include_patterns)
    suffixes = tuple(config.source_suffix)
    left_out: dict[str, bool] = {"": False}

    def is_left_out(folder: str) -> bool:
        if folder not in left_out:
            left_out[folder] = is_left_out(folder.rpartition("/")[0]) or excluded(folder)
        return left_out[folder]

    found: dict[str, str] = {}
    for path in paths:
        suffix = next((suffix for suffix in suffixes if path.endswith(suffix)), "")
        folder, _slash, name = path.rpartition("/")
        if suffix and name[0] != "." and not is_left_out(folder) and included(path) and not excluded(path):
            found[unicodedata.normalize("NFC", path.removesuffix(suffix))] = path
    return found


def conf_below(root: Path) -> dict[str, Any]:
    """Return what a blog's conf.py sets, for what builds nothing. Raises ConfigError where it cannot be read."""
    return Config.read(root, overrides={}, tags=Tags())._raw_config


def documents_below(root: Path, conf: Mapping[str, Any]) -> list[str]:
    """Return the paths of the documents of a blog whose *conf* says which files are none, for what builds nothing.

    Links that lead out of the blog, and what is no file, are left out.
    """
    assets = [conf.get(name, default) for name, default in _ASSETS.items()]
    patterns = [*map(str, chain(*assets)), *conf.get("exclude_patterns", ()), *NEVER_SOURCES, *EXCLUDE_PATHS]
    excluded, inside = one_of(patterns), root.resolve()
    return sorted(
        path
        for path in scan(str(root))
        if path.endswith(".md")
        and not any(map(excluded, (path, *map(str, PurePosixPath(path).parents))))
        and (root / path).is_file()
        and (root / path).resolve().is_relative_to(inside)
    )


_ASSETS: dict[str, list[str]] = {
    "html_static_path": ["_static"],
    "html_extra_path": [],
    "templates_path": ["_templates"],
}


def one_of(patterns: Iterable[str]) -> Callable[[str], bool]:
    """Return what tells whether a path matches one of Sphinx's patterns."""
    expression = re.compile("|".join(f"(?:{_translate_pattern(pattern)})" for pattern in patterns) or "(?!)", re.DOTALL)
    return lambda path: expression.match(path) is not None


def _is_known(app: Sphinx, build: Build, docname: str, path: str) -> bool:
    """Sort a post in by what the last build knew of it; return whether that is enough."""
    index = index_of(app.env)
    if path in build.session.changed:
        return False
    if known := index.posts.get(docname):
        _sort_in(build, docname, draft=known.draft, date=known.date)
        if known.scheduled != (docname in build.scheduled):
            build.changed.add(docname)
        return True
    if docname in index.waiting:
        draft, date = index.waiting[docname]
        _sort_in(build, docname, draft=draft, date=date)
        return docname in build.unpublished
    return False


def look_at(root: Path, zone: ZoneInfo, path: str) -> tuple[FrontMatter, list[Fault]]:
    """Return the front matter of a post, and all that is wrong with it or with its encoding."""
    text, faults = decode(Path(root, path).read_bytes())
    return (frontmatter.FrontMatter(), faults) if faults else frontmatter.read(text, zone)


def _take_post(app: Sphinx, build: Build, docname: str, path: str, matter: FrontMatter, faults: list[Fault]) -> bool:
    """Sort a post in by its front matter; return whether its text can be read.

    It is read where the front matter has faults, too: what is wrong with the text shall be told with them.
    """
    index = index_of(app.env)
    faults = faults + _unknown_authors(matter, build)
    build.problems += [Problem(path, fault.line, fault.text) for fault in faults]
    if faults and not matter.length:  # where the text begins is not known
        return False
    _sort_in(build, docname, draft=matter.draft, date=matter.date)
    known = tuple(key for key in matter.author if key in build.site.authors)
    date = matter.date or build.site.now.astimezone(build.site.timezone)
    build.matters[docname] = replace(matter, date=date, author=known, is_faulty=bool(faults))
    index.waiting.pop(docname, None)
    if docname in build.unpublished:
        index.waiting[docname] = (matter.draft, matter.date)
    return True


def _sort_in(build: Build, docname: str, *, draft: bool, date: datetime | None) -> None:
    if draft:
        build.drafts.add(docname)
    elif date is not None and date > build.site.now:
        build.scheduled[docname] = date


def _unknown_authors(matter: FrontMatter, build: Build) -> list[Fault]:
    known = build.site.authors
    return [
        Fault(
            matter.lines["author"],
            _("there is no author “%s” in blog_authors.") % key + suggest(key, known),
        )
        for key in matter.author
        if key not in known
    ]
