"""Determine which documents have to be read or written again because a document that they show has changed.

ABlog does not do this for lists of posts, which leaves old titles and broken links.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kawaraban.model.redirects import FILE as REDIRECTS
from kawaraban.state import build_of
from kawaraban.state.index import index_of

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from kawaraban.model.post import Post
    from kawaraban.state import Build


def store_previous(app: Sphinx, env: BuildEnvironment, *_docnames: set[str]) -> list[str]:
    """Store the index before documents are read again or removed."""
    build, index = build_of(app), index_of(env)
    build.link_targets, build.previous_posts = dict(index.link_targets), dict(index.posts)
    build.numbers = (dict(env.toc_secnumbers), dict(env.toc_fignumbers))
    return []


def compare_catalogue(app: Sphinx, env: BuildEnvironment) -> None:
    """Determine whether addresses, labels, dates or ids of posts have changed, which have to be unique or valid."""
    build, index = build_of(app), index_of(env)
    known, index.documents = index.documents, set(build.sources)
    turned = [(build.previous_posts.get(post.docname), post) for post in build.posts]
    build.is_catalogue_checked = (
        known == index.documents
        and REDIRECTS not in build.session.changed
        and all(old is post or (old is not None and _claims(old) == _claims(post)) for old, post in turned)
    )


def _claims(post: Post) -> tuple[object, ...]:
    return post.date, post.labels, post.authors, post.id, post.redirect_from


def follow_changes(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Return the documents that show part of a changed document, and those that list posts."""
    build, index = build_of(app), index_of(env)
    names = build.link_targets.keys() | index.link_targets.keys()
    turned = {name for name in names if build.link_targets.get(name) != index.link_targets.get(name)}
    stale = _renumbered(build, env)
    turned |= stale
    while more := {name for name, below in env.toctree_includes.items() if not turned.isdisjoint(below)} - turned:
        turned |= more  # a table of contents shows documents below it
    if turned:
        stale |= {name for name, links in index.links.items() if "#" in links or not turned.isdisjoint(links)}
    if build.catalogue != index.catalogue:
        stale |= index.lists.keys()
    index.catalogue = build.catalogue
    return sorted(stale & env.all_docs.keys())


def _renumbered(build: Build, env: BuildEnvironment) -> set[str]:
    """Return the documents in which the number of a section or figure has changed."""
    now: tuple[dict[str, Any], ...] = (env.toc_secnumbers, env.toc_fignumbers)
    pairs = zip(build.numbers, now, strict=True)
    return {name for old, new in pairs for name in old.keys() | new.keys() if old.get(name) != new.get(name)}
