"""Pings after a publication: what search engines and hubs are told, and that a failure is no error."""

from __future__ import annotations

import http.server
import json
from collections.abc import Iterator
from urllib.parse import parse_qs

import feedparser
import pytest

from kawaraban.incremental.manifest import Record
from kawaraban.publishing import pings as module
from kawaraban.publishing.pings import Pings, news_of, ping, ping_later, ping_waiting
from tests.conftest import Blog, running

KEY = "a1b2c3d4-key"
BASE = "https://blog.example/sub/"
SETTINGS = f'kawaraban_indexnow = "{KEY}"\nkawaraban_websub = "https://hub.example/"'


class Server(http.server.ThreadingHTTPServer):
    """A server that keeps what it is sent, and answers with a status."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.bodies: list[tuple[str, str]] = []
        self.status = 202
        self.address = f"http://127.0.0.1:{self.server_port}/"


class Handler(http.server.BaseHTTPRequestHandler):
    server: Server

    def log_message(self, *args: object) -> None: ...

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.server.bodies.append((self.headers["Content-Type"], body))
        self.send_response(self.server.status)
        self.send_header("Content-Length", "0")
        self.end_headers()


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    with running(server):
        yield server


@pytest.fixture
def published(blog: Blog) -> Blog:
    blog.post("2025/01/a", title="甲")
    blog.post("2025/01/乙", title="乙")
    blog.conf(SETTINGS)
    blog.build()
    return blog


def send(blog: Blog, pings: Pings, *changed: str) -> list[str]:
    """Ping for some files, or for all of the site."""
    cache = blog.root / "cache"
    pages = Record.load(str(cache)).pages
    return ping(pings, news_of(pings, changed or list(blog.files()), blog.out, pages, cache), pages, cache)


def told(server: Server) -> list[str]:
    """The addresses in the last message to IndexNow."""
    addresses: list[str] = json.loads(server.bodies[-1][1])["urlList"]
    return addresses


def test_the_key_lies_at_the_root_and_feeds_name_the_hub(published: Blog) -> None:
    assert published.read(f"{KEY}.txt") == KEY
    for file in ("blog/atom.xml", "blog/rss.xml"):
        links = feedparser.parse(published.read(file)).feed.links
        assert [link.href for link in links if link.rel == "hub"] == ["https://hub.example/"]
        assert [link.href for link in links if link.rel == "self"] == [f"{BASE}{file}"]
    assert json.loads(published.read("blog/feed.json"))["hubs"] == [{"type": "WebSub", "url": "https://hub.example/"}]


def test_both_are_off_by_default(blog: Blog, server: Server) -> None:
    blog.post("a")
    blog.build()
    assert not [name for name in blog.files() if name.endswith(".txt") and name != "robots.txt"]
    assert "hub" not in blog.read("blog/atom.xml") + blog.read("blog/rss.xml") + blog.read("blog/feed.json")
    assert send(blog, Pings(BASE, endpoint=server.address, private=True)) == []
    assert server.bodies == []


@pytest.mark.parametrize("line", ['kawaraban_indexnow = "../x"', 'kawaraban_websub = "hub.example"'])
def test_wrong_settings_are_told(blog: Blog, line: str) -> None:
    blog.conf(line)
    assert line.split()[0] in blog.fails()


def test_search_engines_are_told_of_pages_whose_content_has_changed(published: Blog, server: Server) -> None:
    pings = Pings(BASE, KEY, endpoint=server.address, private=True)
    assert send(published, pings) == [f"IndexNow: pages that search engines were told of: {len(told(server))}."]
    kind, body = server.bodies[-1]
    assert kind == "application/json; charset=utf-8"
    assert json.loads(body).items() >= {"host": "blog.example", "key": KEY, "keyLocation": f"{BASE}{KEY}.txt"}.items()
    assert {BASE, f"{BASE}2025/01/a.html", f"{BASE}2025/01/%E4%B9%99.html"} <= set(told(server))
    assert f"{BASE}404.html" not in told(server)
    published.post("2025/01/a", "新しい文。\n", title="甲")
    published.build()
    send(published, pings)
    assert f"{BASE}2025/01/a.html" in told(server)
    assert f"{BASE}2025/01/%E4%B9%99.html" not in told(server)
    before = len(server.bodies)
    assert send(published, pings) == []
    assert len(server.bodies) == before


def test_search_engines_are_told_of_deleted_pages(published: Blog, server: Server) -> None:
    send(published, Pings(BASE, KEY, endpoint=server.address, private=True), "2024/gone.html", "gone.css")
    assert told(server) == [f"{BASE}2024/gone.html"]


def test_a_hub_is_told_of_feeds(published: Blog, server: Server) -> None:
    pings = Pings(BASE, websub=server.address, private=True)
    changed = ("atom.xml", "blog/atom.xml", "blog/feed.json", "blog/atom-1.xml", "a.html", "blog/tag/x/rss.xml")
    assert send(published, pings, *changed) == ["WebSub: feeds that the hub was told of: 2."]
    kind, body = server.bodies[-1]
    assert kind == "application/x-www-form-urlencoded"
    assert parse_qs(body) == {"hub.mode": ["publish"], "hub.url": [f"{BASE}blog/atom.xml", f"{BASE}blog/feed.json"]}


def test_a_failure_is_told_and_tried_again_next_time(published: Blog, server: Server) -> None:
    server.status = 429
    pings = Pings(BASE, KEY, server.address, endpoint=server.address, private=True)
    lines = send(published, pings)
    assert [line.split(":")[0] for line in lines] == ["IndexNow", "WebSub"]
    assert all("429" in line for line in lines)
    server.status = 200
    assert "were told" in send(published, pings)[0]
    server.status = 429
    published.post("2025/01/a", "新しい文。\n", title="甲")
    published.build()
    send(published, pings, "2025/01/a.html")
    server.status = 200
    send(published, pings, "index.html")  # that page alone is sent by the next publication
    assert f"{BASE}2025/01/a.html" in told(server)


def test_private_addresses_and_silent_servers_are_no_errors(published: Blog, monkeypatch: pytest.MonkeyPatch) -> None:
    (line,) = send(published, Pings(BASE, websub="http://127.0.0.1:9/"))
    assert "private" in line
    monkeypatch.setattr(module, "SECONDS", 0.2)
    silent = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)  # accepts, but nobody answers
    try:
        pings = Pings(BASE, websub=f"http://127.0.0.1:{silent.server_port}/", private=True)
        (line,) = send(published, pings)
        assert "too long" in line
    finally:
        silent.server_close()


def test_what_another_program_publishes_is_told_afterwards(published: Blog, server: Server) -> None:
    pings, cache = Pings(BASE, KEY, server.address, endpoint=server.address, private=True), published.root / "cache"

    def publish() -> None:
        pages = Record.load(str(cache)).pages
        ping_later(news_of(pings, published.files(), published.out, pages, cache), pages, cache)

    publish()
    publish()  # twice, before anybody is told
    assert server.bodies == []
    server.status = 503
    assert all("503" in line for line in ping_waiting(pings, cache))
    server.status, server.bodies = 202, []
    assert len(ping_waiting(pings, cache)) == len(server.bodies) == 2
    assert ping_waiting(pings, cache) == []
    published.post("2025/01/a", "新しい文。\n", title="甲")
    published.build()
    publish()
    ping_waiting(pings, cache)
    server.bodies.pop()
    assert f"{BASE}2025/01/a.html" in told(server)
    assert f"{BASE}2025/01/%E4%B9%99.html" not in told(server)
