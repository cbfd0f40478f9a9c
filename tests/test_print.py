"""The pages of the site around the posts of tests/sample on paper (A4), by Chromium, read again by poppler: what a sheet has, and what it leaves out."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import lxml.html
import pytest

from tests.conftest import CHROMIUM

if TYPE_CHECKING:
    from playwright.sync_api import Browser


pytest.importorskip("playwright.sync_api")
pytestmark = [
    pytest.mark.skipif(not CHROMIUM, reason="needs Debian's chromium"),
    pytest.mark.skipif(not shutil.which("pdftotext"), reason="needs Debian's poppler-utils"),
]
Printed = Callable[..., list[list[str]]]
POST = "2025/10/tour.html"


@pytest.fixture(scope="module")
def printed(chrome: Browser, served: str, tmp_path_factory: pytest.TempPathFactory) -> Printed:
    """Return what gives the pages of a page's PDF, each a list of the lines on it."""
    folder = tmp_path_factory.mktemp("print")
    made: dict[tuple[str, str], list[list[str]]] = {}

    def pages(path: str, scheme: Literal["light", "dark"] = "light") -> list[list[str]]:
        if (path, scheme) not in made:
            page, file = chrome.new_page(color_scheme=scheme), folder / "page.pdf"
            page.goto(f"{served}/{path}")
            page.pdf(path=str(file), prefer_css_page_size=True)
            page.close()
            text = subprocess.run(["pdftotext", "-layout", file, "-"], capture_output=True, text=True, check=True)
            lines = [[line.strip() for line in page.splitlines() if line.strip()] for page in text.stdout.split("\f")]
            made[path, scheme] = lines[:-1]
        return made[path, scheme]

    return pages


def squeezed(lines: list[str]) -> str:
    return re.sub(r"\s+", "", "".join(lines))


def test_a_long_post_takes_no_more_pages_than_its_text(printed: Printed) -> None:
    pages = printed(POST)
    assert 6 <= len(pages) <= 8
    assert all(len(page) > 4 for page in pages)
    assert [page[-1] for page in pages] == [str(number) for number in range(1, len(pages) + 1)]


def test_the_whole_text_is_there_and_nothing_of_the_screen(printed: Printed, sample_site: Path) -> None:
    text = squeezed([line for page in printed(POST) for line in page[:-1]])
    article = lxml.html.parse(str(sample_site / POST)).getroot().find_class("e-content")[0]
    for paragraph in article.xpath("./section/p[not(a)]"):
        start = squeezed([re.sub(r"\[\d+\]", "", paragraph.text_content())])[:12]
        assert start in text
    for word in (
        "新着記事",
        "カテゴリ",
        "リンクをコピー",
        "次の記事",
        "目次",
        "プレーヤーを読み込みます",
        "サイトマップ",
    ):
        assert word not in text
    assert "未満" in text and "万以上" in text  # the legend of the map


def test_no_heading_stands_alone_at_the_foot_of_a_page(printed: Printed, sample_site: Path) -> None:
    for path in (POST, "2024/03/marks.html", "works.html"):
        root = lxml.html.parse(str(sample_site / path)).getroot()
        headings = {squeezed([each.text_content().rstrip("#")]) for each in root.xpath("//article//h2|//article//h3")}
        for page in printed(path):
            assert squeezed(page[-2:-1]) not in headings


def test_links_have_their_addresses_as_notes_below_and_the_sheet_says_where_it_is_from(
    printed: Printed, sample_site: Path
) -> None:
    text = squeezed([line for page in printed(POST) for line in page])
    root = lxml.html.parse(str(sample_site / POST)).getroot()
    addresses = [each.text for each in root.xpath("//ol[@class='kw-addresses']/li")]
    assert addresses == root.xpath("//article//a[starts-with(@href, 'http')]/@href")
    assert f"〔{len(addresses)}〕" in text and f"〔{len(addresses) + 1}〕" not in text
    assert text.count("〔1〕") == 2
    assert "未来瓦版—2026年2月3日—https://elh.example/2025/10/tour.html" in text


def test_a_video_is_its_title_and_address(printed: Printed) -> None:
    text = squeezed([line for page in printed(POST) for line in page])
    assert "BigBuckBunnyYouTubehttps://www.youtube.com/watch?v=aqz-KE-bpKQ" in text


def test_a_sheet_printed_in_the_dark_is_light(chrome: Browser, served: str) -> None:
    page = chrome.new_page(color_scheme="dark")
    page.goto(f"{served}/{POST}")
    page.evaluate("document.documentElement.dataset.mode = 'dark'")
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.querySelector('.e-content p')).color") == "rgb(38, 35, 32)"
    page.close()


@pytest.mark.parametrize(
    ("path", "most"), [("index.html", 2), ("blog.html", 3), ("contact.html", 1), ("works.html", 3)]
)
def test_other_pages_are_a_sheet_or_few(printed: Printed, path: str, most: int) -> None:
    pages = printed(path)
    assert len(pages) <= most
    assert "https://elh.example/" in pages[-1][-2]
