"""Random raw HTML and random drawings: what is published of them runs nothing and asks nobody, in a real browser."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser


pytest.importorskip("playwright.sync_api")

from tests.conftest import CHROMIUM, serve
from tests.fuzz import browsing, drawings, raw_html

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium to open pages with")


def test_raw_html_is_refused_or_runs_nothing(chrome: Browser) -> None:
    raw_html.run(7, 30, chrome)


def test_a_cleaned_drawing_runs_nothing(chrome: Browser) -> None:
    drawings.run(7, 30, chrome)


@pytest.mark.parametrize(
    "html",
    [
        f'<img src=/x onerror="{browsing.RUN}">',
        f'<iframe srcdoc="<script>{browsing.RUN}</script>"></iframe>',
        '<a href="java&#10;script:x">x</a>',
        '<p style="background: url(//evil.example/x)">x</p>',
        "<meta http-equiv=refresh content='0;url=//evil.example/'>",
    ],
)
def test_the_browser_tells_what_a_page_does(chrome: Browser, tmp_path: Path, html: str) -> None:
    (tmp_path / "a.html").write_text(f"<!doctype html><body>{html}")
    with serve(tmp_path) as home, browsing.opened(home, chrome) as window:
        assert window.look_at(f"{home}/a.html")
