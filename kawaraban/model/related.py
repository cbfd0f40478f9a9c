"""Related posts, and the parts of series.

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


def related(posts: Sequence[Post]) -> dict[str, tuple[Post, ...]]:
    """Return the older posts most similar to each post, by docname; *posts* are sorted newest first.

    Rare labels count more than frequent ones, tags twice as much as categories; ties go to the newer post.
    """
    found: dict[str, tuple[Post, ...]] = {}
    seen: defaultdict[str, list[int]] = defaultdict(list)
    for number in range(len(posts) - 1, -1, -1):
        post, points = posts[number], defaultdict[int, float](float)
        for labels, weight in ((post.categories, 1.0), (post.tags, 2.0)):
            for label in labels:
                older = seen[label.pagename]
                worth = weight / (1 + len(older))
                for other in older[-LOOKS_BACK:]:
                    points[other] += worth
                older.append(number)
        others = [other for other in points if posts[other].series != post.series] if post.series else points
        best = sorted([(-points[other], other) for other in others])
        found[post.docname] = tuple(posts[other] for _worth, other in best[:MOST])
    return found


def series(posts: Sequence[Post]) -> dict[str, tuple[Post, ...]]:
    """Return the posts of each series with at least two parts, in order; *posts* are sorted newest first."""
    parts: defaultdict[str, list[Post]] = defaultdict(list)
    for post in reversed(posts):
        if post.series:
            parts[post.series].append(post)
    return {name: tuple(found) for name, found in parts.items() if len(found) > 1}
