"""The search page in a real browser: everything that contains a piece is found, and nothing else."""

from __future__ import annotations

import json
import os
import random
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kawaraban.outputs.search.documents import pack, unpack
from kawaraban.outputs.search.fold import fold
from tests.conftest import CHROMIUM, Blog, html_tree, serve, until

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


pytestmark = pytest.mark.skipif(not CHROMIUM, reason="needs Debian's chromium")
FOLDED = json.loads(Path(__file__).with_name("fold.json").read_text("utf-8"))
NOISE = ("headerlink", "kw-byline", "kw-toc", "footnote-reference", "postlist", "math", "kw-hosts")
BLOCKS = {"p", "td", "th", "h1", "h2", "h3", "dt", "figcaption"}
ALL = """async (text) => {
  box.value = text;
  await search();
  const said = [status.textContent];
  while (!more.hidden) { await show(turn, query); said.push(status.textContent); }
  return [[...list.querySelectorAll("a")].map((link) => decodeURI(link.getAttribute("href")).replace("./", "")), said];
}"""


def texts_of(page: Path) -> list[str]:
    """Return the texts of a page's article, a block each, read apart from the index."""
    (article,) = html_tree(page.read_bytes()).find_class("bd-article")
    labels = article.xpath(".//*[contains(@class, 'kw-byline')]//a[contains(@class, 'p-category')]/text()")
    for node in [*article.iter("rt", "rp", "math"), *(each for name in NOISE for each in article.find_class(name))]:
        node.drop_tree()
    for told in article.xpath(".//*[@class='kw-video']/figcaption/p[last()]"):  # what a click does
        told.drop_tree()
    for span in article.xpath(".//*[@class='linkcard']//span"):
        span.tag = "p"
    blocks = (
        block for block in article.iter(*BLOCKS) if not any(child.tag in BLOCKS for child in block.iterdescendants())
    )
    texts = [" ".join(block.text_content().split()) for block in blocks]
    return [text for text in [*texts, *labels, *(image.get("alt") for image in article.iter("img"))] if text]


@pytest.fixture(scope="session")
def pages(sample_site: Path) -> dict[str, list[str]]:
    names = [path.relative_to(sample_site).as_posix() for path in sorted(sample_site.rglob("*.html"))]
    return {
        name: texts_of(sample_site / name)
        for name in names
        if name[:3] == "202" or name in ("about.html", "works.html", "privacy.html")
    }


@pytest.mark.parametrize(
    "query", ["レアアース", "れああーす", "ﾚｱｱｰｽ", "南鳥島", "世界情勢", "ベーリング海峡", "モンゴルの", "泥"]
)
def test_search_finds_words_and_their_spellings(page: Page, query: str) -> None:
    page.goto(f"/search.html?q={query}")
    page.wait_for_selector("#search-results li a")
    titles = page.locator("#search-results h2").all_text_contents()
    assert "島の鉄道を一周する" in titles


def test_script_and_press_fold_alike(page: Page) -> None:
    page.goto("/search.html")
    assert page.evaluate("texts => texts.map(fold)", [text for text, _folded in FOLDED]) == [
        folded for _, folded in FOLDED
    ]


def test_two_hundred_pieces_of_posts_are_found_wherever_they_are_and_nowhere_else(
    page: Page, pages: dict[str, list[str]], sample_site: Path
) -> None:
    chance, asked = random.Random(2), 0
    folded = {name: [fold(text) for text in texts] for name, texts in pages.items()}
    page.goto("/search.html")
    while asked < 200:
        text, size = chance.choice(chance.choice([*pages.values()])), chance.randrange(2, 9)
        at = chance.randrange(max(1, len(text) - size))
        piece = text[at : at + size]
        if len(piece) < 2 or any(char.isspace() or char in '"“”' for char in piece):
            continue
        asked += 1
        found, said = page.evaluate(ALL, piece)
        assert said[-1] == (f"{len(found)}件" if found else "見つかりませんでした。"), piece
        assert all(int(text.removesuffix("件以上")) <= len(found) for text in said[:-1] if "以上" in text), piece
        assert len(found) == len(set(found))
        missing = {name for name, texts in folded.items() if any(fold(piece) in text for text in texts)} - set(found)
        assert not missing, piece
        for name in found:  # also in code, formulas and the like, which are no blocks here
            whole = fold(html_tree((sample_site / name).read_bytes()).text_content())
            assert fold(piece) in "\n".join([*folded.get(name, ()), whole]), piece


def test_search_follows_typing_and_wants_all_words(page: Page) -> None:
    page.goto("/search.html")
    page.fill("#q", "灯台 石段")
    page.wait_for_selector("#search-results li")
    assert page.locator("#search-results h2").all_text_contents() == ["灯台の石段を数える"]
    assert {*page.locator("#search-results mark").all_text_contents()} == {"灯台", "石段"}
    assert page.evaluate("decodeURIComponent(location.search)") == "?q=灯台 石段"
    page.fill("#q", "存在しない言葉です")
    until(page, "document.querySelector('#search-status').textContent.includes('見つかりません')")


def test_the_page_asks_for_nothing_before_something_is_typed(page: Page, asked: list[str]) -> None:
    page.goto("/search.html")
    assert not [url for url in asked if "/search/" in url]


def test_hits_are_reached_by_keyboard(page: Page) -> None:
    page.goto("/search.html?q=灯台")
    page.wait_for_selector("#search-results li a")
    page.focus("#q")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement === list.querySelector('a')")
    page.keyboard.press("ArrowUp")
    assert page.evaluate("document.activeElement === box")


@pytest.fixture
def small(blog: Blog, chrome: Browser) -> Iterator[Page]:
    """A blog of posts that each have a word of their own and one of all."""
    for number in range(14):
        blog.post(
            f"p{number:02}",
            f"共通の言葉と、第{number}番の言葉。\n",
            date=f"2025-01-{number + 1:02}",
            title=f"記事{number}",
        )
    blog.post("q", "## 灯台の話\n\n本文。\n", title="見出し", date="2025-02-01", tags="[港]")
    blog.post(
        "r",
        "灯台の下で。「ＡＢＣとレアアース」 a b\n\n南鳥島沖の採掘技術、世界情勢など、海底トンネル、モンゴルの旅。\n",
        title="本文",
        date="2025-02-02",
    )
    blog.post("s", "本文。\n", title="灯台", date="2024-01-01")
    blog.build()
    with serve(blog.out) as address:
        page = chrome.new_context(base_url=address).new_page()
        page.goto("/search.html")
        yield page
        page.context.close()


def test_ten_hits_at_first_then_more(small: Page) -> None:
    small.fill("#q", "共通の言葉")
    small.wait_for_selector("#search-results li")
    assert small.locator("#search-results li").count() == 10
    small.click("#search-more")
    until(small, "list.children.length === 14")
    assert not small.is_visible("#search-more")


@pytest.mark.parametrize(
    ("text", "names"),
    [("灯台", ["s", "q", "r"]), ("港", ["q"]), ("abc", ["r"]), ("ＡＢＣ", ["r"]), ('"ＡＢＣ"', ["r"]), ('"abc"', []), ('"a b"', ["r"]),
     ("れああーす", ["r"]), ("“レアアース”", ["r"]), ('"れああーす"', []), ("灯台 下", ["r"]), ("灯台 港", ["q"]), ("第1番", ["p01"]), ("第 13番", ["p13"]),
     ("灯台　話", ["q"]), ("下", ["r"]), ("あ", ["r"]), ("採掘技術", ["r"]), ("世界情勢", ["r"]), ("海底トンネル", ["r"]), ("モンゴルの", ["r"]), ("南鳥島", ["r"]), ("掘技", ["r"]),
     ("底トン", ["r"]), ("ﾄﾝﾈﾙ", ["r"]), ('""', []), ("<b>", []), (".*", [])],
)  # fmt: skip
def test_what_is_found_and_in_which_order(small: Page, text: str, names: list[str]) -> None:
    assert small.evaluate(ALL, text)[0] == [f"{name}.html" for name in names]


def test_a_hit_shows_the_word_in_context_and_marks_it_whole(small: Page) -> None:
    small.evaluate(ALL, "れああーす")
    assert small.locator("#search-results .kw-excerpt").text_content() == "灯台の下で。「ＡＢＣとレアアース」 a b"
    assert small.locator("#search-results mark").all_text_contents() == ["レアアース"]


def later(path: Path, seconds: int = 5) -> None:
    """Let a file be newer by seconds: Python's server compares no finer, and would say that nothing has changed."""
    os.utime(path, (path.stat().st_atime, path.stat().st_mtime + seconds))


def test_an_index_of_another_build_gives_no_wrong_answer(small: Page, blog: Blog) -> None:
    assert small.evaluate(ALL, "第13番")[0] == ["p13.html"]
    (blog.root / "src/posts/p00.md").unlink()
    blog.post("p13", "ほかの言葉。\n", date="2025-01-14")
    blog.build()
    for path in (blog.out / "search").rglob("*.*"):
        later(path)
    assert small.evaluate(ALL, "第13番")[0] == []
    assert small.evaluate(ALL, "第12番")[0] == ["p12.html"]
    number = next(n for n in range(16) if unpack((blog.out / f"search/text/0/{n}.bin").read_bytes()).url == "p12.html")
    file = blog.out / f"search/text/0/{number}.bin"
    file.write_bytes(
        pack(unpack(file.read_bytes())._replace(lines=("古い文。",)))
    )  # an upload that is not yet complete
    later(file, 10)
    small.reload()
    assert small.evaluate(ALL, "第12番")[0] == []


def test_without_a_script_the_archive_is_offered(chrome: Browser, served: str) -> None:
    context = chrome.new_context(base_url=served, java_script_enabled=False)
    page = context.new_page()
    page.goto("/search.html?q=灯台")
    assert page.locator("noscript a, main a[href*=archive]").count()
    context.close()
