"""`kawaraban_posts`: posts in other folders than `posts/`, by the same rules."""

from __future__ import annotations

import pytest

from kawaraban import cli
from tests.conftest import Blog

POST = "---\ntitle: 題\ndate: 2025-01-02\ncategory: 甲\n---\n本文。\n"


def test_an_address_is_the_path_below_any_of_the_folders(blog: Blog) -> None:
    blog.conf('kawaraban_posts = ["posts", "notes/de"]')
    blog.post("2025/a")
    blog.write("notes/de/2025/b.md", POST + "\n[a](../../../posts/2025/a.md)\n")
    blog.write("notes/page.md", "# 頁\n\n[b](de/2025/b.md)\n")
    blog.build()
    assert 'href="a.html"' in blog.read("2025/b.html")
    assert 'href="../2025/b.html"' in blog.read("notes/page.html")
    assert "https://blog.example/sub/2025/b.html" in blog.read("blog/atom.xml")
    assert not any(name.startswith(("notes/de", "posts/")) for name in blog.files())


def test_lists_stay_where_they_are_if_posts_stand_below_blog(blog: Blog) -> None:
    blog.conf('kawaraban_posts = "blog"')
    blog.write("blog/2025/a.md", POST)
    blog.build()
    assert {"2025/a.html", "blog.html", "blog/2025.html", "blog/2025/01.html", "blog/category/甲.html"} <= {
        *blog.files()
    }
    assert 'href="blog/category/' in blog.read("index.html")


def test_a_post_with_the_name_of_a_list_is_an_error(blog: Blog) -> None:
    blog.conf('kawaraban_posts = "blog"')
    blog.write("blog/2025.md", POST)
    assert blog.fails() == "blog/2025.md:1: このファイルの名前は一覧 /blog/2025.html と同じです。名前を変えてください。"


def test_what_is_below_posts_is_a_page_if_another_folder_has_the_posts(blog: Blog) -> None:
    blog.conf('kawaraban_posts = "articles"')
    blog.write("posts/a.md", "# 頁\n")
    blog.write("articles/b.md", POST)
    assert blog.build().startswith("公開 1 件")
    assert {"posts/a.html", "b.html"} <= {*blog.files()}


def test_an_edited_post_of_another_folder_is_published_again(blog: Blog) -> None:
    blog.conf('kawaraban_posts = "articles"')
    blog.write("articles/a.md", POST)
    blog.build()
    blog.write("articles/a.md", POST.replace("本文", "新しい文"))
    blog.build()
    assert "新しい文" in blog.read("a.html")
    assert "新しい文" in blog.read("index.html")


@pytest.mark.parametrize("value", ['""', '"../posts"', '"."', '"a/../../b"', "[]", "[1]", "5", '"/posts"'])
def test_a_value_that_names_no_folder_is_an_error(blog: Blog, value: str) -> None:
    blog.conf(f"kawaraban_posts = {value}")
    assert blog.fails().startswith("conf.py:9: kawaraban_posts")


def test_new_posts_stand_in_the_first_folder_and_posts_of_all_folders_can_move(
    blog: Blog, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    blog.conf('kawaraban_posts = ["articles", "notes"]')
    blog.write("notes/b.md", POST)
    monkeypatch.chdir(blog.root / "src")
    monkeypatch.delenv("EDITOR", raising=False)
    assert cli.main(["new", "--title", "A", "--slug", "a", "--date", "2025-03-04"]) == 0
    assert (blog.root / "src/articles/2025/03/a.md").exists()
    assert cli.main(["rename", "--post", "notes/b.md", "--to", "articles/c.md", "--yes"]) == 0
    assert cli.main(["rename", "--post", "articles/c.md", "--to", "posts/c.md", "--yes"]) == 1
    capsys.readouterr()
    assert "redirect_from: /b.html" in (blog.root / "src/articles/c.md").read_text("utf-8")
