"""Find likely mistakes in the front matter of all posts: similar labels, repeated titles, dates in the wrong order."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from itertools import combinations
from typing import TYPE_CHECKING

from sphinx.locale import get_translation

from kawaraban.sources.proofreading.finding import Finding
from kawaraban.sources.proofreading.likeness import are_alike

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from kawaraban.model.labels import Label
    from kawaraban.model.post import Post
    from kawaraban.state import Build

_ = get_translation("sphinx")


def catalogue(build: Build) -> Iterator[Finding]:
    """Yield likely mistakes in the front matter of all posts."""
    yield from _labels(build)
    yield from _titles(build)
    yield from _dates(build)


def _labels(build: Build) -> Iterator[Finding]:
    posts: dict[Label, list[Post]] = defaultdict(list)
    for post in sorted(build.posts, key=lambda post: post.docname):
        for label in dict.fromkeys(post.labels):
            posts[label].append(post)
    for one, two in combinations(
        sorted(posts, key=lambda label: (-len(posts[label]), _oldest(posts[label]), label)), 2
    ):
        if one.kind == two.kind and are_alike(one.name, two.name):  # *one* has more posts, or an older one
            key = "tags" if two.kind == "tag" else two.kind
            message = _("“%s” is similar to “%s” (posts: %d, such as %s); if they mean the same, write “%s”.")
            first = posts[two][0].docname
            text = message % (two.name, one.name, len(posts[one]), build.sources[posts[one][0].docname], one.name)
            yield Finding(build.line(first, key), text, build.sources[first])


def _oldest(posts: list[Post]) -> datetime:
    return min(post.date for post in posts)


def _titles(build: Build) -> Iterator[Finding]:
    first: dict[str, Post] = {}
    for post in sorted(build.posts, key=lambda post: (post.date, post.docname)):
        known = first.setdefault(_plain(post.title), post)
        if known is not post:
            message = _("the title “%s” is also that of %s; readers tell posts apart by their titles.")
            text = message % (post.title, build.sources[known.docname])
            yield Finding(build.line(post.docname, "title"), text, build.sources[post.docname])


def _plain(title: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", title).casefold().split())


def _dates(build: Build) -> Iterator[Finding]:
    for post in build.posts:
        if post.updated and post.updated.date() < post.date.date():  # by day: a date without a time is 0:00
            message = _("“updated” (%s) is before “date” (%s); write the day of the last change, or leave it out.")
            text = message % (post.updated.date(), post.date.date())
            yield Finding(build.line(post.docname, "updated"), text, build.sources[post.docname])
