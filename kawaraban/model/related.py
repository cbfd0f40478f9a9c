"""What to read next: older posts on the same things, and the other parts of a series.

Only older posts are related to a post, so that a new one changes no page but its own and its neighbours'.
"""

from __future__ import annotations

from collections import defaultdict, deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kawaraban.model.post import Post

MOST = 3
LOOKS_BACK = 8
"""How many of the posts before it, for each of its labels, a post is compared with."""


def related(posts: Sequence[Post]) -> dict[str, tuple[Post, ...]]:
    """Return the older posts that each post shares most with, by docname; *posts* are newest first.

    A rare label counts for more than one of many posts, a tag for twice a category; among equals the newer wins.
    """
    found: dict[str, tuple[Post, ...]] = {}
    seen: defaultdict[str, int] = defaultdict(int)
    last: defaultdict[str, deque[int]] = defaultdict(lambda: deque(maxlen=LOOKS_BACK))
    for number in range(len(posts) - 1, -1, -1):
        post, points = posts[number], defaultdict[int, float](float)
        for labels, weight in ((post.categories, 1.0), (post.tags, 2.0)):
            for label in labels:
                worth = weight / (1 + seen[label.pagename])
                for other in last[label.pagename]:
                    points[other] += worth
                last[label.pagename].append(number)
                seen[label.pagename] += 1
        others = [other for other in points if posts[other].series != post.series] if post.series else points
        best = sorted([(-points[other], other) for other in others])
        found[post.docname] = tuple(posts[other] for _worth, other in best[:MOST])
    return found


def series(posts: Sequence[Post]) -> dict[str, tuple[Post, ...]]:
    """Return the parts of each series of two posts or more, in order; *posts* are newest first."""
    parts: defaultdict[str, list[Post]] = defaultdict(list)
    for post in reversed(posts):
        if post.series:
            parts[post.series].append(post)
    return {name: tuple(found) for name, found in parts.items() if len(found) > 1}
