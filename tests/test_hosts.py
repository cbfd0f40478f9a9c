"""Raw HTML of posts: what would run or ask somebody else is an error at its line, unless the author allows it."""

from __future__ import annotations

import pytest

from tests.conftest import Blog

BODY = "文。\n\n<div>\n<p\n {}>x</p>\n</div>\n"


def errors(blog: Blog, body: str, **matter: str) -> list[str]:
    blog.post("a", body, **matter)
    return [line for line in blog.fails().splitlines() if line.startswith("posts/a.md:")]


@pytest.mark.parametrize(
    ("body", "line", "what"),
    [
        (BODY.format('onclick="x"'), 9, "onclick"),
        ("文。\n続き<b\n title=x\n onclick=x>太字</b>。\n", 8, "onclick"),
        ("- 項目\n\n  <a href='javascript:x'>y</a>\n", 7, "javascript:"),
        ("> 引用\n>\n> <script>x</script>\n", 7, "script"),
        ("<!--><img src=x onerror=alert(1)>\n-->\n", 5, "onerror"),
        ("<div><svg><style>\n<img src='data:,' onerror=x></style></svg></div>\n", 6, "onerror"),
        ("```{raw} html\n<p>\n<b onclick=x>y</b>\n```\n", 7, "onclick"),
        ("文。\n\n<body onload=x>\n", 7, "onload"),
        ("<meta http-equiv=refresh content='0;url=x'>\n", 5, "meta refresh"),
        ("```{image} x.svg\n:target: javascript:alert(1)\n```\n", 5, "javascript:"),
    ],
)
def test_what_runs_is_an_error_at_its_line(blog: Blog, body: str, line: int, what: str) -> None:
    blog.write("posts/x.svg", '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"/>')
    (error,) = errors(blog, body)
    assert error.startswith(f"posts/a.md:{line}: ")
    assert what in error
    assert "kawaraban_raw_html" in error
    blog.conf('kawaraban_raw_html = "trusted"')
    blog.build()


def test_html_in_pieces_is_read_as_one_page(blog: Blog) -> None:
    body = "<svg>\n\n<style>\n<img src='data:,' onerror=x>\n</style>\n\n</svg>\n"
    (error,) = errors(blog, body)
    assert "onerror" in error
    blog.post("a", body.replace("<svg>", "<div>").replace("</svg>", "</div>"))
    blog.build()  # a style of HTML holds no elements


def test_html_around_markdown_is_kept(blog: Blog) -> None:
    blog.post("a", "<details>\n<summary>題</summary>\n\n**中身**\n\n</details>\n\n<noscript>\n\n文。\n\n</noscript>\n")
    blog.build()
    assert "<strong>中身</strong>" in blog.read("a.html")


@pytest.mark.parametrize(
    "open_", ["<!-- x", '<div title="', "<div\n", "<svg><![CDATA[", "<plaintext>", "<noscript><!--"]
)
def test_html_that_swallows_what_follows_is_an_error(blog: Blog, open_: str) -> None:
    (error,) = errors(blog, f"<b>文</b>。\n\n```{{raw}} html\n{open_}\n```\n\n段落 \" ' > 終わり<i>。</i>\n")
    assert error.startswith("posts/a.md:8: ")


def test_a_host_is_an_error_at_its_line_until_it_is_allowed(blog: Blog) -> None:
    body = '文。\n\n<video controls\n poster="//a.example/p.png"\n src="https:b.example/v.mp4"></video>\n'
    first, second = errors(blog, body)
    assert first.startswith("posts/a.md:8: ")
    assert 'kawaraban_hosts = ["a.example"]' in first
    assert second.startswith("posts/a.md:9: ")
    blog.conf('kawaraban_hosts = ["a.example", "b.example"]')
    blog.build()
    assert 'poster="//a.example/p.png"' in blog.read("a.html")


def test_links_are_free(blog: Blog) -> None:
    blog.post("a", '<p><a href="https://a.example/" cite="//b.example">x</a></p>\n')
    blog.build()
    assert 'href="https://a.example/"' in blog.read("a.html")


def test_no_word_of_a_script_stands_in_what_tells_of_a_post(blog: Blog) -> None:
    body = (
        "始め<script>var secret = 1;</script><style>secret {}</style>の文<!-- secret -->。\n\n<script>secret</script>\n"
    )
    blog.conf('kawaraban_raw_html = "trusted"')
    blog.post("a", body)
    blog.write("about.md", f"# 紹介\n\n{body}")
    blog.build()
    assert "始めの文。" in blog.read("index.html")
    assert {name for name, data in blog.files().items() if b"secret" in data} == {"a.html", "about.html"}
    for page in ("a.html", "about.html"):
        assert 'property="og:description" content="始めの文。"' in blog.read(page)
