"""Proofreading of a whole blog: labels, titles, dates, files, internal links, and its size."""

from __future__ import annotations

import pytest

from kawaraban.sources.proofreading.likeness import are_alike
from tests.conftest import Blog


def told(blog: Blog) -> list[str]:
    """The notices about files of the blog, in English."""
    blog.conf('language = "en"')
    return [line for line in blog.build(proofread=True).splitlines() if line.startswith("posts/")]


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("世界情勢", "世界情勢など"), ("AI", "ＡＩ"), ("AI", "AI関連"), ("サーバ機", "サーバー機"), ("ユーザ", "ユーザー"), ("コンピュータグラフィックス", "コンピューターグラフィックス"), ("れああーす", "レアアース"), ("ファイル", "フアイル"), ("open source", "OpenSource"),
        ("シミュレーション", "シュミレーション"), ("アボカド", "アボガド"), ("programming", "programing"), ("map", "Map"), ("book", "books"),
        ("プログラミング", "プログラミソグ"), ("カリフォルニア", "カリフォルニヤ"), ("philosophy", "philosohpy"), ("音楽・映画", "音楽映画"),
    ],
)  # fmt: skip
def test_names_that_may_be_one(one: str, two: str) -> None:
    assert are_alike(one, two)
    assert are_alike(two, one)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("音楽", "音学"), ("パリ", "バリ"), ("オーストリア", "オーストラリア"), ("アイスランド", "アイルランド"), ("イラン", "イラク"), ("2024年", "2025年"),
        ("アメリカ文学", "アメリカ文化"), ("マクロ経済学入門", "ミクロ経済学入門"), ("日記", "日記帳"), ("第1部", "第2部"), ("シリーズA", "シリーズB"), ("C", "C++"),
        ("ドラゴンクエストV", "ドラゴンクエストX"), ("人工知能", "人工知性"), ("地図", "地図帳"), ("marine", "marina"), ("日本語", "日本史"), ("Java", "JavaScript"),
        ("政治", "政治家"), ("読書", "読者"), ("書評", "書誌"), ("猫", "猫等"), ("カーテン", "ガーデン"), ("ドラマ", "ドラマー"), ("ビル", "ビール"), ("ガラス", "カラス"), ("コピー", "コーヒー"), ("new", "news"),
    ],
)  # fmt: skip
def test_names_that_are_two(one: str, two: str) -> None:
    assert not are_alike(one, two)
    assert not are_alike(two, one)


def test_the_rarer_of_two_labels_is_told_with_the_other(blog: Blog) -> None:
    blog.post("a", title="一", category="世界情勢など", tags="港")
    blog.post("b", title="二", category="世界情勢など", tags="海峡")
    blog.post("c", title="三", category="世界情勢", tags="港")
    (line,) = told(blog)
    assert line.startswith("posts/c.md:4: “世界情勢” is similar to “世界情勢など” (posts: 2, such as posts/a.md)")


def test_a_title_of_two_posts_is_told_at_the_later_one(blog: Blog) -> None:
    blog.post("a", title="港の話", date="2025-02-01")
    blog.post("b", title="港の話", date="2025-01-01")
    blog.post("c", title="港と話")
    (line,) = told(blog)
    assert line.startswith("posts/a.md:2: the title “港の話” is also that of posts/b.md")


def test_a_change_before_the_day_of_a_post_is_told(blog: Blog) -> None:
    blog.post("a", title="一", date="2025-02-02 08:30", updated="2025-02-01")
    blog.post("b", title="二", date="2025-02-02 08:30", updated="2025-02-02")
    (line,) = told(blog)
    assert line.startswith("posts/a.md:4: “updated” (2025-02-01) is before “date” (2025-02-02)")


SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0 0h9"/></svg>'


def test_files_that_nothing_uses_are_told_and_others_are_not(blog: Blog) -> None:
    for name in ("shown", "posted", "tagged", "left", "図"):
        blog.write(f"posts/{name}.svg", SVG)
    blog.write("posts/drawn.csv", "国,量\n甲,1\n乙,2\n")
    blog.write("posts/offered.csv", "国,量\n")
    blog.write("posts/lost.CSV", "国,量\n")
    blog.write("posts/raw/left.svg", SVG)
    blog.conf('exclude_patterns = ["posts/raw"]\nlanguage = "en"')
    body = "![絵](shown.svg) ![図](図.svg) [表](offered.csv)\n\n<img src='tagged.svg' alt=''>\n\n```{chart} drawn.csv\n:type: bar\n```\n"
    blog.post("a", body, title="一", image="posted.svg", image_alt="絵")
    said = [line for line in blog.build(proofread=True).splitlines() if line.startswith("posts/")]
    assert [line.partition(":")[0] for line in said] == ["posts/left.svg", "posts/lost.CSV"]


def test_links_in_html_and_by_full_address_that_lead_nowhere_are_told(blog: Blog) -> None:
    blog.post("b", "## 背景\n\n文\n", title="二")
    good = [
        "<a href='b.html#背景'>一</a>",
        "<a href='#節'>二</a>",
        "[三](https://blog.example/sub/b.html#背景)",
        "<a href='blog/archive.html'>四</a>",
    ]
    good += [
        "<a href='./b.html?x#背景'>五</a>",
        "<a href='https://other.example/gone.html#x'>六</a>",
        "<a href='#top'>七</a>",
        "<a href='mailto:a@b.example'>八</a>",
    ]
    bad = [
        "<a href='b.html#背'>一</a>",
        "<a href='#無い'>二</a>",
        "[三](https://blog.example/sub/gone.html)",
        "<a href='gone.html'>四</a>",
    ]
    blog.post("a", "\n\n".join(["## 節", *good, *bad]), title="一")
    lines = told(blog)
    assert [line.split(" ")[0] for line in lines] == [f"posts/a.md:{line}:" for line in (23, 25, 27, 29)]
    assert "Did you mean “#背景”?" in lines[0]


def test_the_last_lines_say_how_much_there_is(blog: Blog) -> None:
    blog.conf('language = "en"')
    blog.write("posts/a.svg", SVG)
    blog.post("a", "一二三四五。\n\n![絵](a.svg)\n", title="題名")
    said = blog.build(proofread=True).splitlines()[-2]
    files = sum(1 for name in blog.files() if not name.startswith("."))
    assert said.startswith(f"Posts: 1, characters: 8, pictures: 1; files of the site: {files}, together ")
