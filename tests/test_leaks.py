"""Nothing of an unpublished post gets out: what is found in a built site, and what is no leak."""

from __future__ import annotations

import json
import zlib
from html import escape
from pathlib import Path
from urllib.parse import quote

import pytest

from kawaraban.cli.application import read_conf
from kawaraban.outputs.search.documents import deflate
from kawaraban.publishing.leaks import find_leaks
from kawaraban.publishing.unpublished import read_sources
from kawaraban.publishing.written import Written
from tests.conftest import Blog

TITLE = "まだ誰にも言えない南の島の話"
SENTENCE = "この島のことは、来年の春まで書かないと約束した"
LATIN = "An island that nobody may know before spring"


def leaks(blog: Blog) -> list[str]:
    root = blog.root / "src"
    conf = read_conf(root)._raw_config
    sources = read_sources(root, conf)
    return [str(each) for each in find_leaks(blog.out, sources, Written(root, conf, sources), conf["blog_baseurl"])]


@pytest.fixture
def drafted(blog: Blog) -> Blog:
    """A blog with a published post, a page, a draft and a scheduled post."""
    blog.conf('language = "en"')
    blog.post("2025/01/open", "始まりの文です。\n", title="公開した記事")
    blog.write("about.md", "# 紹介\n\n自己紹介の頁。\n")
    blog.post("2025/02/secret-island", f"{SENTENCE}。続き。\n", title=TITLE, draft="true")
    blog.post("2025/02/春の島", "予約した記事の最初の文はこれである。\n", title=f'"{LATIN}"', date="2999-01-01")
    return blog


def test_a_site_without_leaks(drafted: Blog) -> None:
    drafted.build()
    assert leaks(drafted) == []


@pytest.mark.parametrize("text", [TITLE, SENTENCE, LATIN, "予約した記事の最初の文はこれである"])
@pytest.mark.parametrize(
    ("file", "form"),
    [
        ("a.html", lambda text: f"<h1>{text[:5]}<wbr>{text[5:]}</h1>".encode()),
        ("blog/atom.xml", lambda text: f"<content>{escape(f'<p>{text}。</p>')}</content>".encode()),
        ("blog/feed.json", lambda text: json.dumps({"content_html": f"<p>{text}</p>"}).encode()),
        ("blog/x.html", lambda text: "".join(f"&#x{ord(each):x};" for each in text).encode()),
        ("blog/y.html", lambda text: f'<a href="https://s.example/?text={quote(text)}">'.encode()),
        ("_headers", lambda text: f"/*\n  X: {text}\n".encode()),
        ("feeds/posts/default", lambda text: text.encode()),
        ("search/text/0/9.bin", lambda text: deflate(f'{{"title":"{text}"}}', "utf-16-le")),
        ("objects.inv", lambda text: b"#\n#\n#\n#\n" + zlib.compress(text.encode())),
        ("_images/x.123456789abc.svg", lambda text: f"<title>{text}</title>".encode()),
    ],
)  # fmt: skip
def test_planted_texts_are_found(drafted: Blog, text: str, file: str, form: object) -> None:
    path = drafted.out / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(form(text))  # type: ignore[operator]  # pytest's parameters have no types
    (leak,) = leaks(drafted)
    source = "secret-island" if text in (TITLE, SENTENCE) else "春の島"
    assert leak.startswith(f"posts/2025/02/{source}.md:")
    assert file in leak and text in leak and "FORCE=1" in leak


@pytest.mark.parametrize(
    ("file", "text", "is_leak"),
    [
        ("sitemap.xml", "<loc>https://blog.example/sub/2025/02/secret-island.html</loc>", True),
        ("sitemap.xml", f"<loc>https://blog.example/sub/2025/02/{quote('春の島')}.html</loc>", True),
        ("2025/02/a.html", '<a href="secret-island.html">', True),
        ("2025/01/a.html", '<a href="../02/secret-island.html">', True),
        ("search/text/0/0.bin", '{"url":"2025/02/secret-island.html"}', True),
        ("2025/01/a.html", '<a href="secret-island.html">', False),
        ("2025/02/a.html", '<a href="https://other.example/2025/02/secret-island.html">', False),
        ("2025/02/a.html", '<a href="no-secret-island.html">', False),
        ("2025/02/secret-island.html", "", True),
        ("2025/02/other.html", "secret-island", False),
    ],
)
def test_addresses_are_found(drafted: Blog, file: str, text: str, is_leak: bool) -> None:
    path = drafted.out / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(deflate(text, "utf-16-le") if path.suffix == ".bin" else text.encode())
    assert bool(leaks(drafted)) is is_leak


def test_a_title_that_the_author_mentions_is_told_where_it_stands(drafted: Blog) -> None:
    drafted.post("2025/01/open", f"次回の題は\n「{TITLE}」です。\n", title="公開した記事")
    drafted.build()
    (leak,) = leaks(drafted)
    assert leak.startswith("posts/2025/01/open.md:6: this shows the title of posts/2025/02/secret-island.md")
    drafted.post("2025/01/open")
    drafted.write("_templates/site-copyright.html", f"<p>{TITLE}</p>")
    drafted.build()
    (leak,) = leaks(drafted)
    assert leak.startswith("_templates/site-copyright.html:1: ")
    assert "other files)" in leak


@pytest.mark.parametrize(
    ("matter", "body"),
    [
        ({"title": "紹介"}, "本文。\n"),  # a page has this title
        ({"title": "東京散歩"}, "本文。\n"),  # short, and in a published text
        ({"title": "サイトマップ"}, "本文。\n"),  # a text of the interface
        ({"title": "公開した記事"}, "本文。\n"),  # a second version of a published post
        ({"title": "とても長い名前の分類である"}, "本文。\n"),  # a category
        ({"title": "ほかのサイトが付けた長い題名"}, "本文。\n"),  # of a link card
        ({"title": "題"}, "毎回同じ挨拶から始まる文章です、ようこそ。\n"),  # in published posts, too
    ],
)
def test_what_is_no_leak(blog: Blog, matter: dict[str, str], body: str) -> None:
    blog.conf('language = "en"')
    blog.write("about.md", "# 紹介\n\n紹介の頁。\n")
    card = "https://other.example/"
    blog.write("links.toml", f'["{card}"]\ntitle = "ほかのサイトが付けた長い題名"\n')
    greeting = "毎回同じ挨拶から始まる文章です、ようこそ。\n\n昨日は東京散歩をした。\n"
    blog.post("2024/index", greeting, title="公開した記事", category="とても長い名前の分類である")
    blog.post("2025/index", body, draft="true", **matter)
    blog.build()
    (blog.out / "x.html").write_text("サイトマップ", "utf-8")
    assert leaks(blog) == []


def test_the_address_of_a_page_is_not_that_of_a_draft(blog: Blog) -> None:
    blog.post("index", title="題", draft="true")
    blog.build()
    assert leaks(blog) == []


def test_a_title_in_the_heading_is_read(blog: Blog) -> None:
    blog.post("a", f"# *{TITLE}*\n\n本文。\n", title=None, draft="true")
    blog.build()
    (blog.out / "index.html").write_text(TITLE, "utf-8")
    assert len(leaks(blog)) == 1


def test_a_post_whose_time_has_come_is_no_secret(drafted: Blog, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "32503680001")  # in the year 3000
    drafted.build()
    assert LATIN in drafted.read("index.html")
    assert leaks(drafted) == []


def test_this_site_has_no_leaks(real_site: Path) -> None:
    root = real_site.parent / "src"
    conf = read_conf(root)._raw_config
    sources = read_sources(root, conf)
    assert find_leaks(real_site, sources, Written(root, conf, sources), conf["blog_baseurl"]) == []
