"""Takes the handbook's pictures in Chromium: a small blog, its drafts, and its preview with a mistake."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).parent
BLOGS = {
    "ja": ("花子の手帖", "花子", "https://hanako.example/", "港", "2026/04/harbour.html"),
    "en": ("Hanako's notebook", "Hanako", "https://hanako.example/", "harbour", "2026/04/harbour.html"),
}
"""Title, author and address of the sample blog in each language, a word to search for, and the post to show."""
DESK, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 760}
MISTAKE = "\n{youtube}`aqz-KE-bpKQ`\n\n![…](sae.svg)\n"
DRAFT = {"ja": "書きかけ", "en": "Not finished"}


def browser_path() -> str:
    """Return the path of Chromium, or an empty text."""
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome") or ""


def take(folder: Path) -> bool:
    """Take all pictures into *folder*, one folder a language; return whether Chromium and Playwright are there."""
    try:
        from playwright.sync_api import sync_playwright
    except ModuleNotFoundError:
        return False
    if not browser_path():
        return False
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path(), args=["--no-sandbox", "--disable-gpu"])
        for language in BLOGS:
            (folder / language).mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory() as place:
                blog = make_blog(Path(place, "blog"), language)
                with preview(blog) as address:
                    take_pages(browser, address, folder / language, language, blog)
        browser.close()
    return True


def make_blog(blog: Path, language: str) -> Path:
    """Write the sample blog of a language, with a draft."""
    title, author, address, _word, _post = BLOGS[language]
    named = {"title": title, "author": author, "address": address, "language": language}
    run(Path.cwd(), "init", str(blog), *(f"--{name}={text}" for name, text in named.items()))
    for post in (HERE / "sample" / language).glob("*.md"):
        found = re.search(r"^date: (\d{4})-(\d\d)", post.read_text("utf-8"), re.MULTILINE)
        assert found
        target = blog / "posts" / found[1] / found[2]
        target.mkdir(parents=True, exist_ok=True)
        shutil.copy(post, target)
        for picture in (HERE / "shared").glob("*.svg"):
            shutil.copy(picture, target)
    draft = f"---\ntitle: {DRAFT[language]}\ndraft: true\n---\n\n{DRAFT[language]}…\n"
    (blog / "posts" / "draft.md").write_text(draft, "utf-8")
    return blog


def run(folder: Path, *arguments: str) -> None:
    """Run a command of Kawaraban in *folder*. Raises CalledProcessError."""
    environment = os.environ | {"PYTHONPATH": str(HERE.parent)}
    command = [sys.executable, "-m", "kawaraban", *arguments]
    subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True)


@contextmanager
def preview(blog: Path) -> Iterator[str]:
    """Serve the preview of a blog; yield its address."""
    command = [sys.executable, "-m", "kawaraban", "serve", "--port", "8765"]
    environment = os.environ | {"PYTHONPATH": str(HERE.parent), "BROWSER": "true", "PYTHONUNBUFFERED": "1"}
    output: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    server = subprocess.Popen(command, cwd=blog, env=environment, **output)
    assert server.stdout
    try:
        for line in server.stdout:
            if found := re.search(r"http://127\.0\.0\.1:\d+/", line):
                yield found[0]
                return
        raise RuntimeError("the preview did not start")
    finally:
        server.terminate()
        server.wait()


def take_pages(browser: Any, address: str, folder: Path, language: str, blog: Path) -> None:
    """Take the pictures of one language from the preview at *address*."""
    _title, _author, _address, word, post = BLOGS[language]

    def shoot(name: str, path: str, size: dict[str, int], ready: str = "main") -> None:
        page = browser.new_page(viewport=size, locale=language)
        page.goto(address + path)
        page.locator(ready).first.wait_for()
        page.evaluate("document.fonts.ready")
        page.screenshot(path=str(folder / f"{name}.png"))
        page.close()

    shoot("home", "index.html", DESK)
    shoot("home-phone", "index.html", PHONE)
    shoot("post", post, DESK)
    shoot("post-phone", post, PHONE)
    shoot("draft", "draft.html", DESK)
    shoot("search", f"search.html?q={word}", DESK, "main li a")
    source = blog / "posts" / post.replace(".html", ".md")
    with source.open("a", encoding="utf-8") as text:
        text.write(MISTAKE)
    page = browser.new_page(viewport=DESK, locale=language)
    page.goto(address + post)
    page.get_by_text("harbour.md:").first.wait_for()
    page.screenshot(path=str(folder / "overlay.png"))
    page.close()
