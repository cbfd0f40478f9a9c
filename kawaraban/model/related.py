"""What to read after a post: related posts, the parts of its series, its neighbours.

Posts are only related to older ones, so that a new post changes no other pages but its neighbours'.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kawaraban.model.post import Post

MOST = 3
LOOKS_BACK = 8
"""Number of previous posts per label that a post is compared with."""

Relation = tuple[tuple[str, str, tuple[str, ...], tuple[str, ...]], tuple[int, ...]]
"""By what a post is compared (docname, series, slugs of categories and tags), and the numbers of the related posts,
counted from the oldest.
"""


def relate(posts: Sequence[Post], known: Sequence[Relation] = ()) -> list[Relation]:
    """Return which older posts are most similar to each, from the oldest on; *posts* are sorted newest first.

    Rare labels count more than frequent ones, tags twice as much as categories; ties go to the newer post. *known* is
    what was returned for earlier posts: up to the first post that differs, it is right.
    """
    found: list[Relation] = []
    oldest_first, by_category, by_tag = (
        posts[::-1],
        defaultdict[str, list[int]](list),
        defaultdict[str, list[int]](list),
    )
    is_known = True
    for number, post in enumerate(oldest_first):
        about = (
            post.docname, post.series, tuple([label.slug for label in post.categories]),
            tuple([label.slug for label in post.tags]),
        )  # fmt: skip
        is_known = is_known and number < len(known) and known[number][0] == about
        points: dict[int, float] = {}
        for slugs, seen, weight in ((about[2], by_category, 1.0), (about[3], by_tag, 2.0)):
            for slug in slugs:
                older = seen[slug]
                if not is_known:
                    worth = weight / (1 + len(older))
                    for other in older[-LOOKS_BACK:]:
                        points[-other] = points.get(-other, 0.0) - worth  # the best and newest first
                older.append(number)
        if post.series:
            points = {other: worth for other, worth in points.items() if oldest_first[-other].series != post.series}
        best = tuple([-other for _worth, other in sorted(zip(points.values(), points, strict=True))[:MOST]])
        found.append(known[number] if is_known else (about, best))
    return found


def related(posts: Sequence[Post], found: Sequence[Relation]) -> dict[str, tuple[Post, ...]]:
    """Return the related posts of each post by docname; *found* are the relations of *posts*."""
    oldest_first = posts[::-1]
    return {about[0]: tuple([oldest_first[number] for number in numbers]) for about, numbers in found}


def series(posts: Sequence[Post]) -> dict[str, tuple[Post, ...]]:
    """Return the posts of each series with at least two parts, in order; *posts* are sorted newest first."""
    parts: defaultdict[str, list[Post]] = defaultdict(list)
    for post in reversed(posts):
        if post.series:
            parts[post.series].append(post)
    return {name: tuple(found) for name, found in parts.items() if len(found) > 1}


def neighbours(posts: Sequence[Post]) -> dict[str, tuple[Post | None, Post | None]]:
    """Return (older, newer) for each post by docname; *posts* are sorted newest first."""
    around: tuple[Post | None, ...] = (None, *posts, None)
    return {post.docname: (around[n + 2], around[n]) for n, post in enumerate(posts)}
