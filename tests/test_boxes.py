"""Boxes, videos and cards as GitHub, Obsidian, Zenn, Qiita and others write them."""

from __future__ import annotations

import pytest
from markdown_it import MarkdownIt

from kawaraban.directives.links.video_services import SERVICES
from kawaraban.sources.markdown.boxes import Box, box_of, callout_of, callouts
from kawaraban.sources.markdown.embeds import VIDEOS, embeds
from tests.conftest import Blog, html_tree

FENCES = [
    ("message", Box("note", "")), ("message alert", Box("warning", "")), ("details 題", Box("", "題", "closed")), ("details", Box("", "", "closed")),
    ("note", Box("note", "")), ("note info", Box("note", "")), ("note warn", Box("attention", "")), ("note alert", Box("warning", "")),
    ("tip 題と「引用」", Box("tip", "題と「引用」")), ("tip[題]", Box("tip", "題")), ("info", Box("note", "")), ("Warning", Box("warning", "")),
    ("danger", Box("danger", "")), ("{note}", None), ("{note} 題", None), ("columns", None), ("", None), ("note-box", None), ("注意", None),
]  # fmt: skip


@pytest.mark.parametrize(("info", "box"), FENCES)
def test_what_a_line_of_colons_opens(info: str, box: Box | None) -> None:
    assert box_of(info) == box


CALLOUTS = [
    ("[!NOTE]", Box("note", "")), ("[!caution]", Box("caution", "")), ("[!tip] 題 [x](u)", Box("tip", "題 [x](u)")), ("[!warning]- 題", Box("warning", "題", "closed")),
    ("[!info]+", Box("note", "", "open")), ("[!faq] 問い", Box("note", "問い")), ("[!bug]", Box("danger", "Bug")), ("[!own-kind]", Box("", "Own-kind")),
    ("[!NOTE](u)", None), ("[NOTE]", None), ("![x](u)", None), ("文 [!NOTE]", None),
]  # fmt: skip


@pytest.mark.parametrize(("line", "box"), CALLOUTS)
def test_what_the_first_line_of_a_quotation_makes_of_it(line: str, box: Box | None) -> None:
    assert callout_of(line) == box


@pytest.mark.parametrize("text", ["[!NOTE]\n文\n", "> 文\n> [!NOTE]\n", "> - [!NOTE]\n", "> `[!NOTE]`\n", "> > 文\n"])
def test_other_quotations_stay_as_they_are(text: str) -> None:
    assert MarkdownIt("commonmark").use(callouts).render(text) == MarkdownIt("commonmark").render(text)


@pytest.mark.parametrize(
    ("text", "infos"),
    [
        ("@[youtube](dQw4w9WgXcQ)", ["{youtube} dQw4w9WgXcQ"]),
        (
            "@[card](https://a.example/)\n@[tweet](https://b.example/)",
            ["{linkcard} https://a.example/", "{linkcard} https://b.example/"],
        ),
        ("- @[niconico](sm9)", ["{niconico} sm9"]),
        ("文 @[youtube](dQw4w9WgXcQ)", []),
        ("    @[youtube](dQw4w9WgXcQ)", []),
        ("@[youtube](a b)", []),
    ],
)
def test_a_line_that_shows_something_from_elsewhere(text: str, infos: list[str]) -> None:
    tokens = MarkdownIt("commonmark").use(embeds).parse(text)
    assert [token.info for token in tokens if token.type == "fence"] == infos
    assert not infos or not any(token.type == "inline" for token in tokens)


def test_such_a_line_may_stand_between_lines_of_text() -> None:
    tokens = MarkdownIt("commonmark").use(embeds).parse("一\n二\n@[card](https://a.example/)\n*三*\n")
    assert [(token.type, token.map, token.content) for token in tokens if token.map and token.type != "paragraph_open"] == [
        ("inline", [0, 2], "一\n二"), ("fence", [2, 3], ""), ("inline", [3, 4], "*三*"),
    ]  # fmt: skip


def test_every_service_of_videos_can_be_written_so() -> None:
    assert SERVICES.keys() == VIDEOS


PAGE = """
::::details 題の*名*
:::message alert
中の箱
:::
::::

> [!tip]- こつの題
> 本文
>
> ## 見出し

> [!IMPORTANT]
> 重い。

@[youtube](dQw4w9WgXcQ)

@[card](https://example.org/)

{.wide}
:::note warn
情報
:::

:::columns
MyST の入れ物
:::
"""


def test_a_page_shows_them_and_a_feed_carries_them(blog: Blog) -> None:
    blog.post("a", PAGE)
    blog.build()
    (text,) = html_tree(blog.read("a.html")).find_class("e-content")
    folded, tip = text.findall("details")
    assert folded.findtext("summary") == "題の"
    assert folded.xpath("summary/em/text()") == ["名"]
    assert folded.find_class("warning")[0].text_content().split() == ["警告", "中の箱"]
    assert tip.get("open") is None
    assert tip.text_content().split() == ["こつの題", "本文", "見出し"]
    assert text.xpath("div[contains(@class, 'important')]/p/text()")[1:] == ["重い。"]
    assert len(text.find_class("kw-video")) == len(text.find_class("linkcard")) == 1
    assert text.xpath("div[contains(@class, 'attention') and contains(@class, 'wide')]")
    assert text.xpath("div[contains(@class, 'columns')]")
    feed = blog.read("blog/atom.xml")
    assert "&lt;details&gt;" in feed
    assert "&lt;summary&gt;&lt;strong&gt;題の&lt;em&gt;名&lt;/em&gt;" in feed
    assert "&lt;blockquote&gt;\n&lt;p&gt;&lt;strong&gt;重要" in feed


def test_a_fault_in_a_box_is_told_with_its_line(blog: Blog) -> None:
    blog.post("a", ":::message\n文。\n\n![海](nai.png)\n:::\n\n> [!NOTE]\n> ![海](nai.png)\n")
    assert [line.split(": ")[0] for line in blog.fails().splitlines()] == ["posts/a.md:8", "posts/a.md:12"]


def test_what_cannot_be_shown_is_told_with_its_line(blog: Blog) -> None:
    blog.post("a", "文。\n\n@[youtube](nai)\n@[slideshare](key)\n")
    said = blog.fails()
    assert "posts/a.md:7: " in said
    assert "posts/a.md:8: " in said
    assert "「key」" in said
