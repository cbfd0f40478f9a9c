"""Find the documents. Drafts and scheduled posts are excluded before Sphinx looks for sources.

With `kawaraban_preview`, which `make serve` sets, they are included and labelled as such.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx.locale import get_translation
from sphinx.project import EXCLUDE_PATHS
from sphinx.util.matching import _translate_pattern

from kawaraban.incremental.cache_folder import cache_of
from kawaraban.incremental.conf_values import digest_of_values
from kawaraban.incremental.files import scan
from kawaraban.incremental.session import Session
from kawaraban.incremental.staging import staging_of
from kawaraban.model import frontmatter
from kawaraban.model.config import check, problem_in_conf, read_site
from kawaraban.model.defaults import NEVER_SOURCES, keep_parts
from kawaraban.model.file_checks import in_markdown, invalid_files, post_in_rst, special_files
from kawaraban.model.frontmatter.myst_keys import check_page_file
from kawaraban.model.problems import Problem, ProblemsFound, suggest
from kawaraban.model.settings import SETTINGS
from kawaraban.sources.editions import editions_now, has_own_code
from kawaraban.sources.foreign_conf import drop_needless, foreign_notices, foreign_settings, hint
from kawaraban.state import begin, build_of
from kawaraban.state.access import drop_outside_documents
from kawaraban.state.index import index_of
from kawaraban.text.encoding import Fault, decode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from sphinx.application import Sphinx
    from sphinx.config import Config

    from kawaraban.model.frontmatter import FrontMatter
    from kawaraban.state import Build

_ = get_translation("sphinx")

EXAMPLE = "https://example.org/"
"""The address of a blog that has none yet; nothing is published then."""


def open_session(app: Sphinx, config: Config) -> None:
    """Check conf.py, open the session and set its editions. Raises ProblemsFound."""
    faults = dict(check(config))
    problems = [problem_in_conf(name, text, app.confdir) for name, text in faults.items()]
    if any(name in ("blog_authors", "blog_title", "language") or name.startswith("myst_") for name in faults):
        raise ProblemsFound(problems)
    for name in faults.keys() & config._options.keys():  # use the default, so that problems of posts are reported too
        setattr(config, name, SETTINGS[name].default if name in SETTINGS else config._options[name].default)
    if "blog_baseurl" in faults:
        config.blog_baseurl = EXAMPLE
    foreign = list(foreign_settings(app, config))
    problems += [problem_in_conf(name, text, app.confdir) for name, text in foreign]
    if any(name != "html_theme_options" for name, _text in foreign):  # that alone is a slip
        problems.append(hint())
    keep_parts(config)
    drop_needless(config)
    cache = cache_of(str(app.srcdir), str(app.outdir), str(app.doctreedir))
    app.doctreedir = type(app.doctreedir)(cache)
    session = Session(str(app.srcdir), staging_of(str(app.outdir), cache))
    session.conf = digest_of_values(config._raw_config)
    session.begin(editions_now(app, config, session))
    build = begin(app, read_site(config), session)
    build.has_own_code = has_own_code(app)
    session.packs = not build.has_own_code
    build.problems += problems
    build.notices += foreign_notices(config, app.confdir)


def gather_posts(app: Sphinx) -> None:
    """Read the front matter of posts that have changed, and determine the published documents. Raises ProblemsFound."""
    build, folders = build_of(app), build_of(app).site.post_folders
    found = documents_of(build.session.sources, app)
    assets = [f"{folder}/" for folder in (*app.config.html_static_path, *app.config.html_extra_path)]
    if special := special_files(build.session, (*folders.names, *assets)):
        raise ProblemsFound(special)
    build.problems += [*invalid_files(build.session, found, folders), *drop_outside_documents(app, found)]
    posts = {docname: path for docname, path in sorted(found.items()) if docname.startswith(folders.names)}
    unknown = {docname: path for docname, path in posts.items() if not _is_known(app, build, docname, path)}
    look = partial(read_front_matter, app.srcdir, build.site.timezone)
    paths = list(unknown.values())
    gather = getattr(app.builder, "gather", None)  # only the builder of the site has it
    looked_at = gather(look, paths) if gather else list(map(look, paths))
    faulty = {
        docname
        for docname, (matter, faults) in zip(unknown, looked_at, strict=True)
        if not _take_post(app, build, docname, found[docname], matter, faults)
    }
    for docname in sorted(found.keys() - posts.keys()):
        if found[docname] in build.session.changed and (faults := page_faults(app.srcdir, found[docname])):
            build.problems += [Problem(found[docname], fault.line, fault.text) for fault in faults]
            faulty.add(docname)
    if app.config.root_doc not in found:
        text = _("this file is missing; it is the front page: write “# %s” into it.") % build.site.title
        build.problems.append(Problem(f"{app.config.root_doc}.md", 1, text))
    build.sources = {
        docname: found[docname] for docname in sorted(found.keys() - faulty) if docname not in build.unpublished
    }
    build.waiting = {docname: found[docname] for docname in sorted(build.drafts | build.scheduled.keys())}
    build.changed |= {docname for docname, path in build.sources.items() if path in build.session.changed}


def page_faults(root: Path, path: str) -> list[Fault]:
    """Return the faults of a page: of its front matter, or that ABlog would take it for a post. Raises OSError."""
    if not path.endswith(".rst"):
        return check_page_file(root / path)
    line = post_in_rst(decode((root / path).read_bytes())[0])
    return [Fault(line, in_markdown(path))] if line else []


def documents_of(paths: Iterable[str], app: Sphinx) -> dict[str, str]:
    """Return the path of each document among *paths* by docname, according to Sphinx's patterns."""
    config = app.config
    assets = map(str, [*config.html_static_path, *config.html_extra_path])
    excluded = [*config.exclude_patterns, *config.templates_path, *assets]
    return select_documents(paths, excluded, config.include_patterns, tuple(config.source_suffix))


def find_documents(root: Path, conf: Mapping[str, Any], suffixes: tuple[str, ...] = (".md",)) -> list[str]:
    """Return the paths of a blog's documents, for commands that do not build; *conf* are the raw values of conf.py.

    Symbolic links out of the project and special files are skipped.
    """
    assets = [conf.get(name, default) for name, default in _ASSETS.items()]
    excluded = [*map(str, chain(*assets)), *conf.get("exclude_patterns", ()), *NEVER_SOURCES]
    included = conf.get("include_patterns", ("**",))
    inside, found = root.resolve(), select_documents(scan(str(root)), excluded, included, suffixes)
    return sorted(
        path for path in found.values() if (root / path).is_file() and (root / path).resolve().is_relative_to(inside)
    )


_ASSETS: dict[str, list[str]] = {
    "html_static_path": ["_static"],
    "html_extra_path": [],
    "templates_path": ["_templates"],
}


def select_documents(
    paths: Iterable[str], excluded: Iterable[str], included: Iterable[str], suffixes: tuple[str, ...] = (".md",)
) -> dict[str, str]:
    """Return the path of each document among *paths* by docname.

    *excluded* and *included* are patterns as in Sphinx's settings; an excluded folder is left out whole.
    """
    is_excluded, is_included = matches_any([*excluded, *EXCLUDE_PATHS]), matches_any(included)
    left_out: dict[str, bool] = {"": False}

    def is_left_out(folder: str) -> bool:
        if folder not in left_out:
            left_out[folder] = is_left_out(folder.rpartition("/")[0]) or is_excluded(folder)
        return left_out[folder]

    found: dict[str, str] = {}
    for path in paths:
        suffix = next((suffix for suffix in suffixes if path.endswith(suffix)), "")
        folder, _slash, name = path.rpartition("/")
        if suffix and name[0] != "." and not is_left_out(folder) and is_included(path) and not is_excluded(path):
            found[unicodedata.normalize("NFC", path.removesuffix(suffix))] = path
    return found


def matches_any(patterns: Iterable[str]) -> Callable[[str], bool]:
    """Return a function that tells whether a path matches one of Sphinx's *patterns*."""
    expression = re.compile("|".join(f"(?:{_translate_pattern(pattern)})" for pattern in patterns) or "(?!)", re.DOTALL)
    return lambda path: expression.match(path) is not None


def _is_known(app: Sphinx, build: Build, docname: str, path: str) -> bool:
    """Classify a post by the index of the last build; return whether that is sufficient."""
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


def read_front_matter(root: Path, zone: ZoneInfo, path: str) -> tuple[FrontMatter, list[Fault]]:
    """Return the front matter of a post, and its faults including those of the encoding. Raises OSError."""
    text, faults = decode(Path(root, path).read_bytes())
    return (frontmatter.FrontMatter(), faults) if faults else frontmatter.read(text, zone)


def _take_post(app: Sphinx, build: Build, docname: str, path: str, matter: FrontMatter, faults: list[Fault]) -> bool:
    """Classify a post by its front matter; return whether its text can be read.

    Text is read even if the front matter has faults, so that problems of both are reported.
    """
    index = index_of(app.env)
    faults = faults + _unknown_authors(matter, build)
    build.problems += [Problem(path, fault.line, fault.text) for fault in faults]
    if faults and not matter.length:  # it is unknown where the text begins
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
