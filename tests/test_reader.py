"""What a reader touches in a post of tests/sample, in a real browser: footnotes, passing on, going on, the contents; and that all can."""

from __future__ import annotations

import gzip
import itertools
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pytest

from tests.conftest import CHROMIUM, until, wait_for

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route


playwright = pytest.importorskip("playwright.sync_api")
pytestmark = pytest.mark.skipif(not CHROMIUM, reason="needs Debian's chromium")

POST = "/2025/10/tour.html"
WIDE = "/2024/03/wide.html"
PAGES = [
    "/",
    POST,
    "/2024/03/marks.html",
    WIDE,
    "/blog.html",
    "/search.html?q=鉄道",
    "/works.html",
    "/privacy.html",
]
AXE = Path(__file__).parent.parent / "node_modules/axe-core/axe.min.js"


def test_a_footnote_shows_beside_its_mark_with_the_mouse(page: Page) -> None:
    page.clock.install()
    page.goto(POST)
    mark = page.locator("a.footnote-reference").first
    mark.hover()
    note = page.locator(".kw-note")
    assert "島の鉄道の案内" in note.inner_text()
    assert note.locator("[id]").count() == 0
    note.hover()
    page.clock.run_for(400)
    assert note.is_visible()
    page.keyboard.press("Escape")
    assert note.is_hidden()


def test_a_footnote_shows_beside_its_mark_with_the_keyboard(page: Page) -> None:
    page.clock.install()
    page.goto(POST)
    page.locator("a.footnote-reference").first.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    page.clock.run_for(400)  # what hides it when the reader leaves has stopped
    assert page.locator(".kw-note").is_visible()
    page.keyboard.press("Tab")
    page.clock.run_for(400)
    assert page.locator(".kw-note").is_hidden()


def test_on_a_touch_screen_a_footnote_shows_instead_of_a_jump(chrome: Browser, served: str) -> None:
    context = chrome.new_context(base_url=served, has_touch=True, viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(POST)
    page.locator("a.footnote-reference").first.tap()
    note = page.locator(".kw-note")
    assert note.is_visible()
    box = note.bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    assert "#" not in page.url
    context.close()


def test_the_link_of_a_post_is_copied(chrome: Browser, served: str) -> None:
    context = chrome.new_context(base_url=served, permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(POST)
    page.click(".kw-share button")
    until(page, "document.querySelector('.kw-share').innerText.includes('コピーしました')")
    assert page.evaluate("navigator.clipboard.readText()") == "https://elh.example/2025/10/tour.html"
    context.close()


def test_a_long_post_is_offered_where_the_reader_stopped(page: Page) -> None:
    page.goto(POST)
    assert page.locator(".kw-resume").count() == 0
    page.evaluate("document.documentElement.style.scrollBehavior = 'auto'; scrollTo(0, 3000)")
    page.goto("/about.html")
    page.goto(POST)
    page.evaluate("document.documentElement.style.scrollBehavior = 'auto'")
    page.click(".kw-resume")
    until(page, "Math.abs(scrollY - 3000) < 60")
    assert page.locator(".kw-resume").count() == 0


def test_the_contents_follow_where_the_browser_cannot_do_it_alone(page: Page) -> None:
    page.add_init_script("CSS.supports = () => false")
    page.goto(POST)
    second = page.locator(".kw-toc > details > ol > li > a").nth(1)
    scroll = "address => document.getElementById(address.slice(1)).scrollIntoView({ behavior: 'instant' })"
    page.evaluate(scroll, second.get_attribute("href"))
    page.wait_for_selector(".kw-toc a[data-now]", state="attached")
    assert page.locator(".kw-toc a[data-now]").first.get_attribute("href") == second.get_attribute("href")


@pytest.mark.parametrize("path", ["index.html", POST[1:], "works.html"])
def test_pages_work_from_a_folder(chrome: Browser, sample_site: Path, path: str) -> None:
    context = chrome.new_context()
    page, told = context.new_page(), []
    page.on("console", lambda message: told.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: told.append(str(error)))
    page.goto((sample_site / path).as_uri())
    page.click("#kw-mode")
    assert page.evaluate("document.documentElement.dataset.mode") == "dark"
    assert told == []
    context.close()


def test_a_formula_and_a_table_are_reached_by_keyboard_only_where_they_scroll(page: Page) -> None:
    page.goto(WIDE)
    wide = "[...document.querySelectorAll('article div.math, article .pst-scrollable-table-container')]"
    until(page, f"{wide}.filter((each) => each.tabIndex === 0).length === 2")
    page.evaluate(f"{wide}.forEach((each) => {{ each.style.minWidth = '2000px'; }})")
    until(page, f"{wide}.every((each) => each.tabIndex === -1)")


@pytest.mark.skipif(not AXE.is_file(), reason="needs npm's axe-core")
@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (1280, "dark")])
@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing(
    chrome: Browser, served: str, path: str, width: int, scheme: Literal["light", "dark"]
) -> None:
    context = chrome.new_context(base_url=served, viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    page.goto(path, wait_until="networkidle")
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("axe.run()")["violations"]
    assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in found] == []
    context.close()


@pytest.mark.parametrize(
    ("path", "most"), [(POST, 24_000), ("/", 20_000), ("/blog.html", 20_000), ("/works.html", 20_000)]
)
def test_a_first_visit_is_light(chrome: Browser, served: str, sample_site: Path, path: str, most: int) -> None:
    context = chrome.new_context(base_url=served)
    page, asked = context.new_page(), []
    page.on("request", lambda request: asked.append(request))
    page.goto(path, wait_until="networkidle")
    text = [each.url for each in asked if each.resource_type != "image"]
    files = [sample_site / (url.removeprefix(served).lstrip("/") or "index.html") for url in text]
    assert all(each.url.startswith((served, "data:")) for each in asked)
    assert len(files) <= 5
    assert sum(len(gzip.compress(file.read_bytes(), 9)) for file in files) <= most
    assert sum(len(gzip.compress(file.read_bytes(), 9)) for file in files if file.suffix == ".js") <= 3_000
    context.close()


def test_a_video_asks_nobody_before_a_click_and_loads_its_player_then(page: Page, asked: list[str]) -> None:
    page.goto(POST)
    still = page.locator("a[data-player]")
    still.scroll_into_view_if_needed()
    assert not [url for url in asked if "youtube" in url]
    wanted: list[str] = []

    def answer(route: Route) -> None:
        wanted.append(route.request.url)
        route.fulfill(body="")

    page.route("https://www.youtube-nocookie.com/**", answer)
    still.click()
    page.wait_for_selector(".kw-video iframe")
    assert page.locator(".kw-video iframe").get_attribute("title") == "Big Buck Bunny"
    until(page, "document.activeElement.tagName === 'IFRAME'")
    assert wanted == ["https://www.youtube-nocookie.com/embed/aqz-KE-bpKQ?autoplay=1&rel=0"]
    asked[:] = [url for url in asked if "youtube" not in url]


def test_without_a_script_a_video_is_a_link(chrome: Browser, served: str) -> None:
    context = chrome.new_context(base_url=served, java_script_enabled=False)
    page = context.new_page()
    page.goto(POST)
    assert page.locator(".kw-video a").get_attribute("href") == "https://www.youtube.com/watch?v=aqz-KE-bpKQ"
    context.close()


def test_a_gallery_is_gone_through_with_the_keyboard(page: Page) -> None:
    page.goto(POST)
    page.locator("a[data-large]").first.focus()
    page.keyboard.press("Enter")
    light = page.locator(".kw-light")
    assert light.is_visible()
    first = light.locator("img").get_attribute("src")
    page.keyboard.press("ArrowRight")
    assert light.locator("img").get_attribute("src") != first
    assert "峠" in light.locator("p").inner_text()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    assert "湖" in light.locator("p").inner_text()
    page.keyboard.press("Escape")
    assert light.is_hidden()
    until(page, "document.activeElement.textContent.includes('湖')")


def test_a_chart_follows_the_scheme_that_the_reader_chose(page: Page) -> None:
    page.goto(POST)
    image = page.locator(".kw-chart img").first
    image.scroll_into_view_if_needed()
    until(page, "document.querySelector('.kw-chart img').complete")
    light = image.screenshot()
    page.evaluate("document.documentElement.dataset.mode = 'dark'")
    wait_for(lambda: image.screenshot() != light, "a chart in dark colours")


def test_on_a_wide_screen_footnotes_stand_in_the_margin_none_on_another(page: Page) -> None:
    page.set_viewport_size({"width": 1700, "height": 1000})
    page.goto(POST)
    page.wait_for_selector(".kw-margin")
    tops = page.locator(".kw-margin").evaluate_all("notes => notes.map((note) => [note.offsetTop, note.offsetHeight])")
    assert len(tops) == page.locator("aside.footnote").count()
    assert all(above + height <= below for (above, height), (below, _height) in itertools.pairwise(tops))
    assert page.evaluate("document.documentElement.scrollWidth") <= 1700
    page.set_viewport_size({"width": 1280, "height": 1000})
    until(page, "!document.querySelector('.kw-margin')")
