"""Adapt ABlog to the blog, and turn its posts into frozen `Post` values.

Each change to ABlog names the fault that it corrects. tests/test_catalogue.py fails when a new version of ABlog makes
one unnecessary.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import ablog
import ablog.blog
import ablog.post
from sphinx.locale import get_translation

from kawaraban.images.files import is_picture, published_name
from kawaraban.images.lookup import candidate_paths, find_first, missing_message
from kawaraban.incremental.files import digest
from kawaraban.model.labels import Label, label_of, slug_of
from kawaraban.model.post import Post, with_digest
from kawaraban.model.problems import ProblemsFound
from kawaraban.sources.metadata import Facts, check_title, facts_of
from kawaraban.sources.postlist import PostListDirective
from kawaraban.state import build_of
from kawaraban.state.access import document_access_fault
from kawaraban.state.index import index_of, report
from kawaraban.state.patch import Patch

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import ExitStack

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment

    from kawaraban.model.frontmatter import FrontMatter
    from kawaraban.state import Build

_ = get_translation("sphinx")


def patches(app: Sphinx) -> Iterator[Patch]:
    """Yield the patches of ABlog."""
    slugs = build_of(app).site.label_slugs

    def slugify(text: str) -> str:
        return slug_of(str(text), slugs) or "-"

    # Fault: the slugs lose dakuten, so that パリ and バリ become one page.
    for module in (ablog.blog, ablog.post):
        yield Patch(module, "slugify", slugify, "c6d714b290b3")
    # Fault: “tomorrow” is computed once, at import, without a zone. What reaches ABlog is published: drafts decide.
    asks = (ablog.blog.Blog.register, ablog.blog.Post.__init__)
    yield Patch(ablog.blog, "TOMORROW", ablog.blog.FUTURE, "3cab5681f8b7", asks)


def begin(undo: ExitStack) -> None:
    """Clear ABlog's catalogue; fault: `Blog` shares one dictionary between all blogs of a process."""
    ablog.blog.Blog._dict.clear()
    undo.callback(ablog.blog.Blog._dict.clear)


def drop_stylesheets(_app: Sphinx, config: Config) -> None:
    """Exclude ABlog's style sheets, which the theme replaces."""
    theirs = str(Path(ablog.__file__).parent / "stylesheets")
    config.html_static_path = [path for path in config.html_static_path if str(path) != theirs]


def read_post(app: Sphinx, doctree: nodes.document) -> None:
    """Add a post to the index, with the metadata of its text and its front matter.

    Faults: ABlog reads front matter from the document, as texts joined by commas. It turns file names into global
    labels, so that two files `note.md` conflict, and `search.md` conflicts with Sphinx's own label. It stores copies of
    whole documents. Therefore posts are only registered with ABlog where it lists them.
    """
    build, docname = build_of(app), app.env.docname
    for node in list(doctree.findall(ablog.post.PostNode)):
        report(
            app.env, node.line or 1, _("a post is a file in posts/, its date in its front matter; {post} makes none.")
        )
        node.replace_self(node.children)
    if docname not in build.sources or docname not in build.site.post_folders:
        return
    date_updates(app, doctree)
    facts, matter = facts_of(doctree), build.matter(docname)
    check_title(app, doctree, facts, matter)
    image = _given_image(app.env, matter) if matter.image else facts.image
    index_of(app.env).posts[docname] = with_digest(freeze(build, docname, replace(facts, image=image)))
    app.env.metadata[docname]["orphan"] = True  # no table of contents has to include it


def date_updates(app: Sphinx, doctree: nodes.document) -> None:
    """Let ABlog write the date above each `{update}` of a post."""
    try:
        ablog.post._get_update_dates(doctree, app.env.docname, app.config.post_date_format)
    except ValueError:
        node = next(node for node in doctree.findall(ablog.post.UpdateNode) if "update" not in node["classes"])
        text = _("“%s” is not the date of an {update}; write: {update} 2025-10-27") % node["date"]
        report(app.env, node.line or 1, text)


def freeze(build: Build, docname: str, facts: Facts) -> Post:
    """Return the `Post` made from the metadata of a post's text and its front matter."""
    site, matter = build.site, build.matter(docname)
    assert matter.date is not None

    def labels(kind: str, names: tuple[str, ...]) -> tuple[Label, ...]:
        return tuple(label_of(kind, name, slug_of(name, site.label_slugs)) for name in names)

    keys = matter.author or site.default_authors
    return Post(
        docname=docname,
        pagename=site.post_folders.address_of(docname),
        title=facts.title,
        date=matter.date.replace(microsecond=0),
        updated=matter.updated,
        categories=labels("category", matter.category),
        tags=labels("tag", matter.tags),
        authors=tuple(label_of("author", site.authors[key].name, slug_of(key)) for key in keys),
        author_keys=keys,
        description=matter.description or facts.excerpt,
        image=facts.image,
        image_name=published_name(facts.image, build.session.digest(facts.image)) if facts.image else "",
        image_alt=matter.image_alt or ("" if matter.image else facts.image_alt),
        image_focus=matter.image_focus,
        characters=facts.characters,
        series=matter.series,
        id=matter.id,
        lang=matter.lang,
        canonical=matter.canonical,
        redirect_from=matter.redirect_from,
        draft=matter.draft,
        scheduled=docname in build.scheduled,
    )


def _given_image(env: BuildEnvironment, matter: FrontMatter) -> str:
    """Return the path of the picture in front matter, and add it to the post's dependencies; report faults."""
    places = candidate_paths(env, matter.image)
    path = find_first(env.srcdir, places) or places[0]
    env.note_dependency(path)
    text = document_access_fault(env, path, matter.image)
    if not text and (env.srcdir / path).is_file() and is_picture(env.srcdir / path):
        return path
    if not text and (env.srcdir / path).is_file():
        text = _("“%s” cannot be read as a picture.") % matter.image
    report(env, matter.lines.get("image", 1), text or missing_message(env, matter.image))
    return ""


def gather_catalogue(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Sort all posts, newest first."""
    build, index = build_of(app), index_of(env)
    posts = [index.posts[name] for name in build.sources if name in index.posts]
    build.posts = tuple(sorted(posts, key=lambda post: (post.date, post.docname), reverse=True))
    build.catalogue = digest("".join(post.digest for post in build.posts))
    build.problems += [problem for found in index.problems.values() for problem in found]
    return []


def end_reading(app: Sphinx, _env: BuildEnvironment) -> None:
    """Mark reading as complete. Builders other than that of the site stop here if there are problems."""
    build_of(app).is_read = True
    if app.builder.name != "html":
        raise_problems(app)


def raise_problems(app: Sphinx) -> None:
    """Raise all problems at once."""
    if build_of(app).problems:
        raise ProblemsFound(build_of(app).problems)


_REPLACED = {
    "doctree-read": (ablog.post.process_posts,),
    "env-purge-doc": (ablog.post.purge_posts,),  # fault: it drops another document's label of the same name
    "doctree-resolved": (ablog.post.process_postlist,),
    "missing-reference": (ablog.post.missing_reference,),
    # Faults: unescaped titles, drafts pages, feeds without absolute links. Listings, redirects, feeds are our own.
    "html-collect-pages": (ablog.post.generate_archive_pages, ablog.post.generate_atom_feeds),
}


def replace_handlers(app: Sphinx) -> None:
    """Disconnect handlers of ABlog that ours replace."""
    for event, handlers in _REPLACED.items():
        for listener in [entry for entry in app.events.listeners[event] if entry.handler in handlers]:
            app.disconnect(listener.id)
    app.extensions["ablog"].parallel_read_safe = True


def setup(app: Sphinx) -> None:
    """Replace ABlog's handlers and directive; ABlog must be set up already."""
    replace_handlers(app)
    app.add_directive("postlist", PostListDirective, override=True)
