"""Drafts and scheduled posts leave no trace until their time: they are gone before Sphinx looks for sources.

`make serve` (`kawaraban_preview`) shows them, marked.
"""

from __future__ import annotations

import os
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from sphinx import addnodes
from sphinx.locale import get_translation
from sphinx.project import Project

from kawaraban import frontmatter
from kawaraban.build import begin, build_of
from kawaraban.encoding import Fault, decode
from kawaraban.posts.facts import line_of_node, report
from kawaraban.problems import Problem, ProblemsFound, suggest
from kawaraban.site import SETTINGS, check, problem_in_conf, read_site

if TYPE_CHECKING:
    from datetime import datetime

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.config import Config

    from kawaraban.build import Build
    from kawaraban.frontmatter import FrontMatter

_ = get_translation("sphinx")

POSTS = "posts/"
"""The folder below which every Markdown file is a post."""


def is_published(matter: FrontMatter, now: datetime) -> bool:
    """Return whether a post is public: not a draft, and its date not after *now*."""
    return not matter.draft and matter.date is not None and matter.date <= now


def pattern_of(path: str) -> str:
    r"""Return the exclude pattern that matches just *path* (Sphinx's globbing).

    `[` is written `[\[]`, since `[[]` becomes a regular expression that Python warns of.
    """
    return re.sub(r"[\[*?]", lambda sign: r"[\[]" if sign[0] == "[" else f"[{sign[0]}]", path)


def gather_posts(app: Sphinx, config: Config) -> None:
    """Check conf.py and every source; leave out what is not published."""
    faults = dict(check(config))
    problems = [problem_in_conf(name, text, app.confdir) for name, text in faults.items()]
    if any(name.startswith("blog_") for name in faults):
        raise ProblemsFound(problems)
    for name in faults.keys() & SETTINGS.keys():  # go on with the default: the posts' faults shall be told too
        setattr(config, name, SETTINGS[name][0])
    build = begin(app, read_site(config))
    build.problems += problems
    odd = _odd_files(app)
    build.problems += odd
    config.exclude_patterns = [*config.exclude_patterns, *(pattern_of(problem.path) for problem in odd)]
    project = Project(app.srcdir, config.source_suffix)
    faulty = []
    for docname in sorted(project.discover(config.exclude_patterns, config.include_patterns)):
        path = project.doc2path(docname, absolute=False).as_posix()
        before = len(build.problems)
        _take_source(app, build, docname, path)
        if len(build.problems) > before or docname in build.unpublished:
            faulty.append(pattern_of(path))
    config.exclude_patterns = [*config.exclude_patterns, *faulty]


def _odd_files(app: Sphinx) -> list[Problem]:
    """Return a problem for each file below posts/ that looks like a post but would be passed over."""
    found = []
    for file in sorted((app.srcdir / POSTS).rglob("*")):
        path = file.relative_to(app.srcdir).as_posix()
        if file.suffix != ".md" and file.suffix.lower() in (".md", ".markdown", ".mkd") and file.is_file():
            found.append(Problem(path, 1, _("a post's file ends in “.md”; rename it.")))
        elif file.suffix == ".md" and not os.access(file, os.R_OK):
            found.append(Problem(path, 1, _("this file cannot be read.")))
    return found


def _take_source(app: Sphinx, build: Build, docname: str, path: str) -> None:
    text, faults = decode((app.srcdir / path).read_bytes())
    if docname.startswith(POSTS) and not faults:
        matter, faults = frontmatter.read(text, build.site.timezone)
        faults += _unknown_authors(matter, build)
        if not faults:
            _sort_in(build, docname, matter)
    build.problems += [Problem(path, fault.line, fault.text) for fault in faults]


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


def _sort_in(build: Build, docname: str, matter: FrontMatter) -> None:
    site = build.site
    if matter.draft:
        build.drafts[docname] = matter
    elif not is_published(matter, site.now):
        build.scheduled[docname] = matter
    if docname not in build.unpublished:
        date = matter.date or site.now.astimezone(site.timezone)
        build.matters[docname] = replace(matter, date=date)


def check_links(app: Sphinx, doctree: nodes.document) -> None:
    """Report each link from a published source to a post that is not, or to a file that is not there."""
    build, docname = build_of(app), app.env.docname
    for node in doctree.findall(addnodes.pending_xref):
        target = _document_of(node, app, docname)
        if target in build.unpublished:
            text = _("a link to %s, which is not published (a draft, or its date is yet to come).") % f"{target}.md"
        elif target and node["reftype"] == "myst" and not (app.srcdir / f"{target}.md").exists():
            text = _("there is no file “%s” to link to; its path is counted from this one.") % node["reftarget"]
        else:
            continue
        report(app.env, line_of_node(node), text)


def _document_of(node: addnodes.pending_xref, app: Sphinx, docname: str) -> str:
    """Return the docname that a reference points to, or an empty text."""
    target = str(node["reftarget"])
    if node.get("refdomain") == "doc":
        return target
    file = target.split("#", maxsplit=1)[0]
    if node["reftype"] == "doc" or (node["reftype"] == "myst" and file.endswith(".md")):
        return app.env.relfn2path(file.removesuffix(".md"), docname)[0]
    return ""


def setup(app: Sphinx) -> None:
    """Register the handlers."""
    app.connect("config-inited", gather_posts, priority=100)
    app.connect("doctree-read", check_links, priority=650)
