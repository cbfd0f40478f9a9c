"""Checks of the posts as a whole: labels with the same address, and lists of labels that no post has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx.locale import get_translation

from kawaraban.model.labels import clashes, problem_with
from kawaraban.model.problems import Problem, suggest
from kawaraban.state import build_of
from kawaraban.state.index import index_of, source_of

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from kawaraban.model.labels import Label
    from kawaraban.state import Build

_ = get_translation("sphinx")


def check_catalogue(app: Sphinx, env: BuildEnvironment) -> None:
    """Add problems of the posts as a whole."""
    build = build_of(app)
    if build.is_catalogue_checked:
        return
    build.problems += [*_label_problems(build, env), *_list_problems(build, env)]


def _label_problems(build: Build, env: BuildEnvironment) -> list[Problem]:
    first: dict[Label, str] = {}
    for post in build.posts:
        for label in post.labels:
            first[label] = min(post.docname, first.get(label, post.docname))

    def where(label: Label) -> tuple[str, int]:
        key = "tags" if label.kind == "tag" else label.kind
        return source_of(env, first[label]), build.line(first[label], key)

    labels = sorted(first, key=lambda label: (first[label], label))
    found = [Problem(*where(label), text) for label in labels if (text := problem_with(label.name, label.slug))]
    for one, two in clashes(label for label in labels if label.slug):
        text = _("“%s” and “%s” (%s:%d) want one address, %s; write one of them, or choose in conf.py: %s")
        choice = f'kawaraban_label_slugs = {{"{two.name}": "…"}}'
        address = f"/{two.pagename}.html"
        found.append(Problem(*where(two), text % (two.name, one.name, *where(one), address, choice)))
    return found


def _list_problems(build: Build, env: BuildEnvironment) -> list[Problem]:
    known = {
        "category": {label.name for post in build.posts for label in post.categories},
        "tags": {label.name for post in build.posts for label in post.tags},
        "author": set(build.site.authors),
        "location": {build.site.places.get(label.name, "") for post in build.posts for label in post.tags},
        "language": {post.lang or build.site.language for post in build.posts},
    }
    return [
        Problem(
            source_of(env, docname),
            line,
            _("{postlist} asks for “%s”, which no post has.") % name + suggest(name, known[kind]),
        )
        for docname, asked in index_of(env).lists.items()
        for kind, name, line in asked
        if docname in env.all_docs and name not in known[kind]
    ]


def report_notebooks(app: Sphinx, env: BuildEnvironment) -> None:
    """Add a notice for each notebook among the posts that no document uses; it may be meant as a post."""
    build = build_of(app)
    if found := [path for path in build.session.sources if path.endswith(".ipynb") and path in build.site.post_folders]:
        used = {str(path) for path in env.dlfiles} | {
            str(path) for paths in env.dependencies.values() for path in paths
        }
        text = _(
            "a notebook is no post, and no post offers it; a post is written in Markdown, in a file ending in “.md”."
        )
        build.notices += [str(Problem(path, 1, text)) for path in sorted(found) if path not in used]
