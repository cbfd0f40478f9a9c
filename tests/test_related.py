"""What to read next: older posts on the same things, so that a new post changes no old page; the parts of a series."""

from __future__ import annotations

from collections.abc import Iterable
from types import SimpleNamespace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from kawaraban.model.labels import label_of
from kawaraban.model.post import Post
from kawaraban.model.related import MOST, relate, related, series
from tests.conftest import Blog, html_tree


def post(name: str, categories: str = "", tags: str = "", of: str = "") -> Any:
    """Return what stands for a post here; each character is a label."""
    labels = [
        tuple(label_of(kind, each, each) for each in text) for kind, text in (("category", categories), ("tag", tags))
    ]
    return SimpleNamespace(docname=name, categories=labels[0], tags=labels[1], series=of)


labels = st.tuples(st.sampled_from(["", "甲", "甲乙"]), st.sampled_from(["", "x", "xy"]), st.sampled_from(["", "連載"]))


def names(found: Iterable[Post]) -> list[str]:
    return [other.docname for other in found]


def test_older_posts_with_the_same_labels_are_related_a_tag_counts_more() -> None:
    posts = [post("d", "甲", "x"), post("c", "甲"), post("b", "乙", "x"), post("a", "丙")]
    assert names(related(posts, relate(posts))["d"]) == ["b", "c"]
    assert names(related(posts, relate(posts))["c"]) == []


def test_a_rare_label_counts_more_than_one_of_many_posts() -> None:
    posts = [post("new", "", "xy"), *(post(f"p{n}", "", "x") for n in range(6)), post("old", "", "y")]
    assert names(related(posts, relate(posts))["new"])[0] == "old"


def test_there_are_at_most_three_and_none_of_the_same_series() -> None:
    posts = [post("new", "甲", of="連載"), *(post(f"p{n}", "甲") for n in range(5)), post("part", "甲", of="連載")]
    found = names(related(posts, relate(posts))["new"])
    assert len(found) == MOST
    assert "part" not in found


def test_a_new_post_does_not_change_what_others_show() -> None:
    posts = [post(f"p{n}", "甲乙"[n % 2], "xyz"[n % 3]) for n in range(30)]
    more = [post("new", "甲", "x"), *posts]
    before, after = related(posts, relate(posts)), related(more, relate(more))
    assert {name: names(found) for name, found in before.items()} == {
        name: names(found) for name, found in after.items() if name != "new"
    }


@given(st.lists(labels, max_size=12), st.lists(labels, max_size=12), st.integers(0, 12))
def test_what_is_known_of_earlier_posts_changes_nothing(before: list[Any], after: list[Any], shared: int) -> None:
    then, now = (
        [post(f"p{n}", *each) for n, each in enumerate(some)][::-1] for some in (before, before[:shared] + after)
    )
    assert relate(now, relate(then)) == relate(now)


def test_a_series_has_two_parts_at_least_the_oldest_first() -> None:
    posts = [post("c", of="連載"), post("b", of="一度きり"), post("a", of="連載")]
    assert {name: names(parts) for name, parts in series(posts).items()} == {"連載": ["a", "c"]}


def test_pages_show_series_and_related_posts_and_follow_their_titles(blog: Blog) -> None:
    blog.post("a", title="一", series="連載", tags="x")
    blog.post("b", date="2025-01-03", title="二", tags="x")
    blog.post("c", date="2025-01-04", title="三", series="連載", tags="x")
    blog.build()
    page = html_tree(blog.read("c.html"))
    assert page.xpath("//section[@class='kw-related']//a/@href") == ["b.html"]
    assert page.xpath("//section[@id='series']//li//text()") == ["一", "三"]
    assert page.xpath("//*[@class='kw-byline']//a[@href='#series']/text()") == ["連載「連載」"]
    blog.post("b", date="2025-01-03", title="二の改", tags="x")
    blog.post("a", title="一の改", series="連載", tags="x")
    blog.build()
    assert "二の改" in blog.read("c.html")
    assert "一の改" in blog.read("c.html")
