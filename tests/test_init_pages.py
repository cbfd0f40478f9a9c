"""A new blog, and an English one with posts without pictures, in a real browser: axe finds nothing, letters and lines fit the language."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pytest

from kawaraban import cli
from kawaraban.cli.application import build
from tests.conftest import CHROMIUM, serve

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


playwright = pytest.importorskip("playwright.sync_api")
pytestmark = pytest.mark.skipif(not CHROMIUM, reason="needs Debian's chromium")

AXE = Path(__file__).parent.parent / "node_modules/axe-core/axe.min.js"
TEXT = (
    "A tide table looks like a fact and is a forecast: somebody has measured the water at one pier for nineteen years. "
)


@pytest.fixture(scope="module")
def blogs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server with a new blog in each language, `en` with three posts without a picture before."""
    folder = tmp_path_factory.mktemp("blogs")
    for language in ("en", "ja"):
        source = folder / "src" / language
        assert cli.main(["init", str(source), "--title=Harbour", "--author=Jane", f"--language={language}"]) == 0
        if language == "en":
            for number in (1, 2, 3):
                post = f"---\ntitle: Post {number}\ndate: 2026-01-0{number}\ncategory: Sea\n---\n{TEXT * number}\n"
                (source / f"posts/p{number}.md").write_text(post)
            (next(source.rglob("first-post.md"))).write_text(f"---\ntitle: A\ndate: 2026-02-01\n---\n{TEXT * 3}\n")
        build(source, folder / "out" / language, folder / "cache" / language)
    with serve(folder / "out") as address:
        yield address


@pytest.fixture
def wide(chrome: Browser, blogs: str) -> Iterator[Page]:
    context = chrome.new_context(base_url=blogs, viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


@pytest.mark.skipif(not AXE.is_file(), reason="needs npm's axe-core")
@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (1280, "dark")])
@pytest.mark.parametrize("language", ["en", "ja"])
def test_axe_finds_nothing_in_a_new_blog(
    chrome: Browser, blogs: str, language: str, width: int, scheme: Literal["light", "dark"]
) -> None:
    context = chrome.new_context(base_url=blogs, viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    page.goto(f"/{language}/blog.html")
    post = page.locator("h2 a.p-name").first.get_attribute("href")
    for path in ("index.html", post, "blog.html", "search.html?q=post", "privacy.html", "contact.html", "about.html"):
        page.goto(f"/{language}/{path}", wait_until="networkidle")
        page.evaluate(AXE.read_text("utf-8"))
        found = page.evaluate("axe.run()")["violations"]
        assert [(path, each["id"], [node["html"] for node in each["nodes"]]) for each in found] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()


def style(page: Page, selector: str, name: str) -> str:
    """Return the computed value of a property of the first element."""
    return str(page.evaluate("([s, n]) => getComputedStyle(document.querySelector(s))[n]", [selector, name]))


def test_letters_and_lines_fit_the_language(wide: Page) -> None:
    leading = {}
    for language in ("en", "ja"):
        wide.goto(f"/{language}/index.html")
        family = style(wide, "body", "fontFamily")
        assert ("Hiragino" in family) == (language == "ja")
        assert family.startswith('"kw latin"' if language == "ja" else "-apple-system")
        leading[language] = float(style(wide, "body", "lineHeight").removesuffix("px"))
    assert leading["en"] < leading["ja"]
    assert style(wide, "h1", "letterSpacing") != "0px"
    wide.goto("/en/index.html")
    assert style(wide, ".kw-eyebrow", "letterSpacing") in ("0px", "normal")


def test_a_japanese_part_of_an_english_page_has_japanese_fonts(wide: Page) -> None:
    wide.goto("/en/index.html")
    wide.evaluate("document.querySelector('.kw-card article').lang = 'ja'")
    assert "Hiragino" in style(wide, ".kw-card article", "fontFamily")
    assert "Mincho" in style(wide, ".kw-card h3", "fontFamily")


def test_posts_without_pictures_are_set_as_text(wide: Page) -> None:
    wide.goto("/en/index.html")
    assert wide.locator(".kw-cards img, .kw-cards .kw-thumb").count() == 0
    excerpts = wide.locator(".kw-cards .kw-excerpt").evaluate_all("all => all.map(each => each.clientHeight)")
    assert len(excerpts) == 4
    assert min(excerpts) > 20
    tops = wide.locator(".kw-cards .kw-card:not(.kw-lead) .kw-meta").evaluate_all(
        "all => all.map(each => Math.round(each.getBoundingClientRect().top))"
    )
    assert tops[0] == tops[1]


def test_english_excerpts_have_room_for_words_and_one_post_is_one(wide: Page) -> None:
    wide.goto("/en/index.html")
    assert 150 < len(wide.locator(".kw-lead .kw-excerpt").inner_text()) <= 260
    wide.goto("/en/blog/2026/02.html")
    assert wide.locator(".kw-list-head .kw-meta").inner_text() == "1 post"
