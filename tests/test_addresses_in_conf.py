"""Addresses that conf.py puts into every page: none of them is a program, and that of the blog may be Japanese."""

from __future__ import annotations

import pytest

from kawaraban.text.urls import base_url_of, is_script, readable_url
from tests.conftest import Blog

SCRIPTS = [
    "javascript:alert(1)",
    " JavaScript:alert(1)",
    "java\tscript:alert('://')",
    "\x01\njavascript://x/%0aalert(1)",
    "vbscript:x",
    "data:text/html,<script>alert(1)</script>",
]
PLACES = {
    "external_links": ("html_theme_options", '{"external_links": [{"name": "x", "url": %r}]}'),
    "icon_links": ("html_theme_options", '{"icon_links": [{"name": "x", "url": %r, "icon": "rss"}]}'),
    "logo": ("html_theme_options", '{"logo": {"link": %r}}'),
    "portrait": ("kawaraban_profile", '{"portrait": %r}'),
    "profile": ("kawaraban_profile", '{"links": [{"name": "x", "url": %r}]}'),
    "form": ("kawaraban_contact", '{"form": %r}'),
    "author": ("blog_authors", '{"elh": ("エル", %r)}'),
}


@pytest.mark.parametrize("address", SCRIPTS)
def test_what_a_browser_may_run_is_known(address: str) -> None:
    assert is_script(address)


@pytest.mark.parametrize(
    "address", ["https://x.example/javascript:", "about.html", "mailto:a@x.example", "/data:", "#data:"]
)
def test_other_addresses_are_not(address: str) -> None:
    assert not is_script(address)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("address", SCRIPTS[2:4])
def test_a_program_in_a_link_is_an_error_of_its_setting(blog: Blog, place: str, address: str) -> None:
    setting, value = PLACES[place]
    blog.post("a")
    blog.conf(f"# links\n{setting} = {value % address}")
    said = blog.fails()
    assert said.startswith((f"conf.py:10: {setting}: ", f"conf.py:10: {setting}："))
    assert len(said.splitlines()) == 1


@pytest.mark.parametrize(
    "profile", ['{"links": [{"name": "x"}]}', '{"links": "x"}', '{"text": 5}', '{"portrait": None}']
)
def test_a_profile_of_other_types_is_an_error(blog: Blog, profile: str) -> None:
    blog.conf(f"kawaraban_profile = {profile}")
    assert blog.fails().startswith("conf.py:9: kawaraban_profile")


def test_attributes_of_meta_elements_are_checked_wherever_they_come_from(blog: Blog) -> None:
    blog.conf('language = "en"\nmyst_html_meta = {"a><script>=b": "c"}')
    blog.post("a")
    assert blog.fails().startswith("conf.py:10: “a><script>=b”")
    blog.conf('language = "en"')
    blog.write("about.md", "# a\n\n```{eval-rst}\n.. meta::\n   :suffix=<script>: b\n```\n")
    assert blog.fails().startswith("about.md:")
    blog.write("about.md", '---\nmyst:\n  html_meta: {"a><script>=b": c}\n---\n# a\n')
    assert blog.fails().startswith("about.md:2: myst: “a><script>=b”")
    blog.write("about.md", '---\nmyst:\n  html_meta: {"description lang=en": "a<b"}\n---\n# a\n')
    blog.build()
    assert '<meta content="a&lt;b" lang="en" name="description"' in blog.read("about.html")


def test_a_program_in_the_navigation_is_an_error_of_its_page(blog: Blog) -> None:
    blog.write("index.md", "# 題\n\n```{toctree}\nx <javascript://%0aalert(1)>\n```\n")
    (line,) = blog.fails().splitlines()
    assert line.startswith("index.md:3: ")


@pytest.mark.parametrize(
    ("given", "written"),
    [
        ("https://瓦版.jp/日記", "https://xn--i1xt9c.jp/%E6%97%A5%E8%A8%98/"),
        ("https://x.example/%E6%97%A5/", "https://x.example/%E6%97%A5/"),
        ("http://localhost:8000", "http://localhost:8000/"),
        ("https://[x/", ""),
        ("https://x.example/?a", ""),
        ("ftp://x.example/", ""),
        ("x.example", ""),
        (None, ""),
    ],
)
def test_the_address_of_a_blog_is_encoded(given: object, written: str) -> None:
    assert base_url_of(given) == written


def test_people_read_addresses_in_japanese() -> None:
    assert readable_url(base_url_of("https://瓦版.jp/日記")) == "瓦版.jp/日記/"


def test_pages_and_sitemaps_of_a_japanese_domain_agree(blog: Blog) -> None:
    blog.post("a", title="A")
    blog.conf('# domain\nblog_baseurl = "https://瓦版.jp/日記"')
    blog.build()
    address = "https://xn--i1xt9c.jp/%E6%97%A5%E8%A8%98/a.html"
    assert f"<loc>{address}</loc>" in blog.read("sitemap.xml")
    assert f'<link rel="canonical" href="{address}">' in blog.read("a.html")
    assert f'href="{address}"' in blog.read("atom.xml")
