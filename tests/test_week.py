"""A week of an author, with the commands as they are called and in a real browser: new, save, mistake, rename, check, fix."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

pytest.importorskip("uvicorn")
from tests.conftest import ROOT, Blog, until
from tests.test_serve import Serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

BODY = """
港に船が着いた。

:::details 出典
潮見表による。
:::

最後の段落。
"""
OVERLAY = "document.querySelector('kw-preview')?.shadowRoot.querySelector('section')"
LISTED = "[...document.querySelectorAll('article a')].some((link) => link.textContent.includes('港の話'))"


class Author:
    """Somebody who writes, runs commands, and looks at a browser that shows the preview."""

    def __init__(self, blog: Blog, page: Page) -> None:
        self.folder, self.page = blog.root / "src", page

    def run(self, command: str, **options: str) -> str:
        """Run a command, which succeeds, and return what it says."""
        words = [part for name, value in options.items() for part in (f"--{name}", *([value] if value else []))]
        done = subprocess.run(
            [sys.executable, "-m", "kawaraban", command, *words], cwd=self.folder, stdin=subprocess.DEVNULL,
            env=os.environ | {"PYTHONPATH": str(ROOT), "EDITOR": ""}, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def writes(self, path: Path, old: str, new: str) -> None:
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new), "utf-8")

    def sees(self, text: str) -> None:
        until(self.page, f"document.querySelector('article')?.innerText.includes({text!r})")

    def opens(self, address: str) -> None:
        """Open a page as soon as the preview has it."""
        until(self.page, f"fetch({address!r}).then((answer) => answer.ok)")
        self.page.goto(address)


@pytest.fixture
def author(blog: Blog, chrome: Browser) -> Iterator[Author]:
    blog.post("old", "前の話。\n", title="前の話", category="世界情勢")
    serving = Serving(blog)
    page = chrome.new_page(viewport={"width": 1000, "height": 500}, base_url=f"http://127.0.0.1:{serving.port}")
    said: list[str] = []
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto("/")
    yield Author(blog, page)
    page.close()
    serving.stop()
    assert said == []


def begin_a_post(author: Author) -> Path:
    """Monday: a draft is made, and what is saved in it appears with a banner."""
    said = author.run("new", title="港の話", category="世界情勢", slug="harbour")
    (draft,) = author.folder.glob("posts/*/*/harbour.md")
    assert draft.relative_to(author.folder).as_posix() in said
    author.opens(f"/{draft.relative_to(author.folder / 'posts').with_suffix('.html').as_posix()}")
    draft.write_text(draft.read_text("utf-8").rstrip() + "\n" + BODY + "\n長い話。\n" * 40, "utf-8")
    author.sees("港に船が着いた。")
    assert "下書きです" in author.page.inner_text("body")
    return draft


def stands_at(page: Page) -> object:
    return page.evaluate(
        "[window.same, scrollY, document.querySelector('article details').open, document.querySelector('.kw-side input').value]"
    )


def make_a_mistake_and_mend_it(author: Author, draft: Path) -> None:
    """Tuesday: a mistake lies over the page with its line and what to write; the reader's place stays."""
    page = author.page
    page.click("article details summary")
    page.evaluate(
        "window.same = true; scrollTo({ top: 300, behavior: 'instant' }); document.querySelector('.kw-side input').value = '探'"
    )
    before = stands_at(page)
    assert before == [True, 300, True, "探"]
    author.writes(draft, "最後の段落。", "最後の段落。\n\n![港](港.JPG)")
    until(page, f"{OVERLAY} != null")
    line = draft.read_text("utf-8").split("\n").index("![港](港.JPG)") + 1
    assert page.locator("kw-preview .where").inner_text() == f"{draft.relative_to(author.folder).as_posix()}:{line}"
    assert "画像「港.JPG」が見つかりません" in page.locator("kw-preview li").inner_text()
    assert page.locator("kw-preview .here td").inner_text() == "![港](港.JPG)"
    (draft.parent / "港.JPG").write_bytes((ROOT / "docs/screenshot.png").read_bytes())
    until(page, f"!({OVERLAY})")
    until(page, "document.querySelector('article img[alt=港]')?.complete")
    assert stands_at(page) == before


def publish_and_rename(author: Author, draft: Path) -> Path:
    """Wednesday: the post is published, its category gets another name, and it moves with its picture."""
    author.writes(draft, "draft: true\n", "")
    author.page.get_by_text("下書きです").wait_for(state="detached")
    author.run("rename", category="世界情勢", to="世界のいま", yes="")
    author.opens("/blog/category/世界のいま.html")
    until(author.page, LISTED)
    moved = author.folder / "posts/2025/11/minato.md"
    paths = [path.relative_to(author.folder).as_posix() for path in (draft, moved)]
    old = "/" + paths[0].removeprefix("posts/").replace(".md", ".html")
    author.run("rename", post=paths[0], to=paths[1], yes="")
    author.opens("/2025/11/minato.html")
    author.page.goto(old)
    author.page.wait_for_url("**/2025/11/minato.html")
    author.sees("港に船が着いた。")
    assert author.page.evaluate("document.querySelector('article img[alt=港]').naturalWidth > 0")
    return moved


def check_and_fix(author: Author, post: Path) -> None:
    """Thursday: what fails in silence is told with its line, and written right."""
    author.writes(post, "最後の段落。", "最後の段落。\n\n・船\n・波止場")
    author.sees("・船")
    line = post.read_text("utf-8").split("\n").index("・船") + 1
    assert f"posts/2025/11/minato.md:{line}: " in author.run("check")
    assert "+- 船\n+- 波止場\n" in author.run("fix", yes="")
    until(
        author.page, "[...document.querySelectorAll('article li')].some((item) => item.textContent.trim() === '波止場')"
    )


def test_a_week_of_writing(author: Author) -> None:
    draft = begin_a_post(author)
    make_a_mistake_and_mend_it(author, draft)
    check_and_fix(author, publish_and_rename(author, draft))
    assert "公開 2 件、下書き 0 件、予約 0 件。" in author.run("html")
