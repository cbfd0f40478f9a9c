"""`make check LINKS=1` finds dead links to other sites, with few and slow requests."""

from __future__ import annotations

import http.server
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from kawaraban.cli import main
from kawaraban.directives.links.dead import PAUSE, check_links
from tests.conftest import Blog, running


class Site(http.server.ThreadingHTTPServer):
    """A site that answers with the status in the path, and counts what it is asked."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: Counter[str] = Counter()
        self.address = f"http://127.0.0.1:{self.server_port}"


class Handler(http.server.BaseHTTPRequestHandler):
    server: Site

    def log_message(self, *args: object) -> None: ...

    def do_GET(self) -> None:
        self.server.asked[self.path] += 1
        code = int(self.path.split("/")[1].partition("?")[0] or 200)
        self.send_response(code)
        if code == 301:
            self.send_header("Location", "/404")
        self.send_header("Content-Length", "5")
        self.end_headers()
        self.wfile.write(b"hello")


@pytest.fixture
def site() -> Iterator[Site]:
    server = Site()
    with running(server):
        yield server


def look(tmp_path: Path, text: str, *, own: str = "") -> tuple[list[str], list[float]]:
    (tmp_path / "a.md").write_text(text, "utf-8")
    waits: list[float] = []
    said = check_links(tmp_path, ["a.md"], tmp_path / "cache", private=True, wait=waits.append, own=own).splitlines()
    return said, waits


def test_links_that_are_gone_are_told_with_their_lines(site: Site, tmp_path: Path) -> None:
    base = site.address
    text = f"[一]({base}/200) <{base}/404>\n\n<a href='{base}/410'>二</a>\n\n```{{linkcard}} {base}/301\n```\n\n[三]({base}/503) [四]({base}/403)\n\n[五]({base}/404#x)\n"
    said, _waits = look(tmp_path, f"文。\n\n{text}\n`{base}/404?code`\n\n```\n{base}/404?fence\n```\n")
    assert [line.split(" is dead")[0] for line in said[:-1]] == [
        f"a.md:3: {base}/404", f"a.md:5: {base}/410", f"a.md:7: {base}/301", f"a.md:12: {base}/404",
    ]  # fmt: skip
    assert "web.archive.org" in said[0]
    assert said[-1] == "Links to other sites: 6. Dead: 3, unknown: 2."
    assert site.asked.keys() == {"/200", "/404", "/410", "/301", "/503", "/403"}


def test_a_host_is_asked_one_thing_after_another_with_a_pause(site: Site, tmp_path: Path) -> None:
    base = site.address
    other = base.replace("127.0.0.1", "localhost")
    _said, waits = look(tmp_path, "\n\n".join(f"<{host}/200?{n}>" for host in (base, other) for n in range(3)))
    assert waits == [PAUSE] * 4
    assert PAUSE >= 1


def test_what_was_there_is_not_asked_again_before_a_week_is_over_and_what_was_gone_is(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = f"<{site.address}/200> <{site.address}/404>"
    for day, asked in ((20_000, (1, 1)), (20_005, (1, 2)), (20_008, (2, 3))):
        monkeypatch.setenv("SOURCE_DATE_EPOCH", str(day * 86_400))
        said, _waits = look(tmp_path, text)
        assert len(said) == 2
        assert (site.asked["/200"], site.asked["/404"]) == asked


def test_the_blog_itself_and_private_addresses_are_not_asked(site: Site, tmp_path: Path) -> None:
    assert look(tmp_path, f"<{site.address}/404>", own=site.address)[0][-1].startswith("Links to other sites: 0.")
    (tmp_path / "a.md").write_text(f"<{site.address}/404>", "utf-8")
    assert check_links(tmp_path, ["a.md"], tmp_path / "cache").endswith("Dead: 0, unknown: 1.")
    assert not site.asked


def test_no_network_is_no_links_fault(tmp_path: Path) -> None:
    assert look(tmp_path, "<http://host.invalid/a>")[0] == [
        "No server answers: there seems to be no network. Try again when there is one."
    ]


def test_the_command_asks_only_where_it_is_told_to(
    site: Site, blog: Blog, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(blog.root / "src")
    blog.post("a", f"<{site.address}/404>\n")
    assert main(["check"]) == 0
    assert not site.asked
    assert main(["check", "--links", "--allow-private"]) == 0
    assert f"posts/a.md:5: {site.address}/404" in capsys.readouterr().out
    assert (blog.root / "src/_build/cache/links-there.json").is_file()
