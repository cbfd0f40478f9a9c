"""What stops a blog that was made for ABlog, and what of ABlog's own works; tests/test_adopt.py has whole blogs."""

from __future__ import annotations

from pathlib import Path

import ablog.blog
import pytest

from kawaraban.cli.adopt_addresses import OldBuilder, find_builder
from kawaraban.cli.adopt_conf import ConfFile
from kawaraban.cli.adopt_names import language_tag
from kawaraban.model.ablog_settings import ABLOG_SETTINGS
from kawaraban.model.frontmatter.editing import add_label, remove_key, rename_key
from kawaraban.text.edits import apply_edits
from tests.conftest import Blog
from tests.stock_ablog import publish
from tests.test_adopt import BLOGS, OLD, sections_of


def test_it_is_decided_what_becomes_of_each_of_ablogs_settings() -> None:
    assert {name for name, *_rest in ablog.blog.CONFIG} <= ABLOG_SETTINGS.keys()


@pytest.mark.parametrize("file", BLOGS, ids=lambda file: file.stem)
def test_the_old_addresses_of_a_blog_are_those_that_ablog_publishes(file: Path, tmp_path: Path) -> None:
    sections = sections_of(file)
    assert publish(sections, tmp_path) == next(text for title, text in sections.items() if title.startswith(OLD))


@pytest.mark.parametrize(
    ("path", "text", "builder"),
    [("Makefile", "html:\n\tablog build\n", (True, "Makefile")), ("tox.ini", "ablog build -b html", (False, "tox.ini")),
     ("conf.py", 'ablog_builder = "html"', (False, "conf.py")), ("conf.py", 'github_pages = "x"', (True, "conf.py")),
     ("_website/search.html", "", (False, "_website/search.html")), ("conf.py", "", (False, ""))],
)  # fmt: skip
def test_what_tells_the_builder_of_the_old_site(path: str, text: str, builder: OldBuilder, tmp_path: Path) -> None:
    (tmp_path / "_website").mkdir()
    (tmp_path / "conf.py").write_text("")
    (tmp_path / path).write_text(text)
    assert find_builder(tmp_path) == builder


def test_all_that_stops_it_is_in_one_list(blog: Blog) -> None:
    blog.conf(
        'language = "en"\nblog_baseurl = ""\nhtml_theme = "furo"\nblog_path = "news"\nhtml_sidebars = {"**": ["about.html"]}'
    )
    blog.write("about.md", "---\nblogpost: true\n---\n# About\n")
    blog.write("old.rst", "---\nOld\n---\n\n.. post:: 2020-01-01\n")
    blog.post("a", "[x](nowhere.md)\n", blogpost="true", external_link="https://x.example/")
    (blog.root / "src/index.md").unlink()
    found = blog.fails().splitlines()
    assert [line.partition(": ")[0] for line in found[1:]] == [
        "about.md:2", "conf.py:10", "conf.py:11", "conf.py:12", "conf.py:13", "index.md:1", "old.rst:5",
        "posts/a.md:4", "posts/a.md:5", "posts/a.md:7",
    ]  # fmt: skip
    assert "kawaraban adopt" in found[0]


def test_a_setting_without_use_is_a_notice_that_ablog_never_sees(blog: Blog) -> None:
    blog.conf(
        'language = "en"\npost_auto_excerpt = 2\nblog_default_language = "xx"\nblog_archive_titles = 5\nblog_path = "blog"'
    )
    blog.post("a")
    notices = blog.build().splitlines()[:-1]
    assert sorted(notice.partition(" has")[0] for notice in notices) == [
        "conf.py:10: post_auto_excerpt", "conf.py:11: blog_default_language", "conf.py:12: blog_archive_titles",
    ]  # fmt: skip


def test_a_template_of_ablogs_that_is_not_used_is_a_notice(blog: Blog) -> None:
    blog.write("_templates/ablog/collection.html", "{{ collection }}")
    assert blog.build().startswith("_templates/ablog/collection.html:1: ")


def test_blocks_of_a_blogs_own_page_are_shown_or_told(blog: Blog) -> None:
    own = '{%% extends "!page.html" %%}\n{%% block %s %%}{{ super() }}<p>感想はこちら</p>{%% endblock %%}'
    blog.post("a")
    blog.write("_templates/page.html", own % "body")
    blog.build()
    assert "本文。" in blog.read("a.html")
    assert "感想はこちら" in blog.read("a.html")
    blog.write("_templates/page.html", own.replace("{{ super() }}", "") % "docs_body")
    assert blog.build().startswith("_templates/page.html:2: ")


def test_a_page_may_be_written_in_rst_but_no_post(blog: Blog) -> None:
    blog.write("about.rst", "頁\n==\n\n:ref:`blog-posts`\n")
    blog.build()
    assert 'href="blog.html"' in blog.read("about.html")
    blog.write("posts/a.rst", "題\n==\n")
    assert blog.fails().startswith("posts/a.rst:1: 記事は Markdown で書きます。")


def test_the_number_of_posts_in_a_feed_is_ablogs_if_ours_is_not_set(blog: Blog) -> None:
    for name in "abc":
        blog.post(name)
    for line, count in (("blog_feed_length = 2", 2), ("blog_feed_length = 2\nkawaraban_feed_length = 1", 1)):
        blog.conf(line)
        blog.build()
        assert blog.read("blog/rss.xml").count("<item>") == count


def test_titles_in_ablogs_sidebar_parts_are_escaped_and_old_names_work(blog: Blog) -> None:
    blog.conf('html_sidebars = {"**": ["recentposts.html", "ablog/tagcloud.html", "postcard.html"]}')
    blog.post("a", title="甲 <script>x</script>", tags="<b>", updated="2025-03-04")
    blog.build()
    page = blog.read("a.html").partition("<aside")[2]
    assert "2025年3月4日" in page
    assert "<b>" not in page
    assert "甲 &lt;script&gt;" in blog.read("index.html").partition("<aside")[2]


def test_a_blogs_own_part_of_an_old_name_is_its_own(blog: Blog) -> None:
    blog.conf('html_sidebars = {"**": ["recentposts.html"]}')
    blog.write("_templates/recentposts.html", "<p>我が家の部品</p>")
    blog.build()
    assert "我が家の部品" in blog.read("index.html")


def test_a_new_post_is_in_ablogs_parts_of_kept_pages(blog: Blog) -> None:
    blog.conf('html_sidebars = {"**": ["ablog/recentposts.html", "ablog/archives.html"]}')
    blog.post("a", title="一")
    blog.write("about.md", "# 頁\n")
    blog.build()
    blog.post("b", title="二", date="2026-01-02")
    blog.build()
    assert "二" in blog.read("about.html")
    assert "2026" in blog.read("a.html")


@pytest.mark.parametrize("option", [":location: 京都", ":language: de", ":tags: 無"])
def test_a_list_of_what_no_post_has_is_an_error(blog: Blog, option: str) -> None:
    blog.post("a", tags="有")
    blog.write("index.md", f"# 瓦版\n\n```{{postlist}}\n{option}\n```\n")
    assert "どの記事にもありません" in blog.fails()


def test_there_is_an_overview_of_authors_if_there_are_several(blog: Blog) -> None:
    blog.post("a")
    blog.write("about.md", "# 頁\n\n{ref}`blog-authors`\n")
    blog.build()
    assert 'href="blog/author/elh.html"' in blog.read("about.html")
    assert "blog/author.html" not in blog.files()
    blog.post("b", author="mio")
    blog.build()
    assert 'href="blog/author.html"' in blog.read("about.html")
    assert "ミオ" in blog.read("blog/author.html")


def test_a_reference_to_a_name_that_two_posts_have_is_an_error(blog: Blog) -> None:
    blog.post("2024/a")
    blog.write("index.md", "# 瓦版\n\n{ref}`a`\n")
    blog.build()
    assert 'href="2024/a.html"' in blog.read("index.html")
    blog.post("2025/a")
    assert blog.fails().startswith("index.md:3: ")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("theme.toml", "[theme"),
        ("theme.toml", "theme = 3\n"),
        ("theme.conf", "[options]\n"),
        ("theme.conf", "inherit\n"),
    ],
)
def test_a_theme_with_a_slip_is_another_theme(blog: Blog, name: str, text: str) -> None:
    blog.conf('html_theme = "mine"\nhtml_theme_path = ["_themes"]\nlanguage = "en"')
    blog.write(f"_themes/mine/{name}", text)
    assert "conf.py:9: “mine” is another theme;" in blog.fails()


def test_the_icons_of_the_parent_themes_shorthands_are_ours(blog: Blog) -> None:
    blog.conf('html_theme_options = {"github_url": "https://github.com/x"}')
    blog.build()
    assert "https://github.com/x" in blog.read("index.html")


CONF = """x = [
    "a",  # first
    "b",
]
d = {"k": 1, "l": {"m": ["n"]}}
s = "é"; t = 1
if s:
    u = 1
v = 1
v = 2
"""


def test_conf_is_only_changed_where_that_is_certain() -> None:
    conf = ConfFile(CONF)
    assert conf.insert_first("x", "z")
    assert conf.replace_items("x", "b", "")
    assert conf.remove_key("d", "k")
    assert conf.replace_items("d", "n", "o")
    assert conf.set("s", "ö")
    assert not any(conf.remove(name) for name in ("s", "u", "v", "w"))
    assert not conf.set("v", 3)
    conf.add("w = 1")
    assert conf.result == (
        'x = [\n    "z",\n    "a",  # first\n]\nd = {"l": {"m": ["o"]}}\ns = "ö"; t = 1\n' + CONF.partition("t = 1\n")[2]
        + "\nw = 1\n"
    )  # fmt: skip


def test_keys_are_removed_and_renamed_and_everything_else_stays() -> None:
    text = "---\n# note\na:\n  - 1\n  - 2\n\nb: |\n  text\n  more\nc: x # c\n---\nb: 1\n"
    assert apply_edits(text, remove_key(text, "a")) == text.replace("a:\n  - 1\n  - 2\n", "")
    assert apply_edits(text, remove_key(text, "b")) == text.replace("b: |\n  text\n  more\n", "")
    assert apply_edits(text, remove_key(text, "c")) == text.replace("c: x # c\n", "")
    assert apply_edits(text, rename_key(text, "b", "e")) == text.replace("b: |", "e: |")
    assert remove_key(text, "z") == rename_key(text, "z", "y") == []


@pytest.mark.parametrize(
    ("before", "after"),
    [("", "tags: x\n"), ("tags:\n", "tags: x\n"), ("tags: a\n", "tags: a, x\n"), ("tags: [a]\n", "tags: [a, x]\n"),
     ("tags:\n- a\n", "tags:\n- a\n- x\n"), ("tags: x\n", "tags: x\n")],
)  # fmt: skip
def test_a_label_is_added_in_the_form_of_the_others(before: str, after: str) -> None:
    text = f"---\n{before}---\n"
    assert apply_edits(text, add_label(text, "tags", "x")) == f"---\n{after}---\n"


@pytest.mark.parametrize(
    ("name", "tag"),
    [("en", "en"), ("en-GB", "en-GB"), ("English", "en"), ("deutsch", "de"), ("k", "ja"), ("Klingon", "")],
)
def test_a_language_is_known_by_its_tag_its_names_and_its_key(name: str, tag: str) -> None:
    assert language_tag(name, {"k": "日本語"}) == tag
