"""The pages of the site around the posts of tests/sample, in three engines: nothing over the edge at any width, what a reader touches, how Japanese is set."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import serve, wait_for
from tests.engines import ENGINES, Engine, Framed

POST = "/2025/10/tour.html"
PAGES = [
    "/", POST, "/2024/03/marks.html", "/2024/03/wide.html", "/blog.html", "/blog/category/旅と地図.html", "/blog/archive.html",
    "/works.html", "/about.html", "/search.html?q=鉄道", "/sitemap.html", "/contact.html", "/404.html",
]  # fmt: skip
WIDTHS = [320, 390, 768, 1024, 1280, 1700, 2560]
OVER = """(() => {
  const edge = document.documentElement.clientWidth, over = document.documentElement.scrollWidth - edge;
  const scrolls = (each) => each && (getComputedStyle(each).overflowX !== "visible" || scrolls(each.parentElement));
  const who = [...document.querySelectorAll("body *")].filter((each) => each.getBoundingClientRect().right > edge + 1 && !scrolls(each.parentElement));
  return over > 0 ? `${over} px: ${who.slice(0, 3).map((each) => `${each.tagName}.${each.className}`)}` : "";
})()"""
LARGE = "(() => { document.documentElement.style.fontSize = '200%'; return 1; })()"


@pytest.fixture(scope="module", params=ENGINES)
def engine(request: pytest.FixtureRequest, sample_site: Path) -> Iterator[Engine]:
    with serve(sample_site, Framed) as address:
        engine = ENGINES[request.param](address, request)
        yield engine
        engine.close()


@pytest.fixture(autouse=True)
def _silent(engine: Engine) -> Iterator[None]:
    """No page says anything on the console: no fault of a script, nothing that the policy forbids."""
    engine.said()
    yield
    assert engine.said() == []


def until(engine: Engine, script: str) -> None:
    wait_for(lambda: engine.run(script), script)


def test_no_page_runs_over_its_edge(engine: Engine) -> None:
    over: dict[tuple[str, int, str], str] = {}
    for path in PAGES:
        for width in WIDTHS:
            engine.resize(width)
            if width in (WIDTHS[0], 768):
                engine.goto(path)
            over[path, width, ""] = engine.run(OVER)
        for width in (1280, 320):
            engine.resize(width)
            if width == 320:
                engine.goto(path)
            engine.run(LARGE)
            over[path, width, "200 %"] = engine.run(OVER)
    assert {where: by for where, by in over.items() if by} == {}


def test_search_takes_words_finds_and_opens(engine: Engine) -> None:
    engine.resize(1280)
    engine.goto("/about.html")
    engine.type("#kw-q", "灯台")
    engine.click(".kw-side .kw-search button")
    until(engine, "!!document.querySelector('#search-results li a') && document.readyState === 'complete'")
    assert "/search.html?q=" in engine.run("location.href")
    engine.click("#search-results li a")
    until(engine, "!!document.querySelector('.kw-is-post h1') && document.readyState === 'complete'")


def test_a_page_fades_into_the_next_where_the_browser_can_and_is_simply_there_where_not(engine: Engine) -> None:
    engine.resize(1280)
    engine.goto("/")
    can = engine.run("'CSSViewTransitionRule' in window && !matchMedia('(prefers-reduced-motion)').matches")
    engine.run(
        "(() => { addEventListener('pageswap', (e) => sessionStorage.fades = !!e.viewTransition); return 1; })()"
    )
    engine.click(".kw-card a.u-url")
    until(engine, "!!document.querySelector('.kw-is-post h1') && document.readyState === 'complete'")
    assert engine.run("sessionStorage.fades === 'true'") == can


def test_light_and_dark_are_remembered(engine: Engine) -> None:
    engine.resize(1280)
    engine.goto("/")
    ground = "getComputedStyle(document.body).backgroundColor"
    light = engine.run(ground)
    engine.click("#kw-mode")
    dark = engine.run(ground)
    engine.goto("/about.html")
    assert engine.run(ground) == dark != light
    engine.click("#kw-mode")
    assert engine.run(ground) == light


def test_the_contents_lead_and_follow(engine: Engine) -> None:
    engine.resize(1280)
    engine.goto(POST)
    engine.run("(() => { document.documentElement.style.scrollBehavior = 'auto'; return 1; })()")
    engine.click(".kw-toc > details > ol > li:nth-child(3) > a")
    until(engine, "scrollY > 500")
    ink = "getComputedStyle(document.querySelector('.kw-toc li:nth-child({}) > a')).color"
    until(engine, f"{ink.format(3)} !== {ink.format(1)}")


def test_a_footnote_shows_beside_its_mark(engine: Engine) -> None:
    engine.resize(1280)
    engine.goto(POST)
    engine.run(
        "(() => { const mark = document.querySelector('a.footnote-reference');"
        " mark.dispatchEvent(new PointerEvent('pointerenter', { pointerType: 'mouse' })); return 1; })()"
    )
    until(engine, "document.querySelector('.kw-note').innerText.includes('島の鉄道の案内')")


def test_a_wide_screen_has_the_notes_in_its_margin_and_the_name_of_the_blog_where_it_always_is(engine: Engine) -> None:
    engine.resize(1700)
    left = "document.querySelector('.kw-brand').getBoundingClientRect().left"
    engine.goto("/")
    home = engine.run(left)
    engine.goto(POST)
    assert engine.run(left) == home
    until(engine, "document.querySelectorAll('.kw-margin').length > 5")
    gap = "document.querySelector('.kw-margin').getBoundingClientRect().left - document.querySelector('.e-content p').getBoundingClientRect().right"
    assert engine.run(gap) > 10


def test_a_gallery_shows_its_pictures_large(engine: Engine) -> None:
    engine.resize(1280)
    engine.goto(POST)
    engine.run("(() => { document.querySelector('.kw-gallery').scrollIntoView({ behavior: 'instant' }); return 1; })()")
    engine.click(".kw-gallery li:nth-child(2) a")
    until(engine, "document.querySelector('dialog.kw-light').open")
    assert engine.run("document.querySelector('.kw-light p').innerText").startswith("峠")
    engine.click(".kw-light button")
    until(engine, "!document.querySelector('dialog.kw-light').open")


def test_a_year_of_the_archive_tree_brings_its_months(engine: Engine) -> None:
    engine.resize(1280)
    engine.goto(POST)
    engine.run("(() => { document.querySelector('.kw-tree').scrollIntoView({ behavior: 'instant' }); return 1; })()")
    engine.click(".kw-tree > li:nth-child(2) summary")
    until(engine, "document.querySelectorAll('.kw-tree > li:nth-child(2) li').length > 1")


def test_an_address_is_copied_at_one_click(engine: Engine) -> None:
    engine.resize(1280)
    engine.goto(POST)
    engine.run(
        "(() => { navigator.clipboard.writeText = async (text) => { window.copied = text; };"
        " document.querySelector('.kw-share').scrollIntoView({ behavior: 'instant', block: 'center' }); return 1; })()"
    )
    engine.click(".kw-share button")
    until(engine, "window.copied === 'https://elh.example/2025/10/tour.html'")


def test_a_video_has_its_player_in_place_of_its_picture_after_a_click(engine: Engine) -> None:
    engine.resize(1280)
    engine.goto(POST)
    engine.run(
        "(() => { const still = document.querySelector('a[data-player]'); still.dataset.player = '/about.html';"
        " still.scrollIntoView({ behavior: 'instant', block: 'center' }); return 1; })()"
    )
    before = engine.run("document.querySelector('.kw-video').getBoundingClientRect().height")
    engine.click("a[data-player]")
    until(engine, "!!document.querySelector('.kw-video iframe')")
    assert engine.run("document.querySelector('.kw-video').getBoundingClientRect().height") == pytest.approx(
        before, abs=2
    )


BOXES = """(() => {
  const line = document.createElement("p");
  line.textContent = "2025年10月27日、「資源」と（銅）。";
  line.style.cssText = "font-size: 20px; position: fixed; top: 0; left: 0; margin: 0; white-space: nowrap; z-index: 9; background: white; color: black;";
  document.querySelector(".e-content").append(line);
  const text = line.firstChild, range = document.createRange();
  return [...text.data].map((character, at) => {
    range.setStart(text, at); range.setEnd(text, at + 1);
    const { left, right } = range.getBoundingClientRect();
    return [character, left, right];
  });
})()"""


def test_japanese_keeps_its_width_and_digits_stand_apart(engine: Engine) -> None:
    engine.resize(1280)
    engine.goto(POST)
    boxes = engine.run(BOXES)
    assert all(right <= left + 0.1 for (_a, _b, right), (_c, left, _d) in itertools.pairwise(boxes))
    marks = "、。「」（）"
    for (before, *_), (one, left, _), (after, right, _) in zip(boxes, boxes[1:], boxes[2:], strict=False):
        beside_another = one in marks and {before, after} & {*marks}  # there a half may be given up
        if not one.isdigit() and not beside_another:
            assert right - left > 19, one  # the letters are 20 px large


def test_paint_and_boxes_agree(engine: Engine, tmp_path: Path) -> None:
    """Digits are painted where their boxes are: WebKit painted 10 and 27 upon each other, and no box told."""
    from PIL import Image

    engine.resize(1280)
    engine.goto(POST)
    boxes = engine.run(BOXES)
    twice = "requestAnimationFrame(() => requestAnimationFrame(() => { window.painted = true; }))"
    engine.run(f"(() => {{ {twice}; return 1; }})()")
    until(engine, "!!window.painted")
    picture = tmp_path / "line.png"
    engine.picture(str(picture))
    with Image.open(picture) as whole:
        line = whole.convert("L").crop((0, 0, 400, 34))
    ink = [min(line.crop((x, 0, x + 1, 34)).tobytes()) < 140 for x in range(line.width)]
    for (digit, left, right), (_next, start, _end) in itertools.pairwise(boxes[5:11]):
        if digit.isdigit():
            assert any(ink[round(left) : round(right)])
            assert not all(ink[round(right) - 2 : round(start) + 2]), digit
