"""`make links`: heads as news sites write them, a server that misbehaves, and a file that stays as the author left it."""

from __future__ import annotations

import http.server
import io
import socket
import threading
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PIL import EpsImagePlugin, Image

from kawaraban.cli import main
from kawaraban.directives.links.complete import complete, look_up
from kawaraban.directives.links.fetch import PAGE, fetch
from kawaraban.directives.links.network import Budget, PublicBackend, Unreachable
from kawaraban.directives.links.page_metadata import PageMetadata, decoded, parse_page
from kawaraban.directives.links.scan import wanted_in
from kawaraban.directives.links.thumbnails import small
from kawaraban.directives.links.video_services import video_of
from kawaraban.model.links import Link, read_links, to_toml
from kawaraban.model.problems import InvalidFile
from tests import hostile_pictures
from tests.conftest import Blog, html_tree, running
from tests.hostile_server import hostile

OG = '<meta property="og:title" content="{}"><meta property="og:site_name" content="新聞">'


def page(head: str, encoding: str = "utf-8") -> bytes:
    return f"<!DOCTYPE html><html><head>{head}</head><body><h1>本文の題</h1></body></html>".encode(encoding)


# name: (content type, body, title, site); a title of None is an error whose words are the site
HEADS = {
    "og": ("text/html; charset=utf-8", page(OG.format("資源の話")), "資源の話", "新聞"),
    "title alone": ("text/html; charset=utf-8", page("<title>題だけ｜新聞</title>"), "題だけ｜新聞", "127.0.0.1"),
    "no title": ("text/html; charset=utf-8", page(""), "本文の題", "127.0.0.1"),
    "sjis in meta": ("text/html", page('<meta charset="Shift_JIS">' + OG.format("髙い①"), "cp932"), "髙い①", "新聞"),
    "sjis in http-equiv": (
        "text/html",
        page('<meta http-equiv="Content-Type" content="text/html; charset=x-sjis"><title>能</title>', "cp932"),
        "能",
        "127.0.0.1",
    ),
    "sjis in header": ("text/html; charset=Shift_JIS", page("<title>表示</title>", "cp932"), "表示", "127.0.0.1"),
    "euc in meta": (
        "text/html",
        page('<meta charset="EUC-JP"><title>日本経済</title>', "euc_jp"),
        "日本経済",
        "127.0.0.1",
    ),
    "euc, not told": ("text/html", page("<title>日本の経済の話</title>", "euc_jp"), "日本の経済の話", "127.0.0.1"),
    "sjis, not told": ("text/html", page("<title>ニュースの見出し</title>", "cp932"), "ニュースの見出し", "127.0.0.1"),
    "jis": ("text/html", page('<meta charset="iso-2022-jp"><title>会見</title>', "iso2022_jp"), "会見", "127.0.0.1"),
    "utf-16": ("text/html", "\ufeff<title>十六</title>".encode("utf-16-le"), "十六", "127.0.0.1"),
    "bom": ("text/html; charset=shift_jis", b"\xef\xbb\xbf" + page("<title>印</title>"), "印", "127.0.0.1"),
    **{
        f"{name} is no charset": (f"text/html; charset={name}", page("<title>文字</title>"), "文字", "127.0.0.1")
        for name in ("hex", "zlib", "rot13", "undefined", "idna", "utf_16_le", "utf-7")
    },
    "utf-16 in meta": ("text/html", page('<meta charset="utf-16"><title>字</title>'), "字", "127.0.0.1"),
    "cut in a character": ("text/html", page("<title>切る</title>")[:-14] + "字".encode()[:2], "切る", "127.0.0.1"),
    "bad base": (
        "text/html",
        page('<base href="https://[x"><title>基</title><link rel="icon" href="a">'),
        "基",
        "127.0.0.1",
    ),
    "unknown charset": ("text/html; charset=none", page("<title>不明</title>"), "不明", "127.0.0.1"),
    "latin": ("text/html; charset=iso-8859-1", "<title>Caf\xe9</title>".encode("latin-1"), "Café", "127.0.0.1"),
    "double og": ("text/html", page(OG.format("一つめ") + OG.format("二つめ")), "一つめ", "新聞"),
    "empty og first": ("text/html", page(OG.format("") + OG.format("二つめ")), "二つめ", "新聞"),
    "empty og": ("text/html", page('<meta property="og:title" content=" "><title>控え</title>'), "控え", "127.0.0.1"),
    "name for property": ("text/html", page('<meta name="og:title" content="名">'), "名", "127.0.0.1"),
    "upper case": ("text/html", page('<META PROPERTY="OG:TITLE" CONTENT="大">'), "大", "127.0.0.1"),
    "twitter": ("text/html", page('<meta name="twitter:title" content="鳥"><title>x</title>'), "鳥", "127.0.0.1"),
    "entities": ("text/html", page("<title>A &amp; B &#12354;&hellip;</title>"), "A & B あ…", "127.0.0.1"),
    "spaces": ("text/html", page("<title>\n  行\n  分け\u3000た </title>"), "行 分け た", "127.0.0.1"),
    "hostile": (
        "text/html",
        page("<title>&lt;script&gt;alert(1)&lt;/script&gt;</title>"),
        "<script>alert(1)</script>",
        "127.0.0.1",
    ),
    "svg title": ("text/html", page("<title>本物</title><svg><title>印</title></svg>"), "本物", "127.0.0.1"),
    "xhtml": (
        "application/xhtml+xml",
        b'<?xml version="1.0" encoding="utf-8"?>' + page("<title>XHTML</title>"),
        "XHTML",
        "127.0.0.1",
    ),
    "broken": (
        "text/html",
        b"<html><head><title>\xe5\xa3\x8a\xe3\x82\x8c<meta property='og:title' content='ok",
        "壊れ<meta property='og:title' content='ok",
        "127.0.0.1",
    ),
    "endless title": ("text/html", page(f"<title>{'長' * 5000}</title>"), "長" * 199 + "…", "127.0.0.1"),
    "huge": ("text/html", page("<title>大きい</title>") + b"x" * (PAGE + 1000), "大きい", "127.0.0.1"),
    "nul": ("text/html", page("<title>零\0字</title>"), "零字", "127.0.0.1"),
    "nothing": ("text/html", b"", "", "127.0.0.1"),
    "pdf": ("application/pdf", b"%PDF-1.7", None, "application/pdf"),
    "unnamed": ("", b"<title>x</title>", None, "text/html"),
}


def picture() -> bytes:
    data = io.BytesIO()
    Image.new("RGB", (1600, 900), "#a1352a").save(data, "JPEG")
    return data.getvalue()


def icon() -> bytes:
    data = io.BytesIO()
    Image.new("RGBA", (180, 180), "#a1352a80").save(data, "PNG")
    return data.getvalue()


def large_picture() -> bytes:
    data = io.BytesIO()
    Image.effect_noise((1100, 1100), 90).save(data, "PNG")
    return data.getvalue()


class Site(http.server.BaseHTTPRequestHandler):
    asked: list[str] = []

    def log_message(self, *args: object) -> None: ...

    def do_GET(self) -> None:  # noqa: C901 - one line a page
        self.asked.append(self.path)
        match self.path.split("/"):
            case ["", "head", number]:
                kind, body, *_ = list(HEADS.values())[int(number)]
                self.answer(200, kind, body)
            case ["", "status", code]:
                self.answer(int(code), "text/html", page("<title>x</title>"))
            case ["", "loop"]:
                self.answer(302, "", b"", Location="/loop")
            case ["", "chain", number]:
                self.answer(301, "", b"", Location=f"/chain/{int(number) - 1}" if number != "0" else "/head/0")
            case ["", "to-private"]:
                self.answer(302, "", b"", Location="http://192.168.0.1/")
            case ["", "to-file"]:
                self.answer(302, "", b"", Location="file:///etc/passwd")
            case ["", "half"]:
                self.send_response(200)
                self.send_header("Content-Type", "text/html")
                self.send_header("Content-Length", "999")
                self.end_headers()
                self.wfile.write(b"<title>half")
            case ["", "with-picture", *_]:
                head = '<base href="/pictures/"><title>絵</title><meta property="og:image" content="big.jpg">'
                self.answer(200, "text/html; charset=utf-8", page(head))
            case ["", "pictures", "big.jpg"]:
                self.answer(200, "image/jpeg", picture())
            case ["", "with-icon"]:
                head = '<title>印</title><link rel="shortcut icon" href="/pictures/icon.png">'
                self.answer(200, "text/html; charset=utf-8", page(head))
            case ["", "pictures", "icon.png"]:
                self.answer(200, "image/png", icon())
            case ["", "bad-picture"]:
                self.answer(
                    200,
                    "text/html; charset=utf-8",
                    page('<title>絵</title><meta property="og:image" content="/head/0">'),
                )
            case ["", "with-oembed"]:
                link = '<link rel="alternate" type="application/json+oembed" href="/oembed.json"><title>映像</title>'
                self.answer(200, "text/html; charset=utf-8", page(link))
            case ["", "brackets"]:
                link = '<link rel="alternate" type="application/json+oembed" href="/brackets.json"><title>括弧</title>'
                self.answer(200, "text/html; charset=utf-8", page(link))
            case ["", "brackets.json"]:
                self.answer(200, "application/json", b"[" * 200_000)
            case ["", "to-no-address"]:
                self.answer(302, "", b"", Location="https://[x")
            case ["", "large"]:
                head = (
                    f'<!--{"x" * 900_000}--><title>大</title><meta property="og:image" content="/pictures/large.png">'
                )
                self.answer(200, "text/html; charset=utf-8", page(head))
            case ["", "pictures", "large.png"]:
                self.answer(200, "image/png", large_picture())
            case ["", "packed"]:
                self.answer(200, "text/html", b"\x1f\x8b", **{"Content-Encoding": "gzip"})
            case ["", "oembed.json"]:
                self.answer(
                    200,
                    "application/json",
                    b'{"title": "x", "provider_name": "V", "thumbnail_url": "/pictures/big.jpg"}',
                )
            case _:
                self.answer(404, "text/html", b"")

    def answer(self, status: int, kind: str, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **headers}.items():
            if value:
                self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


class Server(http.server.ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: we hang up on what is too long."""


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    with running(Server(("127.0.0.1", 0), Site)) as address:
        yield address


@pytest.mark.parametrize("name", HEADS)
def test_a_card_says_what_the_page_says(site: str, name: str) -> None:
    number = list(HEADS).index(name)
    _kind, _body, title, said = HEADS[name]
    if title is None:
        with pytest.raises(Unreachable, match=said):
            look_up(f"{site}/head/{number}", private=True)
    else:
        link, picture = look_up(f"{site}/head/{number}", private=True)
        assert (link.title, link.site, picture) == (title, said, b"")


@pytest.mark.parametrize(
    ("path", "words", "dead"),
    [
        ("/status/404", "404", True), ("/status/410", "410", True), ("/status/500", "500", False), ("/status/403", "403", False),
        ("/loop", "redirects", False), ("/chain/9", "redirects", False), ("/to-file", "no address", False), ("/half", "broke", False),
        ("/to-no-address", "no address", False), ("/packed", "compressed as “gzip”", False),
    ],
)  # fmt: skip
def test_what_cannot_be_fetched_is_told(site: str, path: str, words: str, dead: bool) -> None:
    with pytest.raises(Unreachable, match=words) as error:
        look_up(site + path, private=True)
    assert error.value.dead is dead


def test_a_few_redirects_are_followed(site: str) -> None:
    assert look_up(f"{site}/chain/3", private=True)[0].title == "資源の話"


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "[::1]",
        "192.168.0.1",
        "10.0.0.1",
        "169.254.169.254",
        "0.0.0.0",
        "[fe80::1]",
        "100.64.0.1",
    ],
)
def test_this_machine_and_its_neighbours_are_never_asked(host: str) -> None:
    with pytest.raises(Unreachable, match="private"):
        fetch(f"http://{host}:9/", 10, ("text/",))


def test_a_name_that_leads_to_a_private_address_too_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [(2, 1, 6, "", (address, 80)) for address in ("93.184.216.34", "127.0.0.1")]
    monkeypatch.setattr("socket.getaddrinfo", lambda *_args, **_options: found)
    with pytest.raises(Unreachable, match="private"):
        PublicBackend().connect_tcp("rebound.example", 80)


def test_the_picture_is_kept_small_and_its_way_is_that_of_the_page(site: str) -> None:
    link, data = look_up(f"{site}/with-picture/a/b", private=True)
    with Image.open(io.BytesIO(data)) as image:
        assert (image.format, image.size) == ("WEBP", (640, 360))
    assert link.title == "絵"
    assert look_up(f"{site}/with-oembed", private=True)[1]
    assert look_up(f"{site}/bad-picture", private=True)[1] == b""


def test_links_that_are_missing_are_added_and_those_that_are_known_stay(site: str, tmp_path: Path) -> None:
    known = f"{site}/head/0"
    (tmp_path / "a.md").write_text(
        f"{known}\n\n```{{linkcard}} {site}/with-picture/x\n```\n\n```{{linkcard}} {site}/status/404\n```\n", "utf-8"
    )
    (tmp_path / "links.toml").write_text(f'["{known}"]\ntitle = "私の題"\n', "utf-8")
    Site.asked.clear()
    said = "\n".join(complete(tmp_path, ["a.md"], private=True))
    assert "/head/0" not in Site.asked
    links = read_links(tmp_path)
    assert links[known] == Link(title="私の題")
    added = links[f"{site}/with-picture/x"]
    assert added.title == "絵"
    assert added.seen
    assert added.seen.year >= 2025
    assert (tmp_path / added.picture).is_file()
    assert f"a.md:6: {site}/status/404 cannot be reached" in said
    assert "web.archive.org" in said
    assert f"{site}/status/404" not in links
    assert "404" in "\n".join(complete(tmp_path, ["a.md"], again=True, private=True))
    assert read_links(tmp_path) == links


def test_the_file_is_toml_whatever_a_page_says() -> None:
    links = {
        'https://x.example/"\\': Link('a"b\\c\n\x7f\u2028', "s", "\ud800", "links/x.webp", date(2025, 1, 2)),
        "https://y.example/": Link(),
    }
    found = tomllib.loads(to_toml(links))
    assert found['https://x.example/"\\']["title"] == 'a"b\\c\n\u2028'
    assert found['https://x.example/"\\']["seen"] == date(2025, 1, 2)
    assert found["https://y.example/"] == {}


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('["https://x.example/"]\ntitle = 3\n', 1),
        ('["https://x.example/"]\ntitel = "x"\n', 1),
        ('a = "x"\n', 1),
        ('["x"]\ntitle = "\n', 2),
    ],
)
def test_a_mistake_in_the_file_is_told_with_its_line(tmp_path: Path, text: str, line: int) -> None:
    (tmp_path / "links.toml").write_text(text, "utf-8")
    with pytest.raises(InvalidFile) as error:
        read_links(tmp_path)
    assert (error.value.problem.path, error.value.problem.line) == ("links.toml", line)


def test_one_bad_link_never_ends_the_run(site: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def look(url: str, **options: Any) -> object:
        return 1 // 0 if url.endswith("unforeseen") else look_up(url, **options)

    monkeypatch.setattr("kawaraban.directives.links.complete.look_up", look)
    urls = ["https://[x", "https://a..b/", "http://127.0.0.1:99999/", f"{site}/unforeseen", f"{site}/brackets"]
    (tmp_path / "a.md").write_text("".join(f"```{{linkcard}} {url}\n```\n" for url in urls), "utf-8")
    said = list(complete(tmp_path, ["a.md"], private=True))
    for number, url in enumerate(urls[:4]):
        assert said[number].startswith(f"a.md:{2 * number + 1}: {url} cannot be reached: ")
    assert "ZeroDivisionError" in said[3]
    assert said[4:] == [f"{site}/brackets: 括弧", "Links known: 1. Not reached: 4."]


@pytest.mark.parametrize("name", ["endless hints", "dripped headers", "dripped chunk size", "dripped page", "silence"])
def test_a_link_ends_in_time_whatever_its_server_does(name: str) -> None:
    with hostile() as base, pytest.raises(Unreachable, match="too long"):
        look_up(f"{base}/page/{name}/1".replace(" ", "%20"), private=True, budget=Budget(0.3))


def test_a_name_is_not_waited_for_either(monkeypatch: pytest.MonkeyPatch) -> None:
    late = threading.Event()
    monkeypatch.setattr("socket.getaddrinfo", lambda *_args, **_options: late.wait(30) and [])
    with pytest.raises(Unreachable, match="too long"):
        look_up("http://late.example/", budget=Budget(0.2))
    late.set()


def test_what_a_link_may_cost_is_counted_all_told(site: str) -> None:
    assert 1_100_000 < len(large_picture()) < 2_000_000
    assert small(large_picture(), 640)
    assert look_up(f"{site}/large", private=True) == (Link("大", "127.0.0.1"), b"")


@pytest.mark.parametrize("data", [hostile_pictures.EPS, b"%PDF-1.7", b"", hostile_pictures.picture("BMP")])
def test_only_pictures_of_the_web_are_opened(data: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(EpsImagePlugin, "Ghostscript", lambda *_args, **_options: pytest.fail("gs was started"))
    assert small(data, 640) == b""


def test_a_picture_with_broken_exif_or_60000_scans_is_none() -> None:
    data, pixels = hostile_pictures.picture("JPEG"), b"\0" * 65 * 64
    assert small(data, 640)
    assert small(hostile_pictures.png(64, 64, pixels), 640)
    assert small(hostile_pictures.png(64, 64, pixels, hostile_pictures.chunk(b"eXIf", b"x" * 20)), 640) == b""
    assert small(data[:-2] + b"\xff\xda" * 60_000 + data[-2:], 640) == b""


def test_a_build_starts_no_other_program_for_a_picture_that_is_none(
    blog: Blog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(EpsImagePlugin, "Ghostscript", lambda *_args, **_options: pytest.fail("gs was started"))
    blog.write("posts/a.png", hostile_pictures.EPS)
    blog.write("favicon.png", hostile_pictures.EPS)
    blog.conf('html_favicon = "favicon.png"')
    blog.post("a", "![x](a.png)\n", image="a.png", image_alt="x")
    assert "posts/a.md:" in blog.fails()


def test_without_a_network_no_site_is_blamed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fails(*_args: object, **_options: object) -> None:
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("socket.getaddrinfo", fails)
    (tmp_path / "conf.py").write_text("", "utf-8")
    (tmp_path / "a.md").write_text("".join(f"```{{linkcard}} https://{n}.example/\n```\n" for n in range(9)), "utf-8")
    for known in ("", '["https://seen.example/"]\nseen = 2026-01-02\n', '["nonsense"]\n'):
        (tmp_path / "links.toml").write_text(known, "utf-8")
        assert main(["links"]) == 1
        said = capsys.readouterr()
        assert said.out == ""
        assert said.err == "No server answers: there seems to be no network. Try again when there is one.\n"
        assert (tmp_path / "links.toml").read_text("utf-8") == known


def test_a_dead_site_is_told_where_there_is_a_network(site: str, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("```{linkcard} http://none.invalid/\n```\n", "utf-8")
    (tmp_path / "links.toml").write_text(f'["{site}/head/0"]\n', "utf-8")
    dead, last = complete(tmp_path, ["a.md"], private=True)
    assert dead.startswith("a.md:1: http://none.invalid/ cannot be reached: there is no host")
    assert "web.archive.org" in dead
    assert last == "Links known: 1. Not reached: 1."


def test_what_is_no_address_is_an_error_of_a_card_and_a_link_elsewhere(blog: Blog) -> None:
    blog.post("a", "本文。\n\n```{linkcard} https://[x\n```\n")
    assert blog.fails().startswith("posts/a.md:7: 「https://[x」は「https://example.org/a.html」のような")
    blog.post("a", "<https://[x>\n\n文[a](https://[x)。\n")
    blog.build()
    assert "linkcard" not in blog.read("a.html")
    for setting, words in (
        ('html_theme_options = {"icon_links": [{"name": "x", "url": "/", "icon": "https://[x/a.svg"}]}', "icon_links"),
        ('blog_baseurl = "https://[x"', "blog_baseurl"),
    ):
        blog.conf(setting)
        assert blog.fails().startswith(f"conf.py:9: {words}")


def test_links_are_found_where_they_are_cards() -> None:
    text = """本文 https://no.example/ です。

https://alone.example/a

<https://angle.example/>

https://two.example/
つづき

```{linkcard} https://card.example/
:title: x
```

```python
https://code.example/

https://code.example/2
```

:::{note}
https://inside.example/
:::

```{youtube} aqz-KE-bpKQ
```
"""
    assert [(each.line, each.url) for each in wanted_in(text, "a.md")] == [
        (3, "https://alone.example/a"),
        (5, "https://angle.example/"),
        (10, "https://card.example/"),
        (24, "https://www.youtube.com/watch?v=aqz-KE-bpKQ"),
    ]


def test_pure_parts() -> None:
    assert parse_page("", "https://x.example/") == PageMetadata()
    assert (
        parse_page('<link type="application/json+oembed" href="/o">', "https://x.example/a/").oembed
        == "https://x.example/o"
    )
    assert parse_page('<meta property="og:image" content="javascript:alert(1)">', "https://x.example/").picture == ""
    assert decoded(b"\x93\xfa\x96{", "text/html; charset=sjis") == "日本"


def test_the_list_of_sources_is_made_of_the_links_of_the_post(blog: Blog) -> None:
    blog.write("links.toml", '["https://x.example/"]\ntitle = "題"\nsite = "新聞"\nseen = 2026-02-03\n')
    blog.post(
        "a", "[文](https://x.example/)と[別](https://y.example/)、[また](https://x.example/)。\n\n```{sources}\n```\n"
    )
    blog.build()
    page = html_tree(blog.read("a.html"))
    assert [item.text_content().strip() for item in page.xpath("//ul[contains(@class, 'kw-sources')]/li")] == [
        "題（新聞）、2026年2月3日に確認",
        "別",
    ]


def test_cards_say_what_the_file_knows_and_options_say_instead(blog: Blog) -> None:
    blog.write("links.toml", '["https://x.example/"]\ntitle = "題"\nsite = "新聞"\ndescription = "文"\n')
    blog.post(
        "a",
        "https://x.example/\n\n```{linkcard} https://x.example/\n:title: 私の題\n```\n\nhttps://unknown.example/a\n",
    )
    said = blog.build()
    assert "make links を実行すると、カード 1 枚" in said
    cards = html_tree(blog.read("a.html")).find_class("linkcard")
    assert [[span.text for span in card.iter("span")] for card in cards] == [
        ["題", "文", "新聞"],
        ["私の題", "文", "新聞"],
        ["https://unknown.example/a", "unknown.example"],
    ]
    blog.write("links.toml", '["https://x.example/"]\ntitle = "新しい題"\n')
    blog.build()
    assert "新しい題" in blog.read("a.html")
    blog.write("links.toml", '["https://x.example/"]\ntitle = "題"\nsite = "新聞"\nseen = 2026-02-03\n')
    blog.build()
    assert '<span class="linkcard-site">新聞、2026年2月3日に確認</span>' in blog.read("a.html")
    blog.write("links.toml", '["https://x.example/"]\ntitle = 3\n')
    assert blog.fails().startswith("links.toml:1: ")


def test_addresses_stay_links_where_cards_are_not_wanted(blog: Blog) -> None:
    blog.conf("kawaraban_link_cards = False")
    blog.post("a", "https://x.example/\n")
    blog.build()
    assert "linkcard" not in blog.read("a.html")


@pytest.mark.parametrize(
    ("service", "text", "page", "player"),
    [
        (
            "youtube",
            "aqz-KE-bpKQ",
            "https://www.youtube.com/watch?v=aqz-KE-bpKQ",
            "youtube-nocookie.com/embed/aqz-KE-bpKQ?",
        ),
        ("youtube", "https://youtu.be/aqz-KE-bpKQ?t=1m30s", "&t=90s", "start=90"),
        ("youtube", "https://www.youtube.com/shorts/aqz-KE-bpKQ", "watch?v=aqz-KE-bpKQ", "embed/aqz-KE-bpKQ"),
        (
            "vimeo",
            "https://vimeo.com/1084537",
            "https://vimeo.com/1084537",
            "player.vimeo.com/video/1084537?autoplay=1&dnt=1",
        ),
        (
            "niconico",
            "https://www.nicovideo.jp/watch/sm9?from=20",
            "watch/sm9?from=20",
            "embed.nicovideo.jp/watch/sm9?autoplay=1&from=20",
        ),
    ],
)
def test_videos_are_known_by_id_or_address(service: str, text: str, page: str, player: str) -> None:
    video = video_of(service, text)
    assert video
    assert page in video.page_at
    assert player in video.player


@pytest.mark.parametrize(
    ("service", "text"),
    [("youtube", "x"), ("youtube", "https://vimeo.com/1084537"), ("vimeo", "abc"), ("niconico", "9")],
)
def test_what_is_no_video_is_none(service: str, text: str) -> None:
    assert video_of(service, text) is None


def test_the_page_about_privacy_names_the_players_and_the_policy_lets_them_in(blog: Blog) -> None:
    blog.write("privacy.md", "# プライバシー\n")
    blog.post("a", "```{youtube} aqz-KE-bpKQ\n:title: 題\n```\n")
    blog.build()
    assert "<code>www.youtube-nocookie.com</code>" in blog.read("privacy.html")
    assert "frame-src 'self' www.youtube-nocookie.com" in blog.read("_headers")
    blog.post("a", "動画はない。\n")
    blog.build()
    assert "youtube" not in blog.read("privacy.html") + blog.read("_headers")


def test_all_heads_go_through_make_links(
    site: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    cards = "".join(f"```{{linkcard}} {site}/head/{number}\n```\n\n" for number in range(len(HEADS)))
    (tmp_path / "posts").mkdir()
    (tmp_path / "conf.py").write_text("", "utf-8")
    (tmp_path / "posts/a.md").write_text(cards, "utf-8")
    assert main(["links", "--allow-private"]) == 0
    told, links = capsys.readouterr().out, read_links(tmp_path)
    for number, (_kind, _body, title, _site) in enumerate(HEADS.values()):
        url = f"{site}/head/{number}"
        if title is None:
            assert url not in links
            assert f"posts/a.md:{3 * number + 1}: {url} cannot be reached" in told
        else:
            assert links[url].title == title
    assert f"Links known: {len(links)}." in told
    assert main(["links"]) == 0
    assert "private address" in capsys.readouterr().out


def test_a_page_without_a_picture_lends_the_icon_of_its_site(site: str, blog: Blog) -> None:
    link, data = look_up(f"{site}/with-icon", private=True)
    with Image.open(io.BytesIO(data)) as image:
        assert (link.title, image.size, image.mode) == ("印", (64, 64), "RGBA")
    blog.write("links/i.webp", data)
    blog.write("links.toml", '["https://x.example/"]\ntitle = "題"\npicture = "links/i.webp"\n')
    blog.post("a", "https://x.example/\n")
    blog.build()
    (found,) = html_tree(blog.read("a.html")).find_class("linkcard-icon")
    assert (found.get("width"), found.get("height")) == ("64", "64")
