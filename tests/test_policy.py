"""What pages may load: the policy says it, the pages obey it, and a host that nobody allowed fails the build."""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import unquote

import pytest

from kawaraban.outputs.headers import headers
from kawaraban.pages.assets.csp import policy
from kawaraban.text.html_scan import scan_page
from tests.conftest import Blog, html_tree


def site(*hosts: str, trusted: bool = False) -> Any:
    """Return what stands for a blog here."""
    return SimpleNamespace(hosts=frozenset(hosts), raw_html_trusted=trusted, base_path="/sub/")


@pytest.mark.parametrize(
    ("html", "hosts"),
    [
        ('<img src="https://a.example/x.png">', {"a.example"}),
        ("<IMG SRC='//A.example:8080/x'>", {"a.example:8080"}),
        ("<script async src=http://a.example/x.js>", {"a.example"}),
        ('<img srcset="x.png 1x, https://a.example/2.png 2x, //b.example/3 3x">', {"a.example", "b.example"}),
        ('<iframe title="x" src="https://user:word@a.example/">', {"a.example"}),
        ('<link href="https://a.example/x.css" rel="stylesheet">', {"a.example"}),
        ('<link rel=preconnect href="https://a.example">', {"a.example"}),
        ('<video poster="//a.example/p.jpg"><source src="//b.example/v.mp4">', {"a.example", "b.example"}),
        ('<form action="https://a.example/send">', {"a.example"}),
        ('<p style="background:url(//a.example/x.png)">', {"a.example"}),
        ('<svg><use href="https://a.example/x.svg#y"/></svg>', {"a.example"}),
        ('<a href="https://a.example/">x</a>', set()),
        ('<link rel="canonical" href="https://a.example/">', set()),
        ('<meta property="og:image" content="https://a.example/x.png">', set()),
        ('<p>write src="https://a.example/"</p>', set()),
        ('<script type="application/ld+json">{"image":"https://a.example/x.png"}</script>', set()),
        ('<img src="x.png" alt="y"> https://a.example/', set()),
    ],
)
def test_the_hosts_that_a_page_would_ask_are_found(html: str, hosts: set[str]) -> None:
    assert scan_page(html).hosts() == hosts


def test_the_policy_names_the_inline_script_and_the_hosts_that_are_allowed() -> None:
    alone = policy(site())
    assert re.search(r"script-src 'self' 'sha256-[\w+/]{43}='(;|$)", alone)
    assert "//" not in alone
    assert "img-src 'self' data: img.example" in policy(site("img.example"))
    assert "'unsafe-inline'" in policy(site(trusted=True)).split("script-src")[1].split(";")[0]


def test_headers_begin_at_the_path_of_the_blog() -> None:
    said = headers(site(), ["_static/x.css"])
    assert said.startswith("/sub/*\n  Content-Security-Policy: default-src 'self'")
    assert "frame-ancestors 'self'" in said
    assert "/sub/feeds/posts/default\n  Content-Type: application/atom+xml" in said


def test_every_page_states_the_policy_and_holds_no_other_script(real_site: Path) -> None:
    for path in real_site.rglob("*.html"):
        page = html_tree(path.read_bytes())
        if page.xpath("//meta[@http-equiv='refresh']"):
            continue
        (stated,) = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
        for script in page.iter("script"):
            if not script.get("src") and script.get("type") != "application/ld+json":
                digest = base64.b64encode(hashlib.sha256(script.text.encode()).digest()).decode()
                assert f"'sha256-{digest}'" in stated, path
        assert not [name for node in page.iter() for name in node.attrib if name.startswith("on")], path


def test_the_files_that_headers_name_are_there(real_site: Path) -> None:
    for where in re.findall(r"(?m)^/(\S+)$", (real_site / "_headers").read_text("utf-8")):
        assert "*" in where or ":" in where or (real_site / unquote(where)).is_file(), where


def test_a_host_that_conf_py_brings_in_fails_the_build_until_it_is_allowed(blog: Blog) -> None:
    blog.conf('html_js_files = ["https://stats.example/x.js"]')
    assert 'kawaraban_hosts = ["stats.example"]' in blog.fails()
    blog.conf('html_js_files = ["https://stats.example/x.js"]\nkawaraban_hosts = ["stats.example"]')
    blog.build()
    assert "script-src 'self' 'sha256-" in blog.read("index.html")
    assert " stats.example" in blog.read("_headers")


def test_a_template_that_brings_in_a_host_fails_the_build(blog: Blog) -> None:
    blog.write("_templates/site-copyright.html", '<img src="https://counter.example/1.gif" alt="">')
    assert "counter.example" in blog.fails()


def test_the_page_about_privacy_tells_whom_pages_ask(blog: Blog) -> None:
    blog.write("privacy.md", "# プライバシー\n")
    blog.build()
    assert "ほかのサーバーはありません" in blog.read("privacy.html")
    blog.conf('kawaraban_hosts = ["img.example"]')
    blog.build()
    assert "<code>img.example</code>" in blog.read("privacy.html")


def test_a_preview_states_no_policy(blog: Blog) -> None:
    blog.build(kawaraban_preview=True)
    assert "Content-Security-Policy" not in blog.read("index.html")
    assert "_headers" not in blog.files()


@pytest.mark.parametrize("url", ["javascript:alert(1)", " java&#10;scr&#9;ipt:alert(1)", "data:text/html,x"])
def test_a_script_in_an_address_of_a_template_fails_the_build(blog: Blog, url: str) -> None:
    blog.write("_templates/site-copyright.html", f'<a href="{url}">x</a>')
    assert "kawaraban_raw_html" in blog.fails()
