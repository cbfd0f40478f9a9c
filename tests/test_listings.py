"""Lists: old pages keep their posts when new ones come."""

from __future__ import annotations

import json
from typing import Any

from kawaraban.model.listings import Listing, ListPage, paginate
from kawaraban.model.post import Post
from tests.conftest import Blog


def pages(count: int, size: int = 3) -> dict[str, ListPage]:
    posts: Any = tuple(range(count, 0, -1))  # a number stands for a post
    listing = Listing("all", "blog", "", posts)
    return {page.pagename: page for page in paginate(listing, size)}


def test_old_pages_never_change() -> None:
    before: dict[str, tuple[Post, ...]] = {}
    for count in range(40):
        now = {name: page.posts for name, page in pages(count).items() if name != "blog"}
        assert before.items() <= now.items()
        before = now


def test_every_post_is_on_one_page_newest_first() -> None:
    for count in (0, 1, 5, 6, 7, 30):
        found: list[object] = [post for page in pages(count).values() for post in page.posts]
        assert found == list(range(count, 0, -1))


def test_pages_are_linked_both_ways() -> None:
    found = pages(10)
    assert list(found) == ["blog", "blog/page/2", "blog/page/1"]
    assert (found["blog"].older, found["blog"].newer) == ("blog/page/2", "")
    assert (found["blog/page/2"].older, found["blog/page/2"].newer) == ("blog/page/1", "blog")
    assert (found["blog/page/1"].older, found["blog/page/1"].newer) == ("", "blog/page/2")


def test_the_months_of_a_year_are_found_by_pages_of_earlier_builds(blog: Blog) -> None:
    blog.post("a", date="2024-05-01")
    blog.build()
    before = json.loads(blog.read("blog/archive.json"))
    blog.post("b", date="2025-01-02")
    blog.build()
    assert json.loads(blog.read("blog/archive.json"))["2024"] == before["2024"] == [["5月", "blog/2024/05.html", 1]]
