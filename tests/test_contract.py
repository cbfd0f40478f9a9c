"""Addresses, drafts, errors: what authors, subscribers and outside checks depend on."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import Blog, files_below

SECRET = "ひみつの言葉"


def test_the_address_of_a_post_is_its_path_below_posts(blog: Blog) -> None:
    blog.post("2025/10/rare-earths", category="世界情勢など", tags="[パリ, バリ]")
    blog.build()
    for name in (
        "2025/10/rare-earths.html", "blog.html", "blog/archive.html", "blog/2025.html", "blog/2025/01.html",
        "blog/category.html", "blog/category/世界情勢など.html", "blog/tag.html", "blog/tag/パリ.html", "blog/tag/バリ.html",
        "blog/author/elh.html", "blog/atom.xml", "blog/rss.xml", "blog/feed.json", "blog/tag/パリ/atom.xml",
        "blog/category/世界情勢など/rss.xml", "blog/category/世界情勢など/feed.json", "search.html", "404.html",
        "sitemap.xml", "robots.txt",
    ):  # fmt: skip
        assert (blog.out / name).is_file(), name
    assert not (blog.out / "posts").exists()
    assert "https://blog.example/sub/2025/10/rare-earths.html" in blog.read("sitemap.xml")


def test_further_pages_are_counted_from_the_oldest(blog: Blog) -> None:
    blog.conf("kawaraban_page_size = 2")
    for day in range(1, 6):
        blog.post(f"p{day}", title=f"記事{day}", date=f"2025-01-0{day}")
    blog.build()
    assert "記事1" in blog.read("blog/page/1.html").split("<aside")[0]
    assert "記事5" in blog.read("blog.html")
    assert not (blog.out / "blog/page/2.html").exists()


def test_an_empty_or_missing_folder_of_posts_builds(blog: Blog) -> None:
    assert re.findall(r"\d+", blog.build()) == ["0", "0", "0"]
    assert json.loads(blog.read("blog/feed.json"))["items"] == []


@pytest.mark.parametrize("name", ["b.rst", "2025/10/c.RST", "d.mdx", "e.MD", "f.markdown"])
def test_a_file_that_looks_like_a_post_and_is_none_is_told(blog: Blog, name: str) -> None:
    blog.post("a")
    blog.write(f"posts/{name}", "題\n====\n\n文。\n")
    assert blog.fails().startswith(f"posts/{name}:1: ")


@pytest.mark.parametrize("name", [".b.rst", "data.csv", "readme.txt", "page.html", "x.rst.bak"])
def test_other_files_beside_posts_are_data(blog: Blog, name: str) -> None:
    blog.post("a")
    blog.write(f"posts/{name}", "文。\n")
    assert "1" in blog.build()
    assert not [file for file in blog.files() if file.endswith(name)]


def test_a_notebook_that_no_post_offers_is_noticed(blog: Blog) -> None:
    blog.write("posts/one.ipynb", "{}")
    blog.write("posts/two.ipynb", "{}")
    blog.post("a", "[二](two.ipynb)\n")
    said = blog.build().splitlines()
    assert said[0].startswith("posts/one.ipynb:1: ")
    assert not any("two.ipynb" in line for line in said)


def test_drafts_and_scheduled_posts_leave_no_trace(blog: Blog, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1764547200")  # 2025-12-01
    image = b'<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"/>'
    blog.post("open")
    for name, more in (("hidden", {"draft": "true"}), ("later", {"date": "2030-01-01"})):
        blog.write(f"posts/{name}.svg", image)
        blog.post(name, f"{SECRET}\n\n![{SECRET}]({name}.svg)\n", title=SECRET, tags=SECRET, **more)
    said = blog.build()
    assert re.findall(r"\d+", said)[:3] == ["1", "1", "1"]
    assert "2030-01-01" in said
    for name, data in blog.files().items():
        assert SECRET not in name + data.decode("utf-8", "replace"), name
        assert not re.search("hidden|later", name)


def sphinx_build(blog: Blog) -> dict[Path, bytes]:
    """Build as everybody does who knows Sphinx; return every file below the site, its notes and caches too."""
    subprocess.run([sys.executable, "-m", "sphinx", "-q", "-b", "html", blog.root / "src", blog.out], check=True)
    return {path: path.read_bytes() for path in blog.out.rglob("*") if path.is_file()}


def test_nothing_that_waits_lies_below_the_site_after_a_plain_sphinx_build(blog: Blog) -> None:
    blog.post("open")
    blog.write("posts/slug-of-a-picture.svg", '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"/>')
    blog.post("slug-of-a-draft", f"{SECRET}\n\n![x](slug-of-a-picture.svg)\n", title="先の題", draft="true")
    blog.post("slug-of-a-later-one", f"{SECRET}\n", title="先の題", date="2999-01-01")
    for _build in ("first", "second"):
        found = sphinx_build(blog)
        assert blog.out / "open.html" in found
        for path, data in found.items():
            for word in (SECRET, "slug-of-a", "先の題"):
                assert word.encode() not in str(path).encode() + data, path


def test_words_that_were_taken_back_do_not_lie_below_the_site(blog: Blog) -> None:
    blog.post("a", f"{SECRET}\n")
    assert any(SECRET.encode() in data for data in sphinx_build(blog).values())
    blog.post("a", f"{SECRET}\n", draft="true")
    assert not any(SECRET.encode() in data for data in sphinx_build(blog).values())


def test_what_an_earlier_version_kept_below_the_site_is_deleted(blog: Blog) -> None:
    blog.post("a")
    sphinx_build(blog)
    (cache,) = (blog.root / "src/_build").iterdir()
    cache.rename(blog.out / ".doctrees")
    sphinx_build(blog)
    assert not (blog.out / ".doctrees").exists()


def test_a_scheduled_post_appears_when_its_time_has_come(blog: Blog, monkeypatch: pytest.MonkeyPatch) -> None:
    blog.post("later", date="2030-01-01 09:00")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1893455999")
    blog.build()
    assert not (blog.out / "later.html").exists()
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1893456000")  # 2030-01-01T00:00:00Z = 09:00 in Tokyo
    blog.build()
    assert (blog.out / "later.html").exists()


def test_the_preview_shows_drafts_marked(blog: Blog) -> None:
    blog.post("hidden", draft="true", date=None)
    blog.build(kawaraban_preview=True)
    assert "下書き" in blog.read("hidden.html")
    assert "noindex" in blog.read("hidden.html")


def test_a_link_to_a_draft_is_an_error(blog: Blog) -> None:
    blog.post("open", "\n[次](hidden.md)\n")
    blog.post("hidden", draft="true")
    assert re.search(r"posts/open\.md:6: .*posts/hidden\.md", blog.fails())


def test_every_error_of_a_build_is_told_at_once(blog: Blog) -> None:
    blog.post("a", date="明日")
    blog.post("b", tagz="甲")
    blog.post("c", "<script>alert(1)</script>\n")
    blog.write("posts/d.md", "---\ntitle: 題\n---\n".encode("cp932"))
    blog.post("e", author="elj")
    blog.post("f", "![絵](nai.png)\n")
    blog.post("g", "# 別の題\n")
    said = blog.fails().splitlines()
    assert [line.split(":")[:2] for line in said] == [
        ["posts/a.md", "3"], ["posts/b.md", "4"], ["posts/c.md", "5"], ["posts/d.md", "2"],
        ["posts/e.md", "4"], ["posts/f.md", "5"], ["posts/g.md", "5"],
    ]  # fmt: skip
    assert "tags" in said[1]
    assert "elh" in said[4]
    assert "Traceback" not in "".join(said)


def test_the_same_mistake_fails_the_same_way_again(blog: Blog) -> None:
    blog.post("a", "[x](nai.md)\n")
    assert blog.fails() == blog.fails() != ""


@pytest.mark.parametrize("few", [0, 100])
def test_a_warning_of_sphinx_fails_the_build_each_time(blog: Blog, monkeypatch: pytest.MonkeyPatch, few: int) -> None:
    monkeypatch.setattr("kawaraban.pages.documents.FEW", few)
    for n in range(15):
        blog.post(f"p{n}", "```{nai}\n```\n" if n == 7 else "文。\n")
    assert blog.fails().startswith("posts/p7.md:5: ")
    assert blog.fails().startswith("posts/p7.md:5: ")


def test_errors_are_in_the_blogs_language(blog: Blog) -> None:
    blog.post("a", draft="3")
    assert "書いてください" in blog.fails()
    blog.conf('language = "en"')
    assert "should be true or false" in blog.fails()


@pytest.mark.parametrize(
    ("setting", "expected"),
    [
        ('kawaraban_feed_length = "20"', "整数"),
        ("kawaraban_page_size = 0", "整数"),
        ('kawaraban_hosts = "a.example"', "リスト"),
        ('kawaraban_timezone = "Tokyo"', "Asia/Tokyo"),
        ("kawaraban_feed_lenght = 3", "kawaraban_feed_length"),
        ('blog_baseurl = "blog.example"', "https://example.org/"),
        ('blog_default_author = "elj"', "elh"),
        ('blog_authors = {"elh": "エル"}', "dict"),
        ('kawaraban_label_slugs = {"C++": "C P"}', "dict"),
    ],
)
def test_a_setting_of_a_wrong_kind_says_what_was_expected(blog: Blog, setting: str, expected: str) -> None:
    blog.conf(setting)
    said = blog.fails()
    assert said.startswith("conf.py:9: ")
    assert expected in said


@pytest.mark.parametrize("names", [("C", "C++"), ("ガ", "ｶﾞ"), ("AI", "ai")])
def test_two_labels_at_one_address_are_an_error_that_names_both(blog: Blog, names: tuple[str, str]) -> None:
    blog.post("a", tags=names[0])
    blog.post("b", tags=names[1])
    said = blog.fails()
    assert all(f"「{name}」" in said for name in names)


def test_a_chosen_slug_settles_it(blog: Blog) -> None:
    blog.conf('kawaraban_label_slugs = {"C++": "cpp", "🙂": "egao"}')
    blog.post("a", tags="[C, C++, 🙂]")
    blog.build()
    assert {path.name for path in (blog.out / "blog/tag").glob("*.html")} == {
        "c.html",
        "cpp.html",
        "egao.html",
    }


def test_a_label_without_letters_asks_for_a_slug(blog: Blog) -> None:
    blog.post("a", tags="・・・")
    assert "kawaraban_label_slugs" in blog.fails()


def test_hostile_labels_stay_inside_the_site(blog: Blog) -> None:
    blog.post("a", tags='["<script>", "a/b", "../../x", "é"]', category="ハ")
    blog.build()
    assert {path.stem for path in (blog.out / "blog/tag").glob("*.html")} == {"script", "a-b", "x", "é"}
    assert {path.name for path in blog.root.iterdir()} == {"src", "out", "cache"}
    assert "<script>の" not in blog.read("a.html")
    assert "&lt;script&gt;" in blog.read("a.html")


@pytest.mark.parametrize(
    "matter",
    [
        {"redirect_from": "/b.html"},
        {"redirect_from": "/a.html"},
        {"redirect_from": "/blog.html"},
        {"redirect_from": "/"},
    ],
)
def test_an_old_address_that_is_taken_is_an_error(blog: Blog, matter: dict[str, str]) -> None:
    blog.post("a", **matter)
    blog.post("b")
    assert "posts/a.md:4: " in blog.fails()


def test_a_post_and_a_page_at_one_address_are_an_error_that_names_both(blog: Blog) -> None:
    blog.write("about.md", "# この場所\n")
    blog.post("about")
    said = blog.fails()
    assert "posts/about.md" in said
    assert " about.md" in said


def test_an_old_address_leads_to_the_post(blog: Blog) -> None:
    blog.post("2025/a", redirect_from="[/2010/01/old.html, /feed/x/]")
    blog.build()
    page = blog.read("2010/01/old.html")
    assert 'content="0; url=../../2025/a.html"' in page
    assert '<link rel="canonical" href="https://blog.example/sub/2025/a.html">' in page
    assert 'href="../../2025/a.html"' in blog.read("feed/x/index.html")


def test_the_404_page_links_from_the_sub_path(blog: Blog) -> None:
    blog.build()
    links = re.findall(r'(?:href|src)="([^"]+)"', blog.read("404.html"))
    assert all(link.startswith(("/sub/", "#", "http")) for link in links), links


def test_a_failed_build_leaves_what_was_published(blog: Blog, monkeypatch: pytest.MonkeyPatch) -> None:
    blog.write("Makefile", "")
    blog.post("a")
    command = [sys.executable, "-m", "kawaraban", "html"]
    source = blog.root / "src"
    assert subprocess.run(command, cwd=source, check=False).returncode == 0
    before = (source / "_build/html/a.html").read_bytes()
    blog.post("a", date="2025-99-99")
    for _ in range(2):
        done = subprocess.run(command, cwd=source, capture_output=True, text=True, check=False)
        assert done.returncode == 1
        assert done.stderr.startswith("posts/a.md:3: ")
    assert (source / "_build/html/a.html").read_bytes() == before


def test_plain_sphinx_build_makes_the_same_site(blog: Blog) -> None:
    blog.post("a", tags="甲")
    blog.build()
    plain = blog.root / "plain"
    command = [sys.executable, "-m", "sphinx", "-q", "-b", "html", ".", str(plain)]
    subprocess.run(command, cwd=blog.root / "src", check=True)
    assert files_below(plain) == blog.files()


def test_a_link_to_a_missing_file_is_an_error_in_the_blogs_language(blog: Blog) -> None:
    blog.post("a", "文。\n\n[次](nai.md)と[先](../x/nai.md#y)\n")
    assert [line.split(" ")[0] for line in blog.fails().splitlines()] == ["posts/a.md:7:", "posts/a.md:7:"]
    assert "「nai.md」が見つかりません" in blog.fails()


def test_a_link_to_a_post_with_a_mistake_is_no_mistake(blog: Blog) -> None:
    blog.post("a", "[次](b.md)\n")
    blog.post("b", date="明日")
    assert [line.split(":")[0] for line in blog.fails().splitlines()] == ["posts/b.md"]


def test_a_draft_under_a_name_with_signs_is_left_out(blog: Blog) -> None:
    for name in ("[draft]", "a*b", "what?"):
        blog.post(name, draft="true")
    blog.post("d")
    assert "公開 1 件、下書き 3 件" in blog.build()
    assert not list(blog.out.glob("*[[]*"))


@pytest.mark.parametrize(
    "old", ["/x/%2e%2e/%2e%2e/y.html", "/../y.html", "/x%00.html", "/x%5C..%5Cy.html", "/" + "x" * 300 + ".html"]
)
def test_an_old_address_never_leaves_the_site(blog: Blog, old: str) -> None:
    blog.post("a", redirect_from=old)
    assert blog.fails().startswith("posts/a.md:4: ")


def test_odd_files_are_told_of(blog: Blog) -> None:
    blog.write("posts/a.MD", "---\ntitle: 題\n---\n")
    blog.write("posts/b.png", b"")
    blog.post("b", "![絵](b.png)\n")
    blog.post("c", image="c.md")
    (blog.root / "src/posts/d.md").symlink_to("nowhere")
    blog.post("e", myst="&a {x: *a}")
    assert [line.split(": ")[0] for line in blog.fails().splitlines()] == [
        "posts/a.MD:1", "posts/b.md:5", "posts/c.md:4", "posts/d.md:1", "posts/e.md:4",
    ]  # fmt: skip


@pytest.mark.parametrize(("conf", "line"), [("blog_title = (", 9), ("import nai", 9), ("1 / 0", 9)])
def test_a_mistake_in_conf_py_is_one_line(blog: Blog, conf: str, line: int) -> None:
    blog.conf(conf)
    said = blog.fails()
    assert said.startswith(f"conf.py:{line}: ")
    assert "Traceback" not in said
    assert len(said.splitlines()) == 1


@pytest.mark.parametrize("old", ["/blog/atom.xml", "/a.html/x.html", "/blog/tag/甲/rss.xml"])
def test_an_old_address_takes_no_feed_and_no_folder(blog: Blog, old: str) -> None:
    blog.post("a", redirect_from=old, tags="甲")
    assert f"/{old.split('/')[1]}" in blog.fails()
    assert "が同じアドレス" in blog.fails()


def test_meta_of_the_author_reaches_the_page(blog: Blog) -> None:
    blog.post("a", html_meta='{description: "私の紹介", keywords: "甲"}')
    blog.build()
    page = blog.read("a.html")
    assert page.count('name="description"') == 1
    assert "私の紹介" in page


def test_a_removed_static_file_and_download_leave_the_site(blog: Blog) -> None:
    source = blog.root / "src"
    command = [sys.executable, "-m", "kawaraban", "html"]
    blog.write("_static/old.css", "a{}")
    blog.write("posts/x.csv", "1")
    blog.post("a", "[表](x.csv)\n")
    subprocess.run(command, cwd=source, check=True)
    assert list((source / "_build/html/_downloads").rglob("x.csv"))
    (source / "_static/old.css").unlink()
    blog.post("a")
    subprocess.run(command, cwd=source, check=True)
    assert not (source / "_build/html/_static/old.css").exists()
    assert not list((source / "_build/html").rglob("x.csv"))
    assert list((source / "_build/html/_static").glob("kawaraban.*.css"))


def test_an_icon_of_the_blogs_own_is_copied(blog: Blog) -> None:
    blog.write("icons/mine.svg", '<svg xmlns="http://www.w3.org/2000/svg"/>')
    blog.conf(
        'html_theme_options = {"icon_links": [{"name": "M", "url": "https://m.example/", "icon": "icons/mine.svg"}]}'
    )
    blog.build()
    assert 'src="./_static/mine.svg"' in blog.read("index.html")
    assert (blog.out / "_static/mine.svg").is_file()
