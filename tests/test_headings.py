"""Headings and lines as people write them: the title once and on top, levels skipped, `---` anywhere."""

from __future__ import annotations

import json
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml.html import HtmlElement
from markdown_it.renderer import RendererHTML
from myst_parser.config.main import MdParserConfig

from kawaraban.model.defaults import MARKDOWN
from kawaraban.sources.markdown import create_parser
from kawaraban.sources.markdown.headings import title_at, with_title
from kawaraban.text.encoding import may_have_title
from tests.conftest import Blog, html_tree


def article(blog: Blog, name: str = "a") -> HtmlElement:
    (found,) = html_tree(blog.read(f"{name}.html")).xpath("//article")
    return found


def headings(blog: Blog, name: str = "a") -> list[tuple[int, str]]:
    """Every heading of an article as its level and its words."""
    found = article(blog, name).xpath(".//*[self::h1 or self::h2 or self::h3 or self::h4 or self::h5 or self::h6]")
    return [(int(node.tag[1]), node.text_content().rstrip("#").replace("\u200b", "")) for node in found]


NO_TITLE = [
    "$$\na\n=\nb\n$$", "$$\na\n=\nb\n$$ (label)", "<!--\n# 題ではない\n-->", "<pre>\n# 題ではない\n</pre>",
    "```\n# 題ではない\n```", "~~~sh\n# 題ではない\n~~~", "````md\n```\n# 題ではない\n```\n````", ":::{note}\n# 題ではない\n:::", "> # 題ではない",
    "- 項\n\n  # 題ではない", "- 項\n  ===", "1. 項\n===", "    # 題ではない", "文\n\n    ===", "[^1]\n\n[^1]: 注\n\n    # 題ではない",
    "```{figure} x.svg\n:alt: 絵\n\n説明。\n\n# 題ではない\n```", "```python\nx = '''\n# 題ではない\n'''\n```", "===", "<div>\n# 題ではない\n</div>", "語\n: # 題ではない",
]  # fmt: skip


def test_what_only_looks_like_a_heading_takes_no_titles_place(blog: Blog) -> None:
    blog.write("posts/x.svg", '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"/>')
    for number, body in enumerate(NO_TITLE):
        blog.post(f"p{number}", f"文。\n\n{body}\n\n## 節\n", title="本当の題")
    blog.build()
    for number, body in enumerate(NO_TITLE):
        found = headings(blog, f"p{number}")
        assert [words for level, words in found if level == 1] == ["本当の題"] == [found[0][1]], body


@pytest.mark.parametrize("body", ["```\n# 題ではない\n```\n\n## 節", "$$\na\n=\nb\n$$", "> # 題ではない"])
def test_a_post_that_only_seems_to_have_a_title_is_told(blog: Blog, body: str) -> None:
    blog.post("a", f"{body}\n", title=None)
    assert blog.fails().startswith("posts/a.md:1: ")


@pytest.mark.parametrize(
    "body",
    [
        "# 題",
        "題\n===",
        "# **題**",
        "# 題 #",
        "文。\n\n# 題",
        ":::tip こつ\n文。\n:::\n\n# 題",
        "{.plain}\n# 題",
        "(memo)=\n# 題",
        "~~~\n```\n~~~\n# 題",
    ],
)
def test_a_title_that_stands_twice_is_printed_once(blog: Blog, body: str) -> None:
    blog.post("a", f"{body}\n\n文。\n\n## 節\n")
    blog.build()
    assert headings(blog) == [(1, "題"), (2, "節")]


def test_a_title_below_other_headings_is_on_top_of_the_page(blog: Blog) -> None:
    blog.post("a", "前。\n\n## はじめに\n\n文。\n\n# 題\n\n文。\n")
    blog.post("b", "## はじめに\n\n# 別\n")
    blog.post("c", "### はじめに\n\n## 次\n\n# 題\n\n文。\n", title=None)
    said = blog.fails()
    assert said.startswith("posts/b.md:7: ")
    assert "「別」" in said
    (blog.root / "src/posts/b.md").unlink()
    blog.build()
    assert headings(blog) == [(1, "題"), (2, "はじめに")]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("## 二\n\n#### 四\n\n文。\n\n## 二の二", [(2, "二"), (3, "四"), (2, "二の二")]),
        ("### 三\n\n## 二\n\n###### 六", [(2, "三"), (2, "二"), (3, "六")]),
        ("#### 四\n\n### 三\n\n#### 四の二", [(2, "四"), (2, "三"), (3, "四の二")]),
        ("## 二\n\n##### 五\n\n### 三\n\n# 題", [(1, "題"), (2, "二"), (3, "五"), (3, "三")]),
    ],
)
def test_levels_may_be_skipped(blog: Blog, body: str, expected: list[tuple[int, str]]) -> None:
    blog.post("a", f"文。\n\n{body}\n\n文。\n")
    blog.build()
    assert headings(blog)[-len(expected) :] == expected
    levels = [level for level, _words in headings(blog)]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    for _level, words in expected[-2:]:
        assert article(blog).xpath("//section[@id=$id]", id=words)


def test_a_page_may_begin_with_any_heading(blog: Blog) -> None:
    blog.write("about.md", "### 三\n\n文。\n")
    blog.build()
    assert "<h1>三" in blog.read("about.html")


LINES = [
    ("文。\n\n---", 0), ("文。\n\n---\n\n---\n\n文。", 1), ("## 節\n\n---\n\n文。", 0), ("---\n\n文。", 0), ("文。\n\n---\n\n## 節\n\n文。", 1),
    ("## 節\n\n文。\n\n***\n\n___", 0), ("文。\n\n---\n\n% 覚え書き", 0), ("文[^1]。\n\n---\n\n[^1]: 注。", 0), ("文。\n\n---\n\n(memo)=\n", 0), ("---", 0),
    ("> 一\n>\n> ---\n>\n> 二", 1), ("- 一\n\n  ---\n\n  二", 1), (":::{note}\n一\n\n---\n:::", 1), ("## 節\n\n### 項\n\n文。\n\n---\n\n## 節二\n\n文。", 1),
    ("文。\n\n---\n\n```{rubric} 題\n```", 1), ("## 節\n\n---", 0),
]  # fmt: skip


def test_a_line_that_parts_nothing_is_left_out(blog: Blog) -> None:
    for number, (body, _count) in enumerate(LINES):
        blog.post(f"p{number}", f"{body}\n")
    blog.build()
    for number, (body, count) in enumerate(LINES):
        lines = article(blog, f"p{number}").xpath(".//hr[not(contains(@class, 'footnotes'))]")
        assert len(lines) == count, body


PIECES = [
    "# a", "## b", "a", "===", "=", " =", "---", "", "", "$$", "```", "~~~", ":::", ":::{note}", "> # c", "> a", "- a", "  ===", "  # d", "    # e", "    ===",
    "1. f", "<!--", "-->", "<div>", "</div>", "<pre>", "</pre>", "| a |", "|---|", "\\begin{align}", "\\end{align}", "[^1]: x", "(x)=", "{.x}", "% x",
    "\t# g", "#", "#\th", "   # i", "h\\", "{% raw %}", "+++", ":a: b", ": # j", "<?php", "?>", "[x]: y", "'===", "```{code-block} x",
]  # fmt: skip


@settings(max_examples=600, deadline=None)
@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=14).map("\n".join))
def test_any_markdown_has_one_title_on_top(text: str) -> None:
    tokens = create_parser(MdParserConfig(enable_extensions=set(MARKDOWN)), RendererHTML).parse(text)
    found = with_title(tokens, "本当の題", 0)
    openings = [token.tag for token in found if token.type == "heading_open" and not token.level]
    assert openings[0] == "h1"
    assert len(found) == len(tokens) + (3 if title_at(tokens) is None else 0)
    assert may_have_title(text) or title_at(tokens) is None


@pytest.mark.parametrize(
    ("typed", "printed"),
    [("Don't stop", "Don’t stop"), ('The "end"', "The “end”"), ("a -- b", "a – b"), ("...", "…"), ("It's", "It’s")],
)
def test_a_title_may_have_marks_that_are_set_as_printers_do(blog: Blog, typed: str, printed: str) -> None:
    blog.conf('language = "en"')
    quoted = "'" + typed.replace("'", "''") + "'"
    blog.post("a", title=quoted)
    blog.post("b", f"# {typed}\n", title=quoted, date="2025-01-03")
    blog.build()
    titles = {item["title"] for item in json.loads(blog.read("blog/feed.json"))["items"]}
    assert titles == {printed}


def test_a_title_of_other_words_is_still_told(blog: Blog) -> None:
    blog.conf('language = "en"')
    blog.post("a", "# Don't go\n", title='"Don\'t stop"')
    assert "differs" in blog.fails()
