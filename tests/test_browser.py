"""What a reader touches, in a real browser: search, light and dark, a phone's width, and no request to strangers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.conftest import CHROMIUM, serve, until

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


playwright = pytest.importorskip("playwright.sync_api")
pytestmark = pytest.mark.skipif(not CHROMIUM, reason="needs Debian's chromium")


def test_the_search_box_beside_a_post_leads_to_the_results(page: Page) -> None:
    page.goto("/2025/10/tour.html")
    page.fill("#kw-q", "灯台")
    page.press("#kw-q", "Enter")
    page.wait_for_selector("#search-results li a")
    assert "/search.html?q=" in page.url


def test_light_and_dark_are_remembered(page: Page) -> None:
    page.goto("/")
    ground = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(ground)
    page.click("#kw-mode")
    dark = page.evaluate(ground)
    page.goto("/about.html")
    assert page.evaluate(ground) == dark != light


@pytest.mark.parametrize("width", [390, 768, 1280, 1920])
@pytest.mark.parametrize(
    "path",
    ["/", "/2025/10/tour.html", "/2024/03/marks.html", "/2024/03/wide.html", "/blog/archive.html", "/works.html"],
)
def test_no_page_is_wider_than_the_screen(page: Page, width: int, path: str) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(path)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_no_post_of_the_real_site_is_wider_than_a_phone(chrome: Browser, real_site: Path) -> None:
    with serve(real_site) as address:
        page = chrome.new_page(viewport={"width": 390, "height": 844})
        for path in real_site.glob("2???/*/*.html"):
            page.goto(f"{address}/{path.relative_to(real_site).as_posix()}")
            assert page.evaluate("document.documentElement.scrollWidth") <= 390, path.name
        page.close()


def test_the_archive_tree_opens_without_a_script(chrome: Browser, served: str) -> None:
    context = chrome.new_context(base_url=served, java_script_enabled=False)
    page = context.new_page()
    page.goto("/2025/10/tour.html")
    assert page.locator(".kw-tree details li a").first.is_visible()
    page.locator(".kw-tree > li > a").first.click()
    assert page.locator(".kw-months a").first.is_visible()
    context.close()


def test_a_year_of_the_archive_tree_brings_its_months_when_it_is_opened(page: Page) -> None:
    page.goto("/2025/10/tour.html")
    year = page.locator(".kw-tree details").nth(1)
    year.locator("summary").click()
    year.locator("li a", has_text="10月").click()
    assert page.url.endswith("/blog/2025/10.html")


def test_the_page_of_a_year_leads_to_its_months(page: Page) -> None:
    page.goto("/blog/2025.html")
    page.locator(".kw-months a", has_text="10月").click()
    assert page.url.endswith("/blog/2025/10.html")


def test_a_feed_says_what_it_is_and_shows_its_posts(page: Page, said: list[str]) -> None:
    page.goto("/blog/atom.xml")
    assert "フィードリーダー" in page.evaluate("getComputedStyle(document.documentElement, '::before').content")
    shown = "name => getComputedStyle(document.querySelector(name)).display"
    assert page.evaluate(shown, "entry > title") == "block"
    assert page.evaluate(shown, "entry > content") == "none"
    page.goto("/blog/rss.xml")
    assert page.evaluate(shown, "item > description") == "block"
    page.wait_for_load_state("networkidle")
    said.clear()  # a browser asks for /favicon.ico where a document cannot name its sign


def test_the_address_of_a_feed_is_copied_at_one_click(page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto("/blog/feeds.html")
    page.click("[data-copy]")
    until(page, "document.querySelector('[data-copy]').textContent === 'コピーしました'")
    assert page.evaluate("navigator.clipboard.readText()") == "https://elh.example/blog/atom.xml"
