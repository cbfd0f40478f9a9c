"""The live preview: it follows what is saved, says what is wrong, and shows drafts to this machine's browser alone."""

from __future__ import annotations

import http.client
import json
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from http.client import HTTPMessage
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("uvicorn")
from kawaraban.cli.serve.server import last_saved_post, listen
from tests.conftest import ROOT, Blog, wait_for
from tests.engines import ENGINES, LISTENS, Engine

SENTENCE = "二つ目の段落。"


class Serving:
    """A preview of a blog, made by the command itself, and what its pages are told of builds."""

    def __init__(self, blog: Blog, *options: str) -> None:
        self.blog, self.source = blog, blog.root / "src"
        command = [sys.executable, "-m", "kawaraban", "serve", "--port", "0", *options]
        self.server = subprocess.Popen(
            command, cwd=self.source, env=os.environ | {"PYTHONPATH": str(ROOT)}, text=True, start_new_session=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        try:
            self.listen()
        except BaseException:
            self.server.kill()
            raise

    def listen(self) -> None:
        self.port = int(self.line().split(":")[2].rstrip("/"))
        self.wire = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        self.wire.request("GET", "/_preview/events")
        self.told = self.wire.getresponse()
        self.next()
        self.wait(lambda: not self.news["state"].endswith(".0"))

    def line(self) -> str:
        assert self.server.stdout
        return self.server.stdout.readline().rstrip("\n")

    def next(self) -> None:
        """Read the next event into `news`."""
        while line := self.told.readline():
            if line.startswith(b"data:"):
                self.news: dict[str, Any] = json.loads(line.removeprefix(b"data:"))
                return
        raise AssertionError("the preview has ended")

    def wait(self, holds: Callable[[], object]) -> None:
        """Read news until something holds."""
        while not holds():
            self.next()

    def shows(self, text: str, path: str = "/") -> None:
        self.wait(lambda: text in self.page(path))

    def page(self, path: str) -> str:
        return self.get(path)[2].decode()

    def get(self, path: str) -> tuple[int, HTTPMessage, bytes]:
        wire = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        wire.request("GET", path)
        answer = wire.getresponse()
        return answer.status, answer.headers, answer.read()

    def children(self) -> list[str]:
        return Path(f"/proc/{self.server.pid}/task/{self.server.pid}/children").read_text().split()

    def stop(self) -> None:
        workers = self.children()
        os.killpg(self.server.pid, signal.SIGINT)
        said = self.server.communicate(timeout=30)[0]
        assert self.server.returncode == 0
        assert "Traceback" not in said
        assert workers and not [worker for worker in workers if Path("/proc", worker).exists()]
        self.wire.close()


Starting = Callable[..., Serving]


@pytest.fixture(scope="module")
def serving(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    blog = Blog(tmp_path_factory.mktemp("preview"))
    blog.post("a", f"本文。\n\n{SENTENCE}\n" + "\n長い本文。\n" * 40, title="秘密の下書き", draft="true")
    blog.post("later", date="2999-01-02 08:30")
    blog.write("secret.txt", "outside")
    serving = Serving(blog)
    (serving.source / "_build/preview/out.txt").symlink_to(serving.source / "secret.txt")
    yield serving
    serving.stop()


@pytest.fixture
def starting(tmp_path: Path) -> Iterator[Starting]:
    """Begins previews, and ends them as Ctrl-C does."""
    begun: list[Serving] = []

    def start(blog: Blog, *options: str) -> Serving:
        begun.append(Serving(blog, *options))
        return begun[-1]

    yield start
    for serving in begun:
        serving.stop()


@pytest.fixture
def kept(serving: Serving) -> Iterator[Path]:
    """The post as it is, and back again."""
    path, built = serving.source / "posts/a.md", serving.source / "_build/preview/a.html"
    text, page = path.read_text("utf-8"), built.read_bytes()
    yield path
    path.write_text(text, "utf-8")
    serving.wait(lambda: built.read_bytes() == page and not serving.news["dialog"])


def test_a_saved_sentence_is_on_the_page(serving: Serving, kept: Path) -> None:
    kept.write_text(kept.read_text("utf-8") + "\n新しい文。\n", "utf-8")
    serving.shows("新しい文。", "/a.html")
    assert serving.news["dialog"] == ""


def test_a_mistake_lies_over_the_last_good_page_until_it_is_mended(serving: Serving, kept: Path) -> None:
    text = kept.read_text("utf-8")
    kept.write_text(text.replace("date:", "dete:") + "\n<script>alert(1)</script>\n", "utf-8")
    serving.wait(lambda: serving.news["dialog"])
    over = serving.news["dialog"]
    assert 'role="alertdialog"' in over and "直すところが 2 か所" in over
    assert "posts/a.md<wbr><b>:3</b>" in over and "「date」のことですか" in over
    assert "<td>dete: 2025-01-02</td>" in over
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in over and "<script" not in over
    assert SENTENCE in serving.page("/a.html")
    kept.write_text(text, "utf-8")
    serving.wait(lambda: not serving.news["dialog"])


def test_the_terminal_says_what_make_html_says(blog: Blog, starting: Starting) -> None:
    blog.post("a")
    serving = starting(blog)
    assert serving.line() == "公開 1 件、下書き 0 件、予約 0 件。"
    blog.post("a", date="x")
    serving.next()
    blog.post("a", "別の本文。\n")
    serving.next()
    said = [serving.line(), serving.line()]
    assert said[0].startswith("posts/a.md:3: ") and said[1] == "公開 1 件、下書き 0 件、予約 0 件。"


def test_a_mistake_in_conf_py_before_the_first_good_build_is_a_page(blog: Blog, starting: Starting) -> None:
    good = (blog.root / "src/conf.py").read_text("utf-8")
    blog.conf("x = (")
    serving = starting(blog)
    assert serving.get("/")[0] == 500
    assert "conf.py<wbr><b>:9</b>" in serving.page("/") and "<td>x = (</td>" in serving.page("/")
    blog.write("conf.py", good)
    serving.wait(lambda: not serving.news["dialog"])
    assert serving.get("/")[0] == 200


def test_what_the_code_of_the_blog_says_is_heeded(blog: Blog, starting: Starting) -> None:
    serving = starting(blog)
    blog.write("own.py", "TITLE = '一番'\n")
    blog.conf("import sys\nsys.path.insert(0, '.')\nimport own\nblog_title = own.TITLE")
    serving.shows("一番")
    blog.write("own.py", "TITLE = '二番目'\n")  # Python tells versions of a module apart by size and second
    serving.shows("二番目")


def test_a_build_that_crashes_is_told_and_the_next_one_works(blog: Blog, starting: Starting) -> None:
    blog.post("a")
    serving = starting(blog)
    blog.conf("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)")
    serving.wait(lambda: "ビルドの途中でプログラムが止まりました" in serving.news["dialog"])
    blog.conf("")
    serving.wait(lambda: not serving.news["dialog"])


def test_a_preview_that_is_killed_leaves_nothing_behind(blog: Blog) -> None:
    serving = Serving(blog)
    (worker,) = map(os.pidfd_open, map(int, serving.children()))
    serving.server.kill()
    serving.server.communicate()
    assert select.select([worker], [], [], 30)[0]
    os.close(worker)


def test_two_hundred_files_at_once_cost_few_builds_and_may_move(blog: Blog, starting: Starting) -> None:
    serving = starting(blog)
    for number in range(200):
        blog.post(f"old/p{number}")
    serving.wait(lambda: serving.get("/old/p199.html")[0] == 200)
    posts = serving.source / "posts"
    (posts / "old").rename(posts / "new")
    serving.wait(lambda: serving.get("/new/p199.html")[0] == 200)
    assert serving.get("/old/p199.html")[0] == 404
    shutil.rmtree(posts)
    serving.wait(lambda: serving.get("/new/p199.html")[0] == 404)
    assert not serving.news["dialog"] and int(serving.news["state"].partition(".")[2]) < 20


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 24 MB, which only root can mount."""
    disk = tmp_path / "disk"
    disk.mkdir()
    if (
        not shutil.which("mount")
        or subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(disk)], capture_output=True, check=False
        ).returncode
    ):
        pytest.skip("needs the right to mount a file system")
    yield disk
    subprocess.run(["umount", "--lazy", str(disk)], check=True)


def test_a_full_disk_is_told_and_the_preview_goes_on(small_disk: Path, starting: Starting) -> None:
    blog = Blog(small_disk)
    blog.post("a")
    serving, filling = starting(blog), small_disk / "filling"
    with pytest.raises(OSError, match="No space left"), filling.open("wb", buffering=0) as file:
        while True:
            file.write(bytes(4096))
    post = serving.source / "posts/a.md"
    with post.open("r+b") as file:  # as long as before: it needs no more space
        file.write(post.read_bytes().replace("本文".encode(), "新文".encode()))
    serving.wait(lambda: "ディスクがいっぱいです" in serving.news["dialog"])
    assert "本文" in serving.page("/a.html")
    filling.unlink()
    post.touch()
    serving.shows("新文", "/a.html")
    assert not serving.news["dialog"]


def test_files_are_sent_as_a_static_host_sends_them(serving: Serving) -> None:
    page = serving.get("/a.html")
    assert (page[0], page[1]["content-type"]) == (200, "text/html; charset=utf-8")
    assert serving.get("/")[0] == 200 and "404" in serving.page("/nothing.html")
    assert serving.get("/nothing.html")[0] == 404
    types = {
        name: serving.get(name)[1]["content-type"]
        for name in ("/blog/atom.xml", "/feeds/posts/default", "/blog/feed.json")
    }
    feed = "application/atom+xml; charset=utf-8"
    assert list(types.values()) == [feed, feed, "application/feed+json"]
    assert serving.get("/site.webmanifest")[1]["content-type"].startswith("application/manifest+json")


def test_the_script_is_in_what_is_sent_and_not_in_the_files(serving: Serving) -> None:
    out = serving.source / "_build/preview"
    for path in ("/a.html", "/", "/nothing.html"):
        assert b'/client.js"' in serving.get(path)[2]
    assert b"client.js" not in (out / "a.html").read_bytes()
    assert serving.get("/blog/atom.xml")[2] == (out / "blog/atom.xml").read_bytes()


def test_drafts_and_scheduled_posts_say_so(serving: Serving) -> None:
    assert "下書きです。読者にはまだ見えません。" in serving.page("/a.html")
    assert "予約投稿です。2999年1月2日 08:30 に公開されます。" in serving.page("/later.html")


def ask(port: int, path: str = "/a.html", host: str = "127.0.0.1:{}", more: str = "") -> tuple[int, str]:
    """Return the answer to a request as it is written on the wire."""
    with socket.create_connection(("127.0.0.1", port), 10) as wire:
        host = f"Host: {host.format(port)}\r\n" if host else ""
        wire.sendall(f"GET {path} HTTP/1.1\r\n{host}{more}Connection: close\r\n\r\n".encode())
        answer = b""
        while part := wire.recv(65536):
            answer += part
        return int(answer.split()[1]), answer.decode()


def test_the_preview_shows_drafts_to_this_machine(serving: Serving) -> None:
    assert ask(serving.port)[0] == 200
    assert "秘密の下書き" in ask(serving.port, host="localhost:{}")[1]


@pytest.mark.parametrize("path", ["/a.html", "/_preview/events"])
@pytest.mark.parametrize("host", ["evil.example:{}", ""])
def test_the_preview_shows_nothing_under_another_name(serving: Serving, host: str, path: str) -> None:
    status, answer = ask(serving.port, path, host)
    assert status == 421 or (status == 400 and not host)
    assert "秘密" not in answer


@pytest.mark.parametrize("path", ["/a.html", "/_preview/events"])
def test_the_preview_shows_nothing_to_another_origin(serving: Serving, path: str) -> None:
    status, answer = ask(serving.port, path, more="Origin: http://evil.example\r\n")
    assert status == 403
    assert "秘密" not in answer


@pytest.mark.parametrize(
    "path",
    ["/%2e%2e/", "/../secret.txt", "/%2e%2e/%2e%2e/secret.txt", "/..%2f..%2fsecret.txt", "/..%5c..%5csecret.txt", "//etc/passwd",
     "/%2fetc%2fpasswd", "/out.txt", "/a.html/../../../secret.txt", "/%00", "/.doctrees/environment.pickle"],
)  # fmt: skip
def test_no_path_leaves_the_site(serving: Serving, path: str) -> None:
    status, answer = ask(serving.port, path)
    assert status in (400, 404)
    assert "outside" not in answer


def test_nobody_else_can_reach_the_preview(serving: Serving) -> None:
    with socket.socket() as probe:
        probe.settimeout(5)
        assert probe.connect_ex(("127.0.0.2", serving.port)) != 0


def test_a_port_that_is_taken_is_told_and_the_next_one_serves(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with listen("127.0.0.1", port) as wire:
            assert port < wire.getsockname()[1] < port + 20
            assert f"Port {port} is in use" in capsys.readouterr().out


def test_the_post_that_was_saved_last_is_opened(blog: Blog) -> None:
    assert last_saved_post(blog.root / "src") == ""
    blog.post("2025/01/old")
    blog.post("2024/12/題")
    os.utime(blog.root / "src/posts/2025/01/old.md", (1, 1))
    assert last_saved_post(blog.root / "src") == "2024/12/題.html"


@pytest.fixture(scope="module", params=ENGINES)
def browser(request: pytest.FixtureRequest, serving: Serving) -> Iterator[Engine]:
    browser = ENGINES[request.param](f"http://127.0.0.1:{serving.port}", request)
    browser.resize(1000, 600)
    yield browser
    browser.close()


@pytest.fixture
def page(browser: Engine) -> Iterator[Engine]:
    """The page of the post, which says nothing on the console."""
    browser.goto("/a.html")
    browser.run(f"(() => {{ {LISTENS} window.same = true; return 1; }})()")
    yield browser
    assert browser.run("window.told") == []
    assert browser.said() == []


def until(page: Engine, script: str) -> None:
    wait_for(lambda: page.run(script), script)


OVER = "document.querySelector('kw-preview')?.shadowRoot.querySelector('{}')"


def test_a_page_exchanges_what_differs_and_stays_where_it_is(page: Engine, kept: Path) -> None:
    page.run("scrollTo({ top: 500, behavior: 'instant' })")
    page.run("(document.querySelector('.kw-side input').value = '探')")
    kept.write_text(kept.read_text("utf-8").replace(SENTENCE, "別の段落。\n\n> 引用\n"), "utf-8")
    until(page, "document.querySelector('.e-content blockquote') !== null")
    text = page.run("document.querySelector('.e-content').innerText")
    assert SENTENCE not in text and "別の段落。" in text
    assert page.run("[window.same, document.querySelector('.kw-side input').value]") == [True, "探"]
    assert page.run("scrollY") >= 500


def test_what_is_wrong_lies_over_the_page_and_takes_no_focus(page: Engine, kept: Path) -> None:
    page.run("document.querySelector('.kw-side input').focus()")
    text = kept.read_text("utf-8")
    kept.write_text(text.replace("date:", "dete:"), "utf-8")
    until(page, f"{OVER.format('[role=alertdialog]')} != null")
    assert page.run("document.activeElement.matches('.kw-side input')")
    assert page.run(f"{OVER.format('.where')}.innerText") == "posts/a.md:3"
    assert page.run(f"{OVER.format('section')}.getBoundingClientRect().height") > 100
    page.run("dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape' }))")
    assert page.run(f"{OVER.format('section')}.hidden")
    kept.write_text(text, "utf-8")
    until(page, "document.querySelector('kw-preview') === null")
    assert page.run("window.same")


def test_a_changed_style_is_swapped(page: Engine, serving: Serving) -> None:
    conf = (serving.source / "conf.py").read_text("utf-8")
    (serving.source / "_static").mkdir(exist_ok=True)
    style = serving.source / "_static/own.css"
    style.write_text("h1 { color: rgb(1, 2, 3) }", "utf-8")
    (serving.source / "conf.py").write_text(
        conf + 'html_static_path = ["_static"]\nhtml_css_files = ["own.css"]\n', "utf-8"
    )
    colour = "getComputedStyle(document.querySelector('h1')).color === 'rgb({})'"
    until(page, colour.format("1, 2, 3"))
    style.write_text("h1 { color: rgb(4, 5, 6) }", "utf-8")
    until(page, colour.format("4, 5, 6"))
    assert page.run("window.same")
    assert page.run("document.querySelectorAll('link[href*=\"own.css\"]').length") == 1
    (serving.source / "conf.py").write_text(conf, "utf-8")
    until(page, "document.querySelector('link[href*=\"own.css\"]') === null")
    shutil.rmtree(serving.source / "_static")
