"""A tiny blog to build, and the real one, built once."""

from __future__ import annotations

import functools
import http.server
import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import lxml.html
import pytest
from lxml.html import HtmlElement
from PIL import Image
from sphinx import locale

from kawaraban.cli.application import Failed, build

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


T = TypeVar("T")
ROOT = Path(__file__).parent.parent
CONF = """
extensions = ["kawaraban"]
language = "ja"
blog_title = "小さな瓦版"
blog_baseurl = "https://blog.example/sub/"
blog_authors = {"elh": ("エル", None), "mio": ("ミオ", "https://mio.example/")}
blog_default_author = "elh"
kawaraban_feed_authority = "blog.example,2025"
"""


@dataclass
class Blog:
    """A blog in a folder of its own."""

    root: Path
    out: Path = field(init=False)

    def __post_init__(self) -> None:
        self.out = self.root / "out"
        self.write("conf.py", CONF)
        self.write("index.md", "# 小さな瓦版\n")

    def write(self, name: str, text: str | bytes) -> None:
        path = self.root / "src" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())

    def post(self, name: str, body: str = "本文。\n", **matter: str | None) -> None:
        """Write posts/*name*.md with front matter lines as given, a title and a date by default; None leaves one out."""
        lines: dict[str, str | None] = {"title": "題", "date": "2025-01-02", **matter}
        head = "".join(f"{key}: {value}\n" for key, value in lines.items() if value is not None)
        self.write(f"posts/{name}.md", f"---\n{head}---\n{body}")

    def conf(self, lines: str) -> None:
        self.write("conf.py", CONF + lines + "\n")

    def build(self, *, proofread: bool = False, **settings: object) -> str:
        return build(self.root / "src", self.out, self.root / "cache", settings, proofread=proofread)

    def fails(self, *, proofread: bool = False, **settings: object) -> str:
        with pytest.raises(Failed) as failed:
            self.build(proofread=proofread, **settings)
        return str(failed.value)

    def read(self, name: str) -> str:
        return (self.out / name).read_text("utf-8")

    def files(self) -> dict[str, bytes]:
        return files_below(self.out)


def files_below(folder: Path) -> dict[str, bytes]:
    """Every file of a built site by its name; a name that begins with a dot is Sphinx's own note."""
    paths = [path for path in folder.rglob("*") if path.is_file() and path.name[0] != "."]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths if ".doctrees" not in path.parts}


def html_tree(html: str | bytes) -> HtmlElement:
    """Return a page as lxml reads it: with all that is missing, from <html> on."""
    return lxml.html.document_fromstring(html)


def copy_real_source(folder: Path) -> None:
    """Lay the sources of this repository's site into a folder."""
    folder.mkdir(parents=True)
    for name in ("posts", "_static", "_templates", "conf.py", *(path.name for path in ROOT.glob("*.md"))):
        path = ROOT / name
        if path.is_dir():
            shutil.copytree(path, folder / name)
        elif path.exists():
            shutil.copy(path, folder / name)


@pytest.fixture(autouse=True)
def english() -> None:
    """Each test begins without the words of the blog that was built before."""
    locale.translators.clear()


@pytest.fixture
def blog(tmp_path: Path) -> Blog:
    return Blog(tmp_path)


@pytest.fixture
def make_blog(tmp_path: Path) -> Callable[[str], Blog]:
    return lambda name: Blog(tmp_path / name)


@pytest.fixture(scope="session")
def real_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of this repository, built into a folder."""
    folder = tmp_path_factory.mktemp("real")
    copy_real_source(folder / "src")
    build(folder / "src", folder / "out", folder / "cache")
    return folder / "out"


@pytest.fixture(scope="session")
def sample_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages of this repository's site around the posts of tests/sample, which no author rewrites."""
    folder = tmp_path_factory.mktemp("sample")
    copy_real_source(folder / "src")
    shutil.rmtree(folder / "src/posts")
    shutil.copytree(ROOT / "tests/sample", folder / "src/posts")
    pictures = folder / "src/posts/2025/10/tour"
    pictures.mkdir()
    for name, colour in (("harbour", "#2f6470"), ("pass", "#a1352a"), ("lake", "#4d7a3a")):
        Image.new("RGB", (1600, 1200), colour).save(pictures / f"{name}.png")
    build(folder / "src", folder / "out", folder / "cache")
    return folder / "out"


for _name in ("MAKEFLAGS", "MFLAGS", "MAKELEVEL"):  # of the make that runs the tests
    os.environ.pop(_name, None)

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip


class Handler(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *args: object) -> None:
        pass


@contextmanager
def running(server: http.server.HTTPServer) -> Iterator[str]:
    """Run a server in a thread; yield its address."""
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def serve(folder: Path, handler: type[http.server.SimpleHTTPRequestHandler] = Handler) -> Iterator[str]:
    """Serve a folder; yield its address."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(handler, directory=str(folder)))
    with running(server) as address:
        yield address


@pytest.fixture(scope="session")
def served(sample_site: Path) -> Iterator[str]:
    with serve(sample_site) as address:
        yield address


@pytest.fixture(scope="session")
def chrome() -> Iterator[Browser]:
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


def wait_for(
    condition: Callable[[], T], what: str, seconds: float = 20, not_yet: type[Exception] | tuple[()] = ()
) -> T:
    """Ask again and again until a condition holds, and return what it gives; *not_yet* is what it may raise before.

    Raises AssertionError with *what* when the time is up.
    """
    end, raised = time.monotonic() + seconds, None
    while time.monotonic() < end:
        try:
            if found := condition():
                return found
        except not_yet as error:
            raised = error
        time.sleep(0.02)
    raise AssertionError(f"not within {seconds} seconds: {what}") from raised


def until(page: Page, expression: str) -> None:
    """Wait until an expression is true; Playwright's own way needs `eval`, which the policy of our pages forbids."""
    wait_for(lambda: page.evaluate(expression), expression)


@pytest.fixture
def said() -> list[str]:
    """What `page` said on the console as an error; there is nothing at the end of a test."""
    return []


@pytest.fixture
def asked() -> list[str]:
    """The addresses that `page` asked for; in the end there are none of others."""
    return []


@pytest.fixture
def page(chrome: Browser, served: str, said: list[str], asked: list[str]) -> Iterator[Page]:
    context = chrome.new_context(base_url=served, viewport={"width": 390, "height": 844}, locale="ja-JP")
    page = context.new_page()
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("request", lambda request: asked.append(request.url))
    yield page
    assert said == []
    assert all(url.startswith((served, "data:")) for url in asked)
    context.close()
