"""A site with a table of contents in its sidebar, such as a handbook: pages in order, and no blog where there are no posts."""

from __future__ import annotations

import pytest

from tests.conftest import Blog, html_tree

SIDEBAR = 'html_sidebars = {"**": ["sidebar/contents.html", "sidebar/search.html"]}'
TOCTREE = "# 手引き\n\n```{{toctree}}\n:hidden:\n:caption: {}\n\n{}\n```\n"
LONG = "# 題{}\n\n文。\n\n## はじめに\n\n文。\n\n## 次に\n\n文。\n"


@pytest.fixture
def handbook(blog: Blog) -> Blog:
    """A site of three chapters, one of them in a folder, and a page that is none."""
    blog.conf(SIDEBAR)
    for name in ("b", "a", "more/c", "about"):
        blog.write(f"{name}.md", LONG.format(name[-1]))
    blog.write(
        "index.md", TOCTREE.format("書く", "b\na") + "\n" + TOCTREE.format("調べる", "more/c").split("\n\n", 1)[1]
    )
    return blog


def links(blog: Blog, page: str, path: str) -> list[tuple[str, str]]:
    return [(link.get("href"), link.text_content()) for link in html_tree(blog.read(page)).xpath(path)]


CONTENTS = "//aside//nav[contains(@class, 'kw-contents')]"


def test_the_sidebar_has_the_table_of_contents_and_marks_the_page(handbook: Blog) -> None:
    handbook.build()
    assert links(handbook, "a.html", f"{CONTENTS}//li/a") == [
        ("b.html", "題b"),
        ("a.html", "題a"),
        ("more/c.html", "題c"),
    ]
    assert links(handbook, "more/c.html", f"{CONTENTS}//li/a")[0] == ("../b.html", "題b")
    assert [p.text for p in html_tree(handbook.read("a.html")).xpath(f"{CONTENTS}/p")] == ["書く", "調べる"]
    for page in ("a", "b", "more/c"):
        (current,) = html_tree(handbook.read(f"{page}.html")).xpath(f"{CONTENTS}//*[@aria-current='page']")
        assert current.text == f"題{page[-1]}"
    assert not html_tree(handbook.read("about.html")).xpath(f"{CONTENTS}//*[@aria-current]")
    assert links(handbook, "a.html", "//header//nav//a") == []


def test_pages_lead_to_the_ones_before_and_after_and_show_what_is_on_them(handbook: Blog) -> None:
    handbook.build()
    near = "//nav[@class='kw-near']/a"
    assert links(handbook, "b.html", near) == [("a.html", "次のページ題a")]
    assert links(handbook, "a.html", near) == [("b.html", "前のページ題b"), ("more/c.html", "次のページ題c")]
    assert links(handbook, "more/c.html", near) == [("../a.html", "前のページ題a")]
    assert [text for _href, text in links(handbook, "a.html", "//nav[@class='kw-toc']//a")] == ["はじめに", "次に"]
    assert links(handbook, "about.html", f"{near} | //nav[@class='kw-toc']//a") == []


def test_without_it_in_the_sidebar_the_links_are_at_the_top(handbook: Blog) -> None:
    handbook.conf("")
    handbook.build()
    assert [text for _href, text in links(handbook, "a.html", "//header//nav//a")] == ["題b", "題a", "題c"]
    assert not links(handbook, "a.html", f"{CONTENTS}//a | //nav[@class='kw-near']/a | //nav[@class='kw-toc']//a")


def test_a_site_without_posts_shows_no_blog(handbook: Blog) -> None:
    handbook.build()
    for page in ("index.html", "a.html", "404.html", "search.html", "sitemap.html"):
        found = html_tree(handbook.read(page))
        assert not found.xpath("//a[contains(@href, 'blog')] | //link[@rel='alternate']"), page
        assert "記事はまだありません" not in found.text_content(), page
    assert "/blog" not in handbook.read("sitemap.xml").replace("//blog.example/", "")
    names = [text for _href, text in links(handbook, "sitemap.html", "//article//li/a")]
    assert names == ["手引き", "題b", "題a", "題c", "題t", "検索"]
    handbook.post("p")
    handbook.build()
    assert links(handbook, "sitemap.html", "//article//a[contains(@href, 'blog/archive')]")


CHANGES = {
    "a title": lambda b: b.write("b.md", LONG.format("新")),
    "the order": lambda b: b.write("index.md", TOCTREE.format("書く", "more/c\na\nb")),
    "a caption": lambda b: b.write("index.md", TOCTREE.format("新しい", "b\na\nmore/c")),
    "one page less": lambda b: b.write("index.md", TOCTREE.format("書く", "b\na")),
    "no contents": lambda b: b.conf('html_sidebars = {"**": ["sidebar/search.html"]}'),
    "a first post": lambda b: b.post("p"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_of_the_contents_gives_the_pages_of_a_clean_build(handbook: Blog, change: str) -> None:
    handbook.build()
    CHANGES[change](handbook)
    handbook.build()
    after = handbook.files()
    (handbook.root / "cache").rename(handbook.root / "old")
    handbook.out = handbook.root / "clean"
    handbook.build()
    assert after == handbook.files()
