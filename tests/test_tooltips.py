"""sphinx-tippy's tooltips: right across folders, after each kind of build, without asking other hosts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pytest

from kawaraban.pages import documents
from tests.conftest import Blog, files_below, html_tree, serve

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Browser

pytest.importorskip("sphinx_tippy")

PACKAGES = Path(__file__).parent.parent / "node_modules"
AXE = PACKAGES / "axe-core/axe.min.js"
SCRIPTS = [PACKAGES / "@popperjs/core/dist/umd/popper.min.js", PACKAGES / "tippy.js/dist/tippy-bundle.umd.min.js"]
CONF = 'extensions += ["sphinx_tippy"]\ntippy_js = ["popper.min.js", "tippy-bundle.umd.min.js"]\n'
LINKS = "[橋](../町/橋.md)と[注](../町/橋.md#川の名)と[紹介](../../about.md)。脚注[^1]。\n\n[^1]: 注。\n"
BRIDGE = "橋の要約。\n\n## 川の名\n\n川の話。\n"


def with_tooltips(blog: Blog) -> Blog:
    blog.conf(CONF)
    for script in SCRIPTS:
        blog.write(f"_static/{script.name}", script.read_bytes() if script.is_file() else "")
    blog.write("about.md", "# 紹介\n\n書く人。\n")
    blog.post("2025/a", LINKS)
    blog.post("町/橋", BRIDGE, title="橋")
    return blog


def tooltips(blog: Blog, page: str) -> dict[str, str]:
    """What a page's script shows, as text by the address of the link."""
    first, _end, _more = blog.read(f"_tooltips/{page}.js").partition("\n")
    found = json.loads(first.removeprefix("selector_to_html = "))
    return {
        link.removeprefix('a[href="').removesuffix('"]'): html_tree(tip).text_content() for link, tip in found.items()
    }


def test_a_link_shows_the_beginning_of_what_it_leads_to(blog: Blog) -> None:
    with_tooltips(blog)
    assert "2" in blog.build()
    page = html_tree(blog.read("2025/a.html"))
    shown = tooltips(blog, "2025/a")
    assert {link: text.replace("\n", "") for link, text in shown.items()} == {
        "../%E7%94%BA/%E6%A9%8B.html": "橋橋の要約。",
        "../%E7%94%BA/%E6%A9%8B.html#川の名": "川の名川の話。",
        "../about.html": "紹介書く人。",
    }
    assert shown.keys() <= set(page.xpath("//article//a/@href"))
    sources = page.xpath("//script/@src")
    assert [src for src in sources if "kawaraban" not in src] == [
        "../_static/popper.min.js", "../_static/tippy-bundle.umd.min.js", "../_tooltips/2025/a.js",
    ]  # fmt: skip


def test_a_page_without_links_within_the_site_loads_no_script_for_them(blog: Blog) -> None:
    with_tooltips(blog).build()
    assert "tippy" not in blog.read("町/橋.html")


def test_tooltips_follow_an_edit_and_a_removal_as_in_a_clean_build(make_blog: Callable[[str], Blog]) -> None:
    blog, clean = with_tooltips(make_blog("blog")), with_tooltips(make_blog("clean"))
    blog.post("c", "[橋](町/橋.md)\n")
    blog.build()
    (blog.root / "src/posts/c.md").unlink()
    for each in (blog, clean):
        each.post("町/橋", BRIDGE.replace("川の話", "水の話"), title="橋")
        each.build()
    assert "川の名水の話。" in tooltips(blog, "2025/a").values()
    assert blog.files() == clean.files()


def test_tooltips_are_the_same_from_several_processes(
    make_blog: Callable[[str], Blog], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, many = with_tooltips(make_blog("one")), with_tooltips(make_blog("many"))
    one.build()
    monkeypatch.setattr(documents, "FEW", 0)
    many.build()
    assert files_below(one.out) == files_below(many.out)


def test_no_text_of_another_site_is_downloaded(blog: Blog, monkeypatch: pytest.MonkeyPatch) -> None:
    with_tooltips(blog).conf(CONF + 'tippy_rtd_urls = ["https://docs.example/"]')
    links = ("https://en.wikipedia.org/wiki/Kyoto", "https://doi.org/10.1000/182", "https://docs.example/a.html")
    blog.post("b", "".join(f"<{link}>\n" for link in links))
    asked: list[str] = []
    monkeypatch.setattr("sphinx_tippy.requests.get", lambda url, **_more: asked.append(url))
    blog.build()
    assert asked == []
    assert "tippy" not in blog.read("b.html")


def test_scripts_of_another_host_are_refused_with_what_to_write(blog: Blog) -> None:
    with_tooltips(blog).conf('extensions += ["sphinx_tippy"]')
    (problem,) = blog.fails().splitlines()
    assert problem.startswith("conf.py:")
    assert 'tippy_js = ["popper.min.js", "tippy-bundle.umd.min.js"]' in problem
    blog.conf('extensions += ["sphinx_tippy"]\nkawaraban_hosts = ["unpkg.com"]')
    blog.build()
    assert "https://unpkg.com/tippy.js@6" in html_tree(blog.read("2025/a.html")).xpath("//script/@src")


@pytest.mark.skipif(not all(path.is_file() for path in (*SCRIPTS, AXE)), reason="needs npm's tippy.js and axe-core")
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_tooltip_is_shown_and_can_be_read(blog: Blog, chrome: Browser, scheme: Literal["light", "dark"]) -> None:
    with_tooltips(blog).build()
    faults: list[str] = []
    page = chrome.new_page(viewport={"width": 390, "height": 800}, color_scheme=scheme)
    with serve(blog.out) as address:
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("request", lambda request: None if request.url.startswith(address) else faults.append(request.url))
        page.goto(f"{address}/2025/a.html", wait_until="load")
        page.locator("article a", has_text="橋").hover()
        page.locator(".tippy-content", has_text="橋の要約。").wait_for(state="visible")
        page.evaluate(AXE.read_text("utf-8"))
        found = page.evaluate("axe.run('.tippy-box', {runOnly: ['color-contrast']})")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.close()
    assert (faults, found["violations"]) == ([], [])
