"""The parts of the preview: who is answered, what is watched, which builds follow, how a mistake is shown."""

from __future__ import annotations

import asyncio
import errno
import os
import sys
from collections.abc import AsyncIterator, Callable, Iterable
from pathlib import Path

import pytest

pytest.importorskip("uvicorn")
from kawaraban import cli
from kawaraban.cli.application import Failed
from kawaraban.cli.failures import failure_of
from kawaraban.cli.serve import phone, worker
from kawaraban.cli.serve.builds import Preview, Worker
from kawaraban.cli.serve.guard import App, Guard, Message, Receive, Send
from kawaraban.cli.serve.overlay import dialog
from kawaraban.cli.serve.report import Mistake, Report, excerpt, mistakes_of
from kawaraban.cli.serve.watch import is_source, watch, watch_outside
from kawaraban.model.problems import Problem
from tests.conftest import Blog

FOREIGN = [
    "http://evil.example",
    "null",
    "http://127.0.0.1:1",
    "https://127.0.0.1:8000",
    "http://127.0.0.1.evil.example:8000",
]


async def _app(_scope: Message, _receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})


def start_of(app: App, *headers: tuple[str, str], kind: str = "http", path: str = "/") -> Message:
    """Return the beginning of the answer to a request."""
    sent: list[Message] = []

    async def receive() -> Message:
        return {}

    async def send(message: Message) -> None:
        sent.append(message)

    scope: Message = {
        "type": kind,
        "path": path,
        "headers": [(name.encode(), value.encode()) for name, value in headers],
    }

    async def request() -> None:
        await app(scope, receive, send)

    asyncio.run(request())
    return sent[0]


def status(*headers: tuple[str, str], kind: str = "http") -> int:
    return int(start_of(Guard(_app, 8000), *headers, kind=kind)["status"])


@pytest.mark.parametrize("kind", ["http", "websocket"])
@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost:8000", "LOCALHOST:8000", "[::1]:8000"])
def test_this_machine_is_answered(host: str, kind: str) -> None:
    assert status(("host", host), kind=kind) == 200
    assert status(("host", host), ("origin", "http://localhost:8000"), kind=kind) == 200


@pytest.mark.parametrize("kind", ["http", "websocket"])
@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8000", "127.0.0.1", "localhost:8001", "", "127.0.0.1:8000@x"]
)
def test_another_host_is_misdirected(host: str, kind: str) -> None:
    assert status(("host", host), kind=kind) == 421


def test_no_host_and_two_hosts_are_misdirected() -> None:
    assert status() == 421
    assert status(("host", "127.0.0.1:8000"), ("host", "evil.example")) == 421


@pytest.mark.parametrize("kind", ["http", "websocket"])
@pytest.mark.parametrize("origin", FOREIGN)
def test_another_origin_is_refused(origin: str, kind: str) -> None:
    assert status(("host", "127.0.0.1:8000"), ("origin", origin), kind=kind) == 403


def test_a_phone_needs_the_token_once() -> None:
    guarded = phone.TokenGuard(_app, "kumo")
    for path in ("/", "/a.html", "/kum/", "/kumokumo/", "/a/kumo/", "/_preview/events"):
        assert start_of(guarded, path=path)["status"] == 404
    taken = start_of(guarded, path="/kumo/a.html")
    headers = dict(taken["headers"])
    assert (taken["status"], headers[b"location"]) == (303, b"/a.html")
    cookie = headers[b"set-cookie"].decode()
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie
    assert start_of(guarded, ("cookie", cookie.partition(";")[0]), path="/a.html")["status"] == 200
    assert start_of(guarded, ("cookie", "kawaraban_preview=kum"), path="/a.html")["status"] == 404
    assert dict(start_of(guarded, path="/kumo//evil.example/")["headers"])[b"location"] == b"/evil.example/"
    assert dict(start_of(guarded, path="/kumo/題.html")["headers"])[b"location"] == b"/%E9%A1%8C.html"
    assert start_of(guarded, kind="websocket")["status"] == 404


def test_each_preview_has_a_token_of_its_own_that_can_be_typed() -> None:
    words = {phone.new_token() for _turn in range(100)}
    assert len(words) == 100
    assert all(word.isascii() and word.isalpha() and word.islower() and len(word) == 20 for word in words)


def test_the_address_is_a_picture_for_the_phone() -> None:
    lines = phone.qr_code("http://192.0.2.7:8000/kumo/").splitlines()
    assert len(lines) > 12 and len({len(line) for line in lines}) == 1
    assert set("".join(lines)) <= set("█▀▄ ")
    assert phone.qr_code("x", 80, 24).startswith("\x1b[97;40m")
    assert set(phone.qr_code("x", 80, 60)) <= set("\x1b[0147m \n")


def test_a_machine_in_no_network_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(phone, "RESERVED", ("127.0.0.1", 9))
    with pytest.raises(Failed, match="in no network"):
        phone.network_address()


@pytest.mark.parametrize(
    "path", ["posts/a.md", "posts/図/表.csv", "conf.py", "links.toml", "_templates/x.html", "a.png"]
)
def test_sources_are_watched(path: str) -> None:
    assert is_source(path)


@pytest.mark.parametrize(
    "path",
    ["_build/html/a.html", ".git/index", ".venv/x.py", "node_modules/x/y.js", "posts/.a.md.swp", "posts/a.md~",
     "__pycache__/conf.pyc", "preview.log", "posts/4913", "posts/.#a.md", "_build", "posts/#a.md#"],
)  # fmt: skip
def test_what_is_no_source_is_not_watched(path: str) -> None:
    assert not is_source(path)


class Watching:
    """What a watcher has told."""

    def __init__(self) -> None:
        self.seen: set[str] = set()
        self.news = asyncio.Event()

    def touch(self, paths: Iterable[str]) -> None:
        self.seen.update(paths)
        self.news.set()

    async def sees(self, path: str, write: Callable[[], object]) -> None:
        """Write until it is told: a watcher takes a moment to begin."""
        while path not in self.seen:
            self.news.clear()
            write()
            try:
                await asyncio.wait_for(self.news.wait(), 0.5)
            except TimeoutError:
                continue


async def _cancelled(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


def test_what_is_saved_is_told_also_in_folders_that_are_new(tmp_path: Path) -> None:
    async def follow() -> set[str]:
        watching = Watching()
        task = asyncio.create_task(watch(tmp_path, watching.touch))
        await watching.sees("conf.py", lambda: (tmp_path / "conf.py").write_text("x"))
        (tmp_path / "_build").mkdir()
        (tmp_path / "_build/x.html").write_text("x")
        (tmp_path / "posts/2025").mkdir(parents=True)
        await watching.sees("posts/2025/a.md", lambda: (tmp_path / "posts/2025/a.md").write_text("x"))
        (tmp_path / "posts").rename(tmp_path / "old")
        (tmp_path / "posts").mkdir()
        await watching.sees("posts/b.md", lambda: (tmp_path / "posts/b.md").write_text("x"))
        await _cancelled(task)
        return watching.seen

    assert not [path for path in asyncio.run(follow()) if path.startswith("_build")]


def test_files_elsewhere_that_posts_show_are_watched(tmp_path: Path) -> None:
    own, other = tmp_path / "own", tmp_path / "other"
    own.mkdir()
    other.mkdir()

    async def reports() -> AsyncIterator[Report | None]:
        yield None
        yield Report("", outside=(str(other),))
        await asyncio.Event().wait()

    async def follow() -> None:
        watching = Watching()
        task = asyncio.create_task(watch_outside(own, reports(), watching.touch))
        await watching.sees(str(other / "a.png"), lambda: (other / "a.png").write_text("x"))
        await _cancelled(task)

    asyncio.run(follow())


class Slow(Worker):
    """Stands for the process that builds: each build waits until it is let go."""

    def __init__(self, *reports: Report) -> None:
        super().__init__()
        self.reports, self.stops = list(reports), 0
        self.begun, self.go = asyncio.Semaphore(0), asyncio.Semaphore(0)

    async def build(self) -> Report:
        self.builds += 1
        self.begun.release()
        await self.go.acquire()
        return self.reports.pop(0) if self.reports else Report("")

    async def stop(self) -> None:
        self.stops += 1


def test_saves_while_a_build_is_at_work_cost_one_more_and_none_is_lost() -> None:
    async def follow() -> None:
        slow = Slow()
        preview = Preview(slow, lambda *_said: None)
        task = asyncio.create_task(preview.follow())
        preview.touch(["posts/a.md"])
        await slow.begun.acquire()
        preview.touch(["posts/a.md"])
        preview.touch(["posts/b.md"])
        slow.go.release()
        await slow.begun.acquire()
        slow.go.release()
        reports = preview.reports()
        while preview.number < 2:
            await anext(reports)
        assert (slow.builds, slow.stops) == (2, 0)
        preview.touch(["conf.py"])
        await slow.begun.acquire()
        assert slow.stops == 1
        await _cancelled(task)
        assert slow.stops == 2

    asyncio.run(follow())


def test_what_was_wrong_half_way_is_not_told() -> None:
    async def follow() -> list[tuple[str, bool]]:
        said: list[tuple[str, bool]] = []
        slow = Slow(Report("half", (Mistake("a.md", 1, "half"),)), Report("well"))
        preview = Preview(slow, lambda text, is_well: said.append((text, is_well)))
        task = asyncio.create_task(preview.follow())
        preview.touch()
        await slow.begun.acquire()
        preview.touch()
        slow.go.release()
        slow.go.release()
        async for report in preview.reports():
            if report:
                break
        await _cancelled(task)
        return said

    assert asyncio.run(follow()) == [("well", True)]


def test_a_process_that_cannot_be_started_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "none"))
    report = asyncio.run(Worker().build())
    assert report.mistakes[0].text.startswith("The build process failed")


@pytest.fixture
def at_home(blog: Blog, monkeypatch: pytest.MonkeyPatch) -> Blog:
    monkeypatch.chdir(blog.root / "src")
    return blog


def test_what_the_preview_needs_is_told(
    at_home: Blog, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delitem(sys.modules, "kawaraban.cli.serve.server", raising=False)
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    assert cli.main(["serve"]) == 1
    assert "pip install 'kawaraban[serve]'" in capsys.readouterr().err


def test_a_build_tells_which_pictures_and_styles_have_changed(at_home: Blog) -> None:
    at_home.conf('html_static_path = ["_static"]\nhtml_css_files = ["own.css"]')
    at_home.write("_static/own.css", "p { top: 0 }")
    at_home.post("a")
    assert worker.report_of(Path.cwd()).files == ()
    at_home.write("_static/own.css", "p { top: 1px }")
    at_home.post("a", "別の本文。\n")
    report = worker.report_of(Path.cwd())
    assert "_static/own.css" in report.files and not [file for file in report.files if file.endswith(".html")]
    assert Report.load(report.dump()) == report


def test_whatever_goes_wrong_is_a_report(at_home: Blog, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(error: Exception) -> Report:
        def build(*_arguments: object, **_options: object) -> Report:
            raise error

        monkeypatch.setattr(worker, "build", build)
        return worker.report_of(Path.cwd())

    full = fails(OSError(errno.ENOSPC, "No space left", "_build/x"))
    assert "ディスク" in full.text and full.mistakes[0].text == full.text
    ours = fails(ZeroDivisionError("ours"))
    assert "error.log" in ours.text
    assert "ZeroDivisionError: ours" in Path("_build/error.log").read_text("utf-8")


def test_the_process_answers_each_request_with_a_line(at_home: Blog) -> None:
    at_home.post("a", date="x")
    read, write = os.pipe()
    worker.answer([b"\n", b"\n"], write)
    os.close(write)
    with open(read, "rb") as answers:
        reports = [Report.load(line) for line in answers]
    assert len(reports) == 2 and reports[0] == reports[1]
    assert reports[0].mistakes[0].excerpt[2] == (3, "date: x")


def test_failures_of_the_press_keep_what_was_said() -> None:
    failed = failure_of(Failed("a.md:1: x", "trace", [Problem("a.md", 1, "x")]))
    assert str(failed).splitlines()[0] == "a.md:1: x" and len(failed.problems) == 2


def test_the_lines_around_a_mistake_are_shown_and_no_other_file(tmp_path: Path) -> None:
    root = tmp_path / "src"
    root.mkdir()
    (root / "a.md").write_text("---\ntitle: x\n" + "z" * 1000 + "\n", "utf-8")
    (tmp_path / "secret").write_text("1\n2\n3\n", "utf-8")
    (root / "link.md").symlink_to(tmp_path / "secret")
    assert [number for number, _text in excerpt(root, "a.md", 2)] == [1, 2, 3]
    assert len(excerpt(root, "a.md", 3)[2][1]) < 300
    (root / "long.md").write_text("長い。" * 300 + "![港](nope.png)" + "長い。" * 300, "utf-8")
    shown = excerpt(root, "long.md", 1, "there is no picture “nope.png”.")[0][1]
    assert "![港](nope.png)" in shown and shown[0] == shown[-1] == "…" and len(shown) < 300
    none = [
        ("", 0),
        ("a.md", 1),
        ("a.md", 9),
        ("b.md", 1),
        ("../secret", 2),
        ("link.md", 2),
        (str(tmp_path / "secret"), 2),
    ]
    assert not [place for place in none if excerpt(root, *place)]


def test_what_a_mistake_says_is_escaped() -> None:
    bad = "<img src=x onerror=alert(1)>\"'&"
    shown = dialog(Report("", (Mistake(bad, 2, bad, ((2, bad),)),)), "ja")
    assert "<img" not in shown and shown.count("&lt;img src=x onerror=alert(1)&gt;") == 3
    assert dialog(Report("well"), "ja") == "" == dialog(None, "ja")


def test_of_very_many_mistakes_the_first_are_shown(tmp_path: Path) -> None:
    problems = [Problem(f"posts/{number:04}.md", 2, "x") for number in range(1000)]
    report = Report("", mistakes_of(problems, tmp_path))
    shown = dialog(report, "en")
    assert "1000 mistakes to correct" in shown and "… and 950 more" in shown
    assert shown.count("<li>") == 51 and len(report.dump()) < 100_000
