"""Takes the handbook's pictures in Chromium: a new blog, one with posts, a draft, and the preview with a mistake."""

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
    "ja": ("花子の手帖", "花子", "https://hanako.example/", "2026/04/harbour.html"),
    "en": ("Hanako's notebook", "Hanako", "https://hanako.example/", "2026/04/harbour.html"),
}
"""Title, author and address of the sample blog in each language, and a post of it."""
SIZE = {"width": 1280, "height": 800}
LOADED = """Promise.all([...document.images].filter(image => image.getBoundingClientRect().top < innerHeight)
.map(image => image.decode()))"""
"""Is fulfilled when the images of the first screen have been loaded."""
MISTAKE = "\n{youtube}`aqz-KE-bpKQ`\n\n![…](habour.svg)\n"
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
    """Write a new blog in a language."""
    title, author, address, _post = BLOGS[language]
    named = {"title": title, "author": author, "address": address, "language": language}
    run(Path.cwd(), "init", str(blog), *(f"--{name}={text}" for name, text in named.items()))
    return blog


def add_posts(blog: Path, language: str) -> None:
    """Write the posts of the sample blog."""
    for post in (HERE / "sample" / language).glob("*.md"):
        found = re.search(r"^date: (\d{4})-(\d\d)", post.read_text("utf-8"), re.MULTILINE)
        assert found
        target = blog / "posts" / found[1] / found[2]
        target.mkdir(parents=True, exist_ok=True)
        for picture in (HERE / "sample").glob("*.svg"):
            shutil.copy(picture, target)
        shutil.copy(post, target)


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
    """Take the pictures of one language from the preview at *address*, while posts are added to the blog."""
    _title, _author, _address, post = BLOGS[language]

    def shoot(name: str, path: str, ready: str) -> None:
        page = browser.new_page(viewport=SIZE, locale=language)
        page.goto(address + path)
        page.locator(ready).first.wait_for()
        page.evaluate("document.fonts.ready")
        page.evaluate(LOADED)
        page.screenshot(path=str(folder / f"{name}.png"))
        page.close()

    (first,) = (blog / "posts").rglob("first-post.md")
    address_of_first = first.relative_to(blog / "posts").with_suffix(".html").as_posix()
    shoot("new", "index.html", "main h1")
    shoot("post", address_of_first, "main h1")
    add_posts(blog, language)
    shoot("blog", "index.html", f"main a[href='{post}']")
    draft = f"---\ntitle: {DRAFT[language]}\ndraft: true\n---\n\n{DRAFT[language]}…\n"
    (blog / "posts" / "draft.md").write_text(draft, "utf-8")
    shoot("draft", "draft.html", ".kw-flag")
    with (blog / "posts" / post).with_suffix(".md").open("a", encoding="utf-8") as text:
        text.write(MISTAKE)
    shoot("overlay", post, "text=harbour.md:")
