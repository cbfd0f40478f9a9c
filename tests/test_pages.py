"""Pages: titles as written everywhere, byline, contents, images, formulas, cards, feeds."""

from __future__ import annotations

import json
import re
import unicodedata
from typing import Literal

import feedparser
import pytest
from lxml import etree

from kawaraban.outputs.search.documents import unpack
from tests.conftest import Blog, html_tree

HOSTILE = "`<script>` \"q\" & 'a' </title>"


def test_a_hostile_title_shows_as_written_everywhere(blog: Blog) -> None:
    blog.post("a", title="'" + HOSTILE.replace("'", "''") + "'", tags="甲", category="<b>乙</b>")
    blog.post("b", date="2025-01-03")
    blog.build()
    for name, data in blog.files().items():
        if name.endswith(".html"):
            page = html_tree(data)
            for script in page.iter("script"):
                is_data = script.get("type") == "application/ld+json"
                assert json.loads(script.text) if is_data else not script.text or "dataset.mode" in script.text, name
            assert b"</title></title>" not in data
    assert HOSTILE in html_tree(blog.read("a.html")).xpath("string(//title)")
    assert html_tree(blog.read("a.html")).xpath("string(//h1)").rstrip("#") == HOSTILE
    assert HOSTILE in html_tree(blog.read("index.html")).text_content()
    assert HOSTILE in html_tree(blog.read("b.html")).xpath("string(//aside)")
    assert html_tree(blog.read("a.html")).xpath("string(//meta[@property='og:title']/@content)") == HOSTILE
    assert etree.fromstring(blog.read("blog/atom.xml").encode()).findall("{*}entry/{*}title")[1].text == HOSTILE
    assert etree.fromstring(blog.read("blog/rss.xml").encode()).findall(".//item/title")[1].text == HOSTILE
    assert json.loads(blog.read("blog/feed.json"))["items"][1]["title"] == HOSTILE


def test_the_byline_tells_dates_labels_and_reading_time(blog: Blog) -> None:
    blog.post(
        "a",
        "あ" * 1200 + "\n\n## 一\n\n## 二\n",
        updated="2025-02-03",
        category="甲",
        tags="乙",
        author="[elh, mio]",
    )
    blog.build()
    page = html_tree(blog.read("a.html"))
    line = page.find_class("kw-byline")[0]
    assert [time.get("datetime") for time in line.iter("time")] == [
        "2025-01-02T00:00:00+09:00",
        "2025-02-03T00:00:00+09:00",
    ]
    assert [time.text for time in line.iter("time")] == ["2025年1月2日", "2025年2月3日"]
    assert [a.text for a in line.iter("a")] == ["エル", "ミオ", "甲", "乙"]
    assert "約3分" in line.text_content()
    assert [a.text for a in page.find_class("kw-toc")[0].iter("a")] == ["一", "二"]


@pytest.mark.parametrize(("text", "count"), [("日本語 です。", 6), ("two words", 5), ("AIの話", 4), ("", 0), ("　", 0)])
def test_characters_are_counted_as_a_reader_of_japanese_feels_them(text: str, count: int) -> None:
    from kawaraban.model.post import count_characters

    assert count_characters(text) == count


def test_styles_and_scripts_of_the_blog_are_sent_and_those_of_the_theme_below_are_not(blog: Blog) -> None:
    blog.write("_static/own.css", "a{}")
    blog.write("_static/own.js", "1")
    blog.conf('html_css_files = ["own.css"]\nhtml_js_files = ["own.js"]')
    blog.post("2025/a")
    blog.build()
    page = html_tree(blog.read("2025/a.html"))
    assert page.xpath("//link[@rel='stylesheet']/@href")[1:] == ["../_static/own.css"]
    own, ours = page.xpath("//script/@src")
    assert own == "../_static/own.js"
    assert re.fullmatch(r"../_static/kawaraban\.[0-9a-f]{8}\.js", ours)


def test_a_date_with_an_offset_is_shown_in_the_blogs_zone(blog: Blog) -> None:
    blog.post("a", date="2025-01-02T20:00:00-05:00")
    blog.build()
    assert 'datetime="2025-01-03T10:00:00+09:00">2025年1月3日<' in blog.read("a.html")


def test_a_post_links_the_one_before_and_the_one_after(blog: Blog) -> None:
    for n in (1, 2, 3):
        blog.post(f"p{n}", date=f"2025-01-0{n}")
    blog.build()
    page = html_tree(blog.read("p2.html"))
    assert page.xpath("//a[@rel='prev']/@href | //a[@rel='next']/@href") == ["p1.html", "p3.html"]


@pytest.mark.parametrize("name", ["地図.png", "a b.png", "100%.png", "が.png"])
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_any_name_of_a_picture_works(blog: Blog, name: str, form: Literal["NFC", "NFD"]) -> None:
    from io import BytesIO

    from PIL import Image

    data = BytesIO()
    Image.new("RGB", (6, 4)).save(data, "PNG")
    blog.write("posts/" + unicodedata.normalize(form, name), data.getvalue())
    blog.post("a", f"![絵](<{name}>)\n")
    blog.build()
    image = html_tree(blog.read("a.html")).xpath("//article//img")[0]
    from urllib.parse import unquote

    assert (blog.out / unquote(image.get("src"))).is_file()
    assert (image.get("alt"), image.get("width"), image.get("height"), image.get("loading")) == (
        "絵",
        "6",
        "4",
        None,
    )


def test_formulas_are_mathml_and_nothing_is_asked_of_others(blog: Blog) -> None:
    blog.post("a", "$a^2$\n\n$$\n\\frac{1}{2}\n$$\n")
    blog.build()
    page = blog.read("a.html")
    assert page.count("<math") == 2
    assert "mathjax@" not in page


@pytest.mark.parametrize(
    ("body", "what"),
    [
        ("<script>x()</script>", "script"),
        ('文<b onclick="x()">字</b>', "onclick"),
        ('<a href="java&#10;script:x()">字</a>', "javascript"),
        ('<img src="https://a.example/x.png" alt="">', 'kawaraban_hosts = ["a.example"]'),
        ("![絵](https://a.example/x.png)", 'kawaraban_hosts = ["a.example"]'),
        ('<iframe src="//a.example/x"></iframe>', 'kawaraban_hosts = ["a.example"]'),
        ('<p style="background:url(https://a.example/x)">字</p>', 'kawaraban_hosts = ["a.example"]'),
    ],
)
def test_raw_html_that_runs_or_loads_is_an_error_with_its_line(blog: Blog, body: str, what: str) -> None:
    blog.post("a", f"文。\n\n{body}\n")
    said = blog.fails()
    assert said.startswith("posts/a.md:7: ")
    assert what in said


@pytest.mark.parametrize("directive", ["raw} html", "csv-table} 表"])
def test_a_build_asks_nothing_of_the_network(blog: Blog, directive: str) -> None:
    blog.post("a", f"```{{{directive}\n:url: http://127.0.0.1:9/x\n```\n")
    assert "url" in blog.fails()


def test_a_table_from_a_file_beside_the_post_works(blog: Blog) -> None:
    blog.write("posts/x.csv", "甲,乙\n一,二\n")
    blog.post("a", "```{csv-table} 表の題\n:file: x.csv\n:header-rows: 1\n```\n")
    blog.build()
    assert '<td class="kw-short"><p>二</p></td>' in blog.read("a.html")


def test_trusted_html_and_known_hosts_are_let_through(blog: Blog) -> None:
    blog.conf('kawaraban_raw_html = "trusted"\nkawaraban_hosts = ["a.example"]')
    blog.post("a", '<script>let x = 1;</script>\n\n<img src="https://a.example/x.png" alt="">\n')
    blog.build()
    assert "let x = 1" in blog.read("a.html")
    assert "let x = 1" not in blog.read("blog/atom.xml")


def test_feeds_carry_full_text_with_absolute_links(blog: Blog) -> None:
    blog.post(
        "2025/a",
        "本文の終わり。[次](b.md)と[注](#x)[^1]\n\n[^1]: 注の文\n\n(x)=\n## 節\n",
        category="甲",
        updated="2025-03-01",
    )
    blog.post("2025/b", date="2024-01-01")
    blog.build()
    for name in ("blog/atom.xml", "blog/rss.xml", "blog/category/甲/atom.xml"):
        feed = feedparser.parse(blog.read(name))
        assert not feed.bozo
        entry = feed.entries[0]
        content = entry.content[0].value
        assert "本文の終わり。" in content
        assert "注の文" in content
        links = html_tree(content).xpath("//@href")
        assert all(link.startswith("https://blog.example/sub/2025/") for link in links), links
        assert entry.link == "https://blog.example/sub/2025/a.html"
    atom = feedparser.parse(blog.read("blog/atom.xml"))
    assert [entry.id for entry in atom.entries] == [
        "tag:blog.example,2025:/2025/a.html",
        "tag:blog.example,2025:/2025/b.html",
    ]
    assert (atom.entries[0].published, atom.feed.updated) == (
        "2025-01-02T00:00:00+09:00",
        "2025-03-01T00:00:00+09:00",
    )


def test_a_second_heading_of_the_first_level_reaches_feeds_and_search(blog: Blog) -> None:
    blog.write("posts/a.md", "---\ndate: 2025-01-02\n---\n# 題\n\n文。\n\n# もう一つの題\n\n文。\n")
    blog.build()
    (item,) = json.loads(blog.read("blog/feed.json"))["items"]
    assert "もう一つの題" in item["content_html"]
    assert "<h1>題" not in item["content_html"]
    assert "もう一つの題" in unpack((blog.out / "search/text/0/0.bin").read_bytes()).lines


def test_every_page_announces_the_feeds_and_a_category_its_own(blog: Blog) -> None:
    blog.post("a", category="甲")
    blog.build()
    found = html_tree(blog.read("blog/category/甲.html")).xpath("//link[@rel='alternate']/@href")
    assert len(found) == 6
    for name in ("a.html", "index.html", "search.html", "404.html"):
        page = html_tree(blog.read(name))
        assert len(page.xpath("//link[@rel='alternate']")) == 3


def test_marks_of_our_own(blog: Blog) -> None:
    blog.post(
        "a",
        "```{linkcard} https://x.example/\n:title: <札>\n:site: S\n:description: 説明\n```\n\n{ruby}`漢字|かんじ`\n\n```{youtube} aqz-KE-bpKQ\n```\n",
    )
    blog.build()
    page = blog.read("a.html")
    assert "&lt;札&gt;" in page
    assert "<ruby>漢字<rp>（</rp><rt>かんじ</rt>" in page
    assert "https://www.youtube.com/watch?v=aqz-KE-bpKQ" in page
    assert "<iframe" not in page


def test_theme_options_are_honoured(blog: Blog) -> None:
    blog.conf(
        'html_theme_options = {"announcement": "<b>お知らせ</b>", "logo": {"text": "屋号"}, "footer_start": ["copyright"],'
        ' "external_links": [{"name": "外", "url": "https://x.example/"}],'
        ' "icon_links": [{"name": "G", "url": "https://g.example/", "icon": "github"}]}\n'
        'html_sidebars = {"**": ["sidebar/feeds.html"]}\ncopyright = "著者"'
    )
    blog.post("a")
    blog.build()
    page = blog.read("a.html")
    assert all(text in page for text in ("<b>お知らせ</b>", "屋号", "https://x.example/", "https://g.example/", "著者"))
    assert "新着記事" not in page
    blog.conf(
        'html_theme_options = {"icon_links": [{"name": "G", "url": "https://g.example/", "icon": "fa-brands fa-github"}]}'
    )
    assert "github" in blog.fails()


def test_the_contact_page_shows_how_to_reach_the_author(blog: Blog) -> None:
    blog.conf('kawaraban_contact = {"mail": "a@b.example", "form": "https://f.example/"}')
    blog.write("contact.md", "# 連絡先\n")
    blog.build()
    assert 'href="mailto:a@b.example"' in blog.read("contact.html")
    assert 'href="https://f.example/"' in blog.read("contact.html")


def sidebar_parts(blog: Blog, name: str) -> list[str]:
    return [part.text_content().strip() for part in html_tree(blog.read(name)).xpath("//aside[@class='kw-side']//h2")]


def test_no_page_shows_a_list_twice_and_a_short_one_has_a_short_sidebar(blog: Blog) -> None:
    blog.post("a", category="甲")
    for name in ("contact", "about"):
        blog.write(f"{name}.md", "# 題\n\n短い。\n")
    blog.build()
    whole = ["書いている人", "検索", "新着記事", "カテゴリー", "アーカイブ", "購読"]
    assert sidebar_parts(blog, "a.html") == whole
    assert sidebar_parts(blog, "blog/category/甲.html") == whole
    assert sidebar_parts(blog, "index.html") == sidebar_parts(blog, "blog.html") == whole[:2] + whole[3:]
    assert sidebar_parts(blog, "blog/archive.html") == whole[:4] + whole[5:]
    assert sidebar_parts(blog, "contact.html") == sidebar_parts(blog, "about.html") == whole[:2]
    assert sidebar_parts(blog, "404.html") == sidebar_parts(blog, "sitemap.html") == whole[:2]
    assert sidebar_parts(blog, "search.html") == whole[:1]
    blog.conf('html_sidebars = {"contact": ["sidebar/newest.html"]}')
    blog.build()
    assert sidebar_parts(blog, "contact.html") == ["新着記事"]
    assert sidebar_parts(blog, "about.html") == whole[:2]


def test_a_post_without_a_picture_is_set_as_text(blog: Blog) -> None:
    blog.post("a")
    blog.build()
    (card,) = html_tree(blog.read("index.html")).find_class("kw-card")
    assert "kw-plain" in card.get("class")
    assert not card.find_class("kw-thumb")


def test_the_site_map_lists_the_posts_by_year(blog: Blog) -> None:
    blog.post("a", title="甲")
    blog.post("b", title="乙", date="2024-05-06")
    blog.build()
    page = html_tree(blog.read("sitemap.html"))
    assert [year.text for year in page.xpath("//h3/a")] == ["2025年", "2024年"]
    assert [post.text for post in page.xpath("//ul[@class='kw-titles']/li/a")] == ["甲", "乙"]
    blog.post("b", title="丙", date="2024-05-06")
    blog.build()
    assert "丙" in blog.read("sitemap.html")


def test_short_cells_stay_on_one_line_and_heads_break_between_phrases(blog: Blog) -> None:
    blog.post(
        "a",
        "| 国の名前 | 埋蔵量の大きさ（万トン） |\n|---|---|\n| オーストラリア | とても長い説明が書いてあるセルです |\n",
    )
    blog.build()
    cells = html_tree(blog.read("a.html")).xpath("//th | //td")
    assert ["kw-short" in cell.get("class", "") for cell in cells] == [True, False, True, False]
    assert cells[1].xpath(".//wbr")


def test_a_card_in_another_language_says_so(blog: Blog) -> None:
    blog.post("a", title="English", lang="en")
    blog.build()
    assert html_tree(blog.read("blog.html")).xpath("//article[@lang='en']//h2")
    assert '<html lang="en">' in blog.read("a.html")


def test_the_words_of_the_home_page_stand_in_sections_that_are_closed(blog: Blog) -> None:
    blog.write("index.md", "# 家\n\nようこそ[^1]。\n\n[^1]: 注\n")
    blog.build()
    home = blog.read("index.html")
    assert "ようこそ" in home
    assert home.count("<section") == home.count("</section>")


@pytest.mark.parametrize(
    ("change", "shown"),
    [
        ('context["body"].replace("本文", "改文")', '</h1>\n  <div class="kw-byline">'),
        ('context["body"] + "<p>改文</p>"', '<section id="題">'),
    ],
)
def test_a_body_that_an_extension_has_changed_is_shown(blog: Blog, change: str, shown: str) -> None:
    handler = f"def change(app, name, template, context, tree):\n    context.update(body={change}) if tree else None\n"
    blog.conf(f'{handler}def setup(app):\n    app.connect("html-page-context", change)\n')
    blog.post("a")
    blog.build()
    assert "改文" in blog.read("a.html")
    assert shown in re.sub(r"\s*\n\s*", "\n  ", blog.read("a.html")).replace("\n  \n", "\n")
