"""ABlog's catalogue, mended from outside and frozen into `Post` values.

Each touch of ABlog's inside names the fault it mends; tests/test_catalogue.py fails when a new ABlog makes one
needless.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import ablog
import ablog.blog
import ablog.post
from docutils import nodes
from sphinx.locale import get_translation

from kawaraban.build import build_of
from kawaraban.labels import Label, clashes, problem_with, slug_of
from kawaraban.posts.facts import report, shelf_of, source_of
from kawaraban.posts.post import Post
from kawaraban.problems import Problem, ProblemsFound, suggest

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment

    from kawaraban.build import Build

_ = get_translation("sphinx")


def reset_ablog(app: Sphinx, _config: Config) -> None:
    """Give ABlog a clean start for this blog."""
    # Fault: `Blog` shares one dictionary between all blogs of a process; the second publishes the first one's posts.
    ablog.blog.Blog._dict.clear()
    # Fault: “tomorrow” is computed once, at import, without a zone. What reaches ABlog is published: drafts decide.
    ablog.blog.TOMORROW = ablog.blog.FUTURE
    # Fault: the slugs lose dakuten, so that パリ and バリ become one page.
    slugs = build_of(app).site.label_slugs
    ablog.blog.slugify = ablog.post.slugify = lambda text: slug_of(str(text), slugs) or "-"


def drop_stylesheets(_app: Sphinx, config: Config) -> None:
    """Keep ABlog's stylesheets out of the site; the theme has its own."""
    theirs = str(Path(ablog.__file__).parent / "stylesheets")
    config.html_static_path = [path for path in config.html_static_path if str(path) != theirs]


def read_post(app: Sphinx, doctree: nodes.document) -> None:
    """Let ABlog read a post, then drop what it should not keep.

    Fault: the post's file name becomes a label of the whole site (two `note.md` fight for it, `search.md` takes
    Sphinx's own). Fault: copies of whole documents stay in the environment; an excerpt of text is enough.
    """
    labels = app.env.domains.standard_domain.data
    name = ablog.post.os.path.split(app.env.docname.removesuffix("/index"))[1]
    kept = {kind: labels[kind].get(name) for kind in ("labels", "anonlabels")}
    try:
        ablog.post.process_posts(app, doctree)
    except ValueError as error:  # the one thing that can be wrong by now: the date of an {update}
        node = next(doctree.findall(ablog.post.UpdateNode), doctree)
        text = _("the date of this {update} cannot be read: %s") % error
        report(app.env, node.line or 1, text)
    for kind, value in kept.items():
        if value is None:
            labels[kind].pop(name, None)
        else:
            labels[kind][name] = value
    for info in app.env.ablog_posts.get(app.env.docname, ()):  # type: ignore[attr-defined]
        info["doctree"] = None
        info["excerpt"] = []


def purge_post(_app: Sphinx, env: BuildEnvironment, docname: str) -> None:
    """Forget a post. Fault: ABlog would also drop another document's label of the same name."""
    getattr(env, "ablog_posts", {}).pop(docname, None)


def merge_posts(_app: Sphinx, env: BuildEnvironment, docnames: set[str], other: BuildEnvironment) -> None:
    """Take over the posts that another process read. Fault: ABlog says that it cannot be read in parallel."""
    if not hasattr(env, "ablog_posts"):
        env.ablog_posts = {}  # type: ignore[attr-defined]
    env.ablog_posts |= {name: infos for name, infos in other.ablog_posts.items() if name in docnames}  # type: ignore[attr-defined]


def remember_lists(app: Sphinx, doctree: nodes.document) -> None:
    """Keep which labels a `{postlist}` asks for. Fault: an unknown one shows every post, without a word."""
    asked = [
        (kind, name, node.line or 1)
        for node in doctree.findall(ablog.post.PostList)
        for kind in ("category", "tags", "author")
        for name in node[kind]
    ]
    if asked:
        shelf_of(app.env).lists[app.env.docname] = asked


def freeze(app: Sphinx, docname: str, info: dict[str, Any]) -> Post:
    """Return the `Post` of ABlog's record and of what its own text and front matter say."""
    build = build_of(app)
    site, matter, facts = build.site, build.matters[docname], shelf_of(app.env).facts[docname]

    def labels(kind: str, names: list[str]) -> tuple[Label, ...]:
        return tuple(Label(kind, name, slug_of(name, site.label_slugs)) for name in names if name)

    authors = [(key, site.authors[key].name) for key in info["author"] if key in site.authors]
    image = _below_sources(app, docname, matter.image) if matter.image else facts.image
    return Post(
        docname=docname,
        title=facts.title,
        date=info["date"].replace(tzinfo=site.timezone),
        updated=matter.updated,
        categories=labels("category", info["category"]),
        tags=labels("tag", info["tags"]),
        authors=tuple(Label("author", name, slug_of(key)) for key, name in authors),
        description=matter.description or facts.excerpt,
        image=image,
        image_alt=matter.image_alt or ("" if matter.image else facts.image_alt),
        characters=facts.characters,
        series=matter.series,
        id=matter.id,
        lang=matter.lang,
        canonical=matter.canonical,
        redirect_from=matter.redirect_from,
        draft=matter.draft,
        scheduled=docname in build.scheduled,
    )


def _below_sources(app: Sphinx, docname: str, image: str) -> str:
    from kawaraban.images import find_file, is_picture

    found, _absolute = app.env.relfn2path(image, docname)
    path = find_file(app.srcdir, found)
    return path if path and is_picture(app.srcdir / path) else ""


def freeze_posts(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Freeze all posts, newest first, and gather what is wrong with them as a whole."""
    build = build_of(app)
    shelf = shelf_of(env)
    records = {name: infos[0] for name, infos in getattr(env, "ablog_posts", {}).items() if name in build.matters}
    posts = [freeze(app, name, info) for name, info in records.items()]
    build.posts = tuple(sorted(posts, key=lambda post: (post.date, post.docname), reverse=True))
    build.problems += [problem for found in shelf.problems.values() for problem in found]
    build.problems += [*_label_problems(build, env), *_image_problems(build, env), *_list_problems(build, env)]
    return []


def raise_problems(app: Sphinx, _env: BuildEnvironment) -> None:
    """Raise everything that is wrong, at once."""
    if build_of(app).problems:
        raise ProblemsFound(build_of(app).problems)


def _line(build: Build, docname: str, key: str) -> int:
    return build.matters[docname].lines.get(key, 1)


def _label_problems(build: Build, env: BuildEnvironment) -> list[Problem]:
    where: dict[Label, tuple[str, int]] = {}
    for post in sorted(build.posts, key=lambda post: post.docname):
        path = source_of(env, post.docname)
        for label in post.labels:
            key = "tags" if label.kind == "tag" else label.kind
            where.setdefault(label, (path, _line(build, post.docname, key)))
    found = [
        Problem(*place, text) for label, place in where.items() if (text := problem_with(label.name, label.slug))
    ]
    for first, second in clashes(label for label in where if label.slug):
        text = _("“%s” and “%s” (%s:%d) want one address, %s; write one of them, or choose in conf.py: %s")
        choice = 'kawaraban_label_slugs = {"%s": "…"}' % second.name
        address = f"/{second.pagename}.html"
        found.append(Problem(*where[second], text % (second.name, first.name, *where[first], address, choice)))
    return found


def _image_problems(build: Build, env: BuildEnvironment) -> list[Problem]:
    return [
        Problem(
            source_of(env, post.docname),
            _line(build, post.docname, "image"),
            _("there is no picture “%s”; its path is counted from the post.") % build.matters[post.docname].image,
        )
        for post in build.posts
        if build.matters[post.docname].image and not post.image
    ]


def _list_problems(build: Build, env: BuildEnvironment) -> list[Problem]:
    known = {
        "category": {label.name for post in build.posts for label in post.categories},
        "tags": {label.name for post in build.posts for label in post.tags},
        "author": set(build.site.authors),
    }
    return [
        Problem(
            source_of(env, docname),
            line,
            _("{postlist} asks for “%s”, which no post has.") % name + suggest(name, known[kind]),
        )
        for docname, asked in shelf_of(env).lists.items()
        for kind, name, line in asked
        if docname in env.all_docs and name not in known[kind]
    ]


_REPLACED = {
    "doctree-read": (ablog.post.process_posts,),
    "env-purge-doc": (ablog.post.purge_posts,),
    # Faults: unescaped titles, drafts pages, feeds without absolute links. Listings, redirects and feeds are rooms.
    "html-collect-pages": (ablog.post.generate_archive_pages, ablog.post.generate_atom_feeds),
}


def replace_handlers(app: Sphinx) -> None:
    """Take over from those handlers of ABlog that cannot be mended by settings."""
    for event, handlers in _REPLACED.items():
        for listener in [entry for entry in app.events.listeners[event] if entry.handler in handlers]:
            app.disconnect(listener.id)
    app.extensions["ablog"].parallel_read_safe = True


def setup(app: Sphinx) -> None:
    """Register the handlers, ABlog's own already in place."""
    replace_handlers(app)
    app.connect("config-inited", reset_ablog, priority=110)
    app.connect("config-inited", drop_stylesheets, priority=700)
    app.connect("doctree-read", read_post)
    app.connect("doctree-read", remember_lists, priority=610)
    app.connect("env-purge-doc", purge_post)
    app.connect("env-merge-info", merge_posts)
    app.connect("env-updated", freeze_posts, priority=100)
    app.connect("env-updated", raise_problems, priority=900)

