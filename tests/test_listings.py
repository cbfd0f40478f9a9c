"""Lists: old pages keep their posts when new ones come."""

from __future__ import annotations

from kawaraban.model.listings import Listing, paginate


def pages(count: int, size: int = 3) -> dict[str, Page]:
    listing = Listing("all", "blog", "", tuple(range(count, 0, -1)))
    return {page.pagename: page for page in paginate(listing, size)}


def test_old_pages_never_change() -> None:
    before = {}
    for count in range(40):
        now = {name: page.posts for name, page in pages(count).items() if name != "blog"}
        assert before.items() <= now.items()
        before = now


def test_every_post_is_on_one_page_newest_first() -> None:
    for count in (0, 1, 5, 6, 7, 30):
        found = [post for page in pages(count).values() for post in page.posts]
        assert found == list(range(count, 0, -1))


def test_pages_are_linked_both_ways() -> None:
    found = pages(10)
    assert list(found) == ["blog", "blog/page/2", "blog/page/1"]
    assert (found["blog"].older, found["blog"].newer) == ("blog/page/2", "")
    assert (found["blog/page/2"].older, found["blog/page/2"].newer) == ("blog/page/1", "blog")
    assert (found["blog/page/1"].older, found["blog/page/1"].newer) == ("", "blog/page/2")
