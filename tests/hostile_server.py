"""A web server on 127.0.0.1 that does wrong whatever a server can: its answers are made of a seed, so that each comes again.

An answer is a generator of what is sent: bytes, seconds to wait, and None, which breaks the connection off.
"""

from __future__ import annotations

import contextlib
import gzip
import json
import socket
import socketserver
import struct
import threading
from collections.abc import Callable, Iterator
from itertools import repeat
from random import Random
from urllib.parse import quote, unquote

from tests.hostile_pictures import PICTURES

Sent = Iterator[bytes | float | None]
Answer = Callable[[Random, str], Sent]

ANSWERS: dict[str, Answer] = {}
"""By name; each is given a source of chance, and the address of the server. What a page shows is asked of SHOWN."""
SHOWN: dict[str, Answer] = {}
OK = b"HTTP/1.1 200 OK\r\n"
HTML = OK + b"Content-Type: text/html\r\n"
TITLE = b"<!DOCTYPE html><title>x</title>"
CHUNKED = HTML + b"Transfer-Encoding: chunked\r\n\r\n"


def whole(body: bytes, kind: str = "text/html", status: str = "200 OK", **more: str) -> bytes:
    """Return an answer as it should be, but for what is in it."""
    headers = {"Content-Type": kind, "Content-Length": str(len(body)), "Connection": "close", **more}
    lines = [f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items()]
    return f"HTTP/1.1 {status}\r\n{''.join(lines)}\r\n".encode("utf-8", "surrogateescape") + body


def page(head: str) -> bytes:
    """Return a page that says this in its head."""
    return whole(f"<!DOCTYPE html><html><head>{head}</head><body>x</body></html>".encode("utf-8", "surrogatepass"))


def answer(function: Answer) -> Answer:
    """Register an answer."""
    ANSWERS[function.__name__] = function
    return function


def one_of(name: str, *choices: bytes) -> None:
    """Register answers of which chance takes one, and which end when they are sent."""

    def sent(chance: Random, _base: str) -> Sent:
        yield chance.choice(choices)

    ANSWERS[name] = sent


def endless(name: str, head: bytes, part: bytes, wait: float = 0) -> None:
    """Register an answer that repeats itself for ever, at once or with waits."""

    def sent(_chance: Random, _base: str) -> Sent:
        yield head
        for _time in repeat(None):
            yield part
            yield wait

    ANSWERS[name] = sent


# -- the beginning of an answer -------------------------------------------------------------------------------------
endless("silence", b"", b"", 1)
one_of("hangs up", b"")
one_of(
    "bad status line",
    *(line + b"\r\nContent-Type: text/html\r\n\r\n" + TITLE for line in (
        b"", b"HTTP/1.1", b"HTTP/9.9 200 OK", b"HTTP/1.1 -1 x", b"HTTP/1.1 99999 x", b"ICY 200 OK", b"200 OK", b"\0" * 99,
        b"HTTP/1.1 2OO OK", b"HTTP/1.1  200  OK", b"HTTP/1.1 200 " + b"x" * 200_000, b"HTTP/1.1 200 \xff\xfe\x1b[31m",
    )),
)  # fmt: skip
one_of("odd status", *(whole(TITLE, status=status) for status in (
    "100 x", "101 x", "199 x", "204 x", "205 x", "206 x", "299 x", "300 x", "304 x", "305 x", "399 x", "451 x", "599 x", "999 x",
)))  # fmt: skip
one_of("no headers at all", TITLE, b"<html>" * 1000, b"\n\n\n")
one_of(
    "another protocol",
    b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    b"\x15\x03\x03\x00\x02\x02\x28",
    b"SSH-2.0-x\r\n",
    b"220 smtp\r\n",
)
endless("endless status line", b"HTTP/1.1 200 ", b"x" * 1000)
endless("dripped status line", b"HTTP/1.1 200 ", b"x", 0.01)
endless("endless hints", b"", b"HTTP/1.1 103 Early Hints\r\n\r\n")
endless("dripped hints", b"", b"HTTP/1.1 103 Early Hints\r\nLink: <x>\r\n\r\n", 0.01)
endless("endless white space", b"", b"\r\n")

# -- headers --------------------------------------------------------------------------------------------------------
endless("endless headers", HTML, b"a: b\r\n")
endless("dripped headers", HTML, b"a: b\r\n", 0.01)
endless("endless header", HTML + b"a: ", b"b" * 1000)
endless("dripped header", HTML + b"a: ", b"b", 0.01)
one_of(
    "large headers", HTML + b"a: b\r\n" * 20_000 + b"\r\n" + TITLE, HTML + b"a: " + b"b" * 90_000 + b"\r\n\r\n" + TITLE
)
one_of("bad headers", *(HTML + line + b"\r\n\r\n" + TITLE for line in (
    b"no colon", b": no name", b"a : b", b"a: \0", b"a\0: b", b"a: b\n c: d", b" folded", b"\xff: \xff", b"a: b\rc: d", b"\x7f: x",
)))  # fmt: skip
one_of("odd content types", *(OK + kind + b"\r\n\r\n" + TITLE for kind in (
    b"", b"Content-Type:", b"Content-Type: ;", b"Content-Type: TEXT/HTML;;;charset", b"Content-Type: text/html, text/plain",
    b"Content-Type: text/html\r\nContent-Type: image/png", b"Content-Type: text/\x1b]0;x\x07", b"Content-Type: \xe6\x96\x87/\x9b31m",
    b"Content-Type: " + b"x" * 50_000, b"Content-Type: text/html; charset=" + b"x" * 50_000,
)))  # fmt: skip
CHARSETS = (  # noqa: SIM905
    "hex zlib rot13 undefined idna punycode bz2 base64 uu quopri unicode_escape raw_unicode_escape utf-7 utf-16 utf-32 mbcs oem "
    "replacement x-user-defined hz-gb-2312 iso-2022-kr cp037 utf_8_sig string-escape .. - __init__ ... aliases ISO-2022-JP gb18030"
).split()
one_of("odd charsets", *(whole(TITLE, f'text/html; charset="{name}"') for name in CHARSETS))
one_of("odd charsets of pages", *(page(f'<meta charset="{name}"><title>\u65e5\u672c</title>') for name in CHARSETS))
one_of(
    "odd charsets of xml",
    *(whole(f'<?xml version="1.0" encoding="{name}"?>'.encode() + TITLE, "application/xhtml+xml") for name in CHARSETS),
)
one_of("packed", *(whole(gzip.compress(b"\0" * 3_000_000), Content_Encoding=name) for name in ("gzip", "br", "x, gzip", "\x1b[2J")),
       whole(gzip.compress(TITLE)), HTML + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n")  # fmt: skip

# -- lengths --------------------------------------------------------------------------------------------------------
one_of("wrong lengths", *(HTML + line + b"\r\n\r\n" + TITLE for line in (
    b"Content-Length: 999", b"Content-Length: 3", b"Content-Length: -1", b"Content-Length: " + b"9" * 30, b"Content-Length: x",
    b"Content-Length: 5\r\nContent-Length: 6", b"Content-Length: 5\r\nTransfer-Encoding: chunked", b"Transfer-Encoding: x",
    b"Content-Length: " + b"9" * 5000, b"Content-Length: 0x10", b"Content-Length: 3, 3",
)))  # fmt: skip
one_of("wrong chunks", *(CHUNKED + line + b"\r\n" + TITLE for line in (
    b"x", b"-1", b"", b"f" * 16, b"f" * 40, b"0x5", b"5;" + b"x" * 50_000, b"1f\n", b" 5", b"5 ", b"\0",
)))  # fmt: skip
one_of("chunks break off", CHUNKED + b"5\r\n<titl", CHUNKED + b"5\r\n<titlXX5\r\n", CHUNKED + b"1\r\nx\r\n0\r\n")
one_of("chunks of a byte", CHUNKED + b"1\r\nx\r\n" * 200_000 + b"0\r\n\r\n")
endless("endless chunks", CHUNKED, b"5\r\nxxxxx\r\n")
endless("endless chunk size", CHUNKED, b"0" * 1000)
endless("dripped chunk size", CHUNKED, b"0", 0.01)
endless("endless chunk extension", CHUNKED + b"5;", b"x" * 1000)
endless("endless trailers", CHUNKED + b"5\r\nxxxxx\r\n0\r\n", b"a: b\r\n")
endless("dripped trailers", CHUNKED + b"0\r\n", b"a: b\r\n", 0.01)

# -- pages ----------------------------------------------------------------------------------------------------------
endless("endless page", HTML + b"\r\n", b"<p>" * 1000)
endless("dripped page", HTML + b"\r\n" + TITLE, b"x", 0.01)
endless("page that stops", HTML + b"\r\n" + TITLE, b"", 1)
endless("endless comment", HTML + b"\r\n<!--", b"-" * 5000)
MANY = 120_000
one_of(
    "deep pages",
    *(
        whole(part * MANY)
        for part in (b"<b>", b"<div>", b"<h1>x", b"<svg>", b"<title>", b"<object>", b"<table><tr><td>", b"<a><b>")
    ),
)
one_of("long tags", whole(b"<a " + b"".join(b"a%d=1 " % n for n in range(MANY))), whole(b"<meta " + b"x" * MANY), whole(b"<" * MANY),
       whole(b"<meta content='" + b"x" * MANY + b"'>"), whole(b"<!DOCTYPE " * MANY), whole(b"<?xml " * MANY), whole(b" " * MANY))  # fmt: skip
one_of(
    "many tags",
    *(
        whole(part * 20_000)
        for part in (b"<meta property=og:title content=''>", b"<link rel=icon href=/>", b"<base href='x'>")
    ),
)
one_of("odd bytes", whole(b"\0" * 5000 + TITLE), whole(b"\xff\xfe<\0t\0i"), whole(b"\xfe\xff\xd8\0"), whole(b"\xef\xbb\xbf\xed\xa0\x80"),
       whole(b"<title>\x1b$B\x1b(</title>"), whole(b"<title>\x8f\xa1\x8e"), whole(b""), whole(b"\xe3\x81"))  # fmt: skip
one_of("odd titles", *(page(f"<title>{title}</title>") for title in (
    "\x1b]0;x\x07\x1b[31m", "\u202e\u2066x", "&#0;&#xD800;&#x110000;&#x1b;", "x" * 90_000, "\ud800", "\x00", "\x85\u2028", "'\"\\\n]]>", "",
)))  # fmt: skip
one_of("odd bases", *(page(f'<base href="{base}"><title>x</title><meta property="og:image" content="a.png">') for base in (
    "https://[x", "javascript:x", "//", "http://127.0.0.1:99999/", "http://\u2100/", "x" * 9000,
)))  # fmt: skip
one_of("odd pictures", *(page(f'<title>x</title><meta property="og:image" content="{url}">') for url in (
    "https://[x", "file:///etc/passwd", "data:image/png;base64,x", "http://127.0.0.1:1/", "http://10.0.0.1/", "//", "http://a..b/",
    "http://" + "x" * 300, "http://127.0.0.1:99999/", "http://127.0.0.1:-1/", "http://\u2100/", "http://x@[::1]:/", "\x00", "x" * 9000,
)))  # fmt: skip


@answer
def random_bytes(chance: Random, _base: str) -> Sent:
    """Say anything."""
    yield chance.choice((b"", b"HTTP/1.1 200 ", OK, HTML, HTML + b"\r\n", CHUNKED)) + chance.randbytes(
        chance.randrange(5000)
    )


@answer
def cut_off(chance: Random, _base: str) -> Sent:
    """Break off somewhere in an answer that would be right."""
    text = page(f"<title>{'x' * 500}</title>")
    yield text[: chance.randrange(len(text))]
    yield None


@answer
def changed(chance: Random, _base: str) -> Sent:
    """Change some bytes of an answer that would be right."""
    text = bytearray(page('<meta charset="utf-8"><title>x</title><meta property="og:image" content="/x.png">'))
    for _time in range(chance.randrange(1, 9)):
        text[chance.randrange(len(text))] = chance.randrange(256)
    yield bytes(text)


@answer
def in_pieces(chance: Random, _base: str) -> Sent:
    """Say what is right, a few bytes at a time."""
    text = page("<title>x</title>")
    while text:
        size = chance.randrange(1, 40)
        yield text[:size]
        yield chance.random() / 50
        text = text[size:]


# -- redirects ------------------------------------------------------------------------------------------------------
LOCATIONS = {
    "to nowhere": ["file:///etc/passwd", "ftp://127.0.0.1/", "javascript:alert(1)", "data:text/html,x", "gopher://x", "mailto:x", "http:", ""],
    "to what is no address": ["https://[x", "http://", "http:///x", "//", "http://a..b/", "http://\u2100/", "http://%00/", "http://x y/", "http://\x7f/",
                              "http://127.0.0.1:99999/", "http://127.0.0.1:x/", "http://" + "x." * 4000, "/" + "x" * 9000, "\x1b[2J://x"],
    "to neighbours": ["http://192.168.0.1/", "http://10.0.0.1/", "http://169.254.169.254/", "http://[::1]/", "http://0.0.0.0/", "http://[::ffff:127.0.0.1]/",
                      "http://2130706433/", "http://0x7f.1/", "http://[fe80::1%25lo]/", "http://localhost/"],
    "to a slow name": ["http://slow.invalid/"],
    "to names": ["http://none.invalid/", "http://xn--a/", "http://\u65e5\u672c.invalid/"],
    "to closed doors": ["http://127.0.0.1:1/", "https://127.0.0.1:1/"],
}  # fmt: skip
for name, addresses in LOCATIONS.items():
    one_of(name, *(whole(b"", status="302 Found", Location=address) for address in addresses))


@answer
def to_itself(chance: Random, base: str) -> Sent:
    """Redirect for ever: at once, slowly, in a longer and longer way, to TLS that is not there."""
    way = chance.choice(
        (
            f"{base}/page/to_itself/{chance.randrange(9)}",
            f"{base}/page/to_itself/{'x' * 3000}",
            "?",
            "../to_itself/1/",
            base.replace("http:", "https:"),
        )
    )
    yield chance.choice((0.0, 0.1))
    yield whole(b"", status=chance.choice(("301 x", "303 x", "307 x", "308 x")), Location=way)


endless("redirect without an end", b"HTTP/1.1 302 Found\r\nLocation: /x\r\n", b"a: b\r\n", 0.001)


# -- what a page shows ----------------------------------------------------------------------------------------------
def shows(name: str, link: str, answer: Answer) -> None:
    """Register a page that shows a hostile answer; `{}` in *link* is the address of that."""

    def sent(chance: Random, base: str) -> Sent:
        yield page("<title>x</title>" + link.format(f"{base}/shown/{quote(name)}/{chance.randrange(1 << 30)}"))

    ANSWERS[name], SHOWN[name] = sent, answer


PICTURE = '<meta property="og:image" content="{0}"><link rel="icon" href="{0}">'
OEMBED = '<link rel="alternate" type="application/json+oembed" href="{}">'
OEMBEDS = {
    "oembed of brackets": [b"[" * 200_000, b'{"a":' * 100_000, b"[" * 900 + b"]" * 900],
    "oembed that is none": [
        b"",
        b"\0",
        b"<html>",
        b"[1]",
        b"1",
        b'"x"',
        b"null",
        b"{",
        b"\xff\xfe{\0",
        b"9" * 100_000,
        b"NaN",
        b"[" + b"1," * 100_000,
    ],
    "oembed of odd values": [
        json.dumps({"title": title, "thumbnail_url": url, "provider_name": title}).encode()
        for title, url in (
            ("\ud800\x1b[31m", "https://[x"),
            (1, {}),
            ("x" * 90_000, "file:///etc/passwd"),
            (None, []),
            (1e308, "//"),
            ("\0", "x" * 9000),
        )
    ],
}


def one_body(bodies: list[bytes]) -> Answer:
    """Return an answer of JSON, one of several."""
    return lambda chance, _base: iter([whole(chance.choice(bodies), "application/json")])


def one_picture(made: Callable[[Random], bytes]) -> Answer:
    """Return an answer of a picture, under a right or a wrong type."""
    return lambda chance, _base: iter([whole(made(chance), chance.choice(("image/png", "image/x")))])


for name, bodies in OEMBEDS.items():
    shows(name, OEMBED, one_body(bodies))
for name, made in PICTURES.items():
    shows(name, PICTURE, one_picture(made))
for name in (
    "silence",
    "endless hints",
    "dripped headers",
    "dripped chunk size",
    "to neighbours",
    "to what is no address",
    "random_bytes",
):
    shows(f"picture: {name}", PICTURE, ANSWERS[name])
    shows(f"oembed: {name}", OEMBED, ANSWERS[name])


# -- the server -----------------------------------------------------------------------------------------------------
class Server(socketserver.ThreadingTCPServer):
    daemon_threads, block_on_close, request_queue_size = True, False, 99

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Hostile)
        self.base, self.stopped = f"http://127.0.0.1:{self.server_address[1]}", threading.Event()

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: whoever asks hangs up on most of it."""


class Hostile(socketserver.BaseRequestHandler):
    """Sends the answer that the path names: /page/name/seed, /shown/name/seed."""

    server: Server

    def handle(self) -> None:
        """Read a request and answer it."""
        with contextlib.suppress(OSError):
            asked = b""
            while b"\r\n\r\n" not in asked and (more := self.request.recv(65536)):
                asked += more
            kind, name, seed = (*unquote(asked.split(b" ")[1].decode()).split("/")[1:], "", "", "")[:3]
            self.send((SHOWN if kind == "shown" else ANSWERS).get(name, ANSWERS["hangs up"]), seed)

    def send(self, answer: Answer, seed: str) -> None:
        """Send an answer to its end, or until nobody listens."""
        for part in answer(Random(seed), self.server.base):
            if isinstance(part, bytes):
                self.request.sendall(part)
            elif part is None:
                self.request.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                return
            elif self.server.stopped.wait(part):
                return


@contextlib.contextmanager
def hostile() -> Iterator[str]:
    """Serve all of this; yield the address of the server."""
    with Server() as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        yield server.base
        server.stopped.set()
        server.shutdown()
