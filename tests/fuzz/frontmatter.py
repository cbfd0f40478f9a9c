"""Random and spoilt front matter: right, or told with file and line in time; and what is right is printed as it is."""

from __future__ import annotations

import contextlib
import json
import re
import signal
import tempfile
import threading
import time
import traceback
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

import feedparser
from myst_parser.config.main import read_topmatter

from kawaraban.cli.application import Failed
from kawaraban.model.frontmatter import FrontMatter, read
from kawaraban.model.frontmatter.meta_elements import ATTRIBUTES
from kawaraban.model.frontmatter.myst_keys import read_page
from kawaraban.sources.metadata import _words
from kawaraban.sources.rewrite import rewrite
from kawaraban.text.encoding import CONTROL, Fault, decode
from tests.conftest import Blog, html_tree

HANG = 5
"""Seconds that one front matter may take."""
TOKYO = ZoneInfo("Asia/Tokyo")
WORDS = [
    "題", "世界情勢など", "パリ", "か\u3099", "AI", "<script>fuzz()</script>", '" onload="fuzz()', "'><img src=x onerror=fuzz()>",
    "]]>", "-->", "</title>", "&amp;", "&#60;b&#62;", "**太字**", "`code`", "[x](y)", "$x^2$", "{ruby}`x`", "｜漢字《かんじ》", "\\*", "# 見出し",
    "{{x}}", "%s", "https://a.example/?a=1&b=2", "a@b.example", "👨‍👩‍👧", "שלום", "é", "　", "\u00a0", "~~x~~", "<!--", "--", "...", "(c)", "C++",
    ":smile:", "|", "@", "_", "1:30", "on", "null", "0x10", "1e5", "\u200b", "\U0001f1ef\U0001f1f5", "日本語の長い題名が続きます", "\ufdd0", "^1",
]  # fmt: skip
DATES = ["2025-01-02", "2025-10-27 08:30", "2025-10-27T08:30:00+09:00", "1999-12-31 23:59:59 -05:00", "2999-01-01", "0001-01-01",
         "2025-02-30", "2025-13-01", "明日", "20250101", "9999-12-31 23:59 -14:00", "2025-01-01 10:00:00.5"]  # fmt: skip
KEYS = ["title", "date", "updated", "category", "tags", "author", "description", "image", "image_alt", "draft", "redirect_from",
        "series", "id", "lang", "canonical", "myst", "html_meta", "tagz", "題", "orphan"]  # fmt: skip
VALUES = [
    "*a", "&a x", "!!python/object:os.system x", "!tag", "<<", "{<<: {a: 1}}", "[[[[]]]]", "{a: {b: {c: {}}}}", "9" * 5_000, "-" * 3_000,
    "0o17", ".nan", "-.inf", "1:2:3:4", "!!binary x", "!!timestamp x", "{? [a] : b}", "2025-99-99", "{2025-01-01: x}", "~", "''",
    '"\\a"', '"\\0"', '"\\uFFFF"', '"\\uD800"', '"\\N"', '"\\L"', '"\\x7f"', '"\\q"', '"', "'", "|", ">", "|2", "%x", "@x", "`x`", "- x", "? x", ": x",
    "{robots: noindex}", "{'a>b=c': d}", "{'suffix=<script>fuzz()</script>': x}", "{1: 2}", "{'property=og:x': '<script>fuzz()</script>'}",
    "{html_meta: {'description lang=ja': '\"><script>fuzz()</script>'}}", "{heading_anchors: x}", "{enable_extensions: 5}", "javascript:fuzz()",
]  # fmt: skip
STRANGE = "\t\x00\x07\x0b\x0c\x1b\x7f\x80\x85\x9f\u2028\u2029\ufeff\ufffe\uffff\r:#&*!|>'\"%@`-?{}[],\n漢 "


def run(seed: int, rounds: int) -> None:
    """Try so many front matters, one by one and then in one blog. Raises AssertionError with the way to see it again."""
    sources = {number: source_of(Random(number)) for number in range(seed, seed + rounds)}
    for number, data in sources.items():
        try:
            with in_time(HANG):
                look(data)
        except Exception:
            text = f"tests.fuzz.frontmatter.look(source_of(Random({number})))\n{traceback.format_exc()}"
            raise AssertionError(text) from None
    try:
        with tempfile.TemporaryDirectory() as folder, in_time(60 + rounds):
            build_with(Blog(Path(folder)), sources)
    except Exception:
        raise AssertionError(f"tests.fuzz.frontmatter.run({seed}, {rounds})\n{traceback.format_exc()}") from None


@contextlib.contextmanager
def in_time(seconds: float) -> Iterator[None]:
    """Raise TimeoutError in what takes longer."""

    def ring(_number: int, _frame: object) -> None:
        raise TimeoutError(f"more than {seconds} seconds")

    begun = time.monotonic()
    if threading.current_thread() is threading.main_thread():
        before = signal.signal(signal.SIGALRM, ring)
        signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        if threading.current_thread() is threading.main_thread():
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, before)
    assert time.monotonic() - begun < seconds


# --- what is tried ----------------------------------------------------------
def source_of(rng: Random) -> bytes:
    """Return a post: half of them as a careful author writes them, the others spoilt."""
    lines = [f"title: {quoted(rng, words(rng))}", f"date: {rng.choice(DATES[:4])}"]
    for key in rng.sample([*KEYS[3:7], "image_alt", "series", "id"], rng.randint(0, 4)):
        lines.append(f"{key}: {'elh' if key == 'author' else quoted(rng, words(rng, 3))}")
    if rng.random() < 0.3:
        lines.append(f"tags: [{', '.join(json.dumps(words(rng, 2)) for _ in range(rng.randint(0, 5)))}]")
    if rng.random() < 0.2:
        lines.append("html_meta: {'property=og:x': " + json.dumps(words(rng, 2), ensure_ascii=False) + "}")
    lines = list({line.partition(":")[0]: line for line in lines}.values())
    if rng.random() < 0.4:
        return f"---\n{chr(10).join(lines)}\n---\n本文。\n".encode()
    if rng.random() < 0.8:
        lines = ["title: 題", "date: 2025-01-02"]  # so that what is spoilt is all that is wrong
    ways = [a_value, a_key, a_bomb, a_depth, a_size, a_meta, a_line_less, a_line_more]
    for _time in range(rng.choice([1, 1, 1, 1, 2, 4])):
        rng.choice(ways)(rng, lines)
    text = f"---\n{chr(10).join(lines)}\n{rng.choice([*20 * ['---'], '...', '----', ''])}\n本文。\n"
    for _time in range(rng.choice([0, 0, 0, 0, 1, 1, 5])):
        at = rng.randrange(len(text))
        text = text[:at] + rng.choice(STRANGE) + text[at + rng.randint(0, 1) :]
    return text.encode(rng.choice(["utf-8"] * 24 + ["utf-16", "cp932", "utf-8-sig", "utf-32", "euc_jp"]), "replace")


def words(rng: Random, most: int = 5) -> str:
    """Return a text of some words."""
    text = rng.choice(["", " "]).join(rng.choice(WORDS) for _ in range(rng.randint(1, most)))
    return text.replace("\u3000", "") or "題"


def quoted(rng: Random, text: str) -> str:
    """Return a text as YAML, in one of its styles."""
    styles = [json.dumps(text), json.dumps(text, ensure_ascii=False), "'" + text.replace("'", "''") + "'", text]
    styles += [f"{mark}\n  {text}" for mark in ("|", ">", ">-", "|+")]
    return rng.choice(styles)


def a_value(rng: Random, lines: list[str]) -> None:
    lines.append(f"{rng.choice(KEYS)}: {rng.choice([rng.choice(VALUES), rng.choice(DATES)])}")


def a_key(rng: Random, lines: list[str]) -> None:
    lines.append(
        rng.choice(
            [
                "? [a]\n: b",
                "a",
                "a:b",
                ": x",
                "<<: {title: 題}",
                "[a]: b",
                "k" * 2_000 + ": x",
                "%YAML 1.1",
                "--- x",
                "title：題",
            ]
        )
    )


def a_bomb(rng: Random, lines: list[str]) -> None:
    names = "abcdefghijklmnop"[: rng.choice([2, 5, 9, 12, 16])]
    each = [f"  {two}: &{two} [{', '.join(9 * ['*' + one])}]" for one, two in pairwise(names)]
    lines += [f"{rng.choice(['myst', 'myst', 'html_meta', 'tags'])}:", "  a: &a [x, x]", *each]


def a_depth(rng: Random, lines: list[str]) -> None:
    deep, mark = rng.choice([5, 19, 30, 1_000, 30_000]), rng.choice(["[", "{a: ", "- ", "? "])
    lines.append(f"{rng.choice(KEYS)}: {mark * deep}{rng.choice(['', {'[': ']', '{a: ': '}'}.get(mark, '') * deep])}")


def a_size(rng: Random, lines: list[str]) -> None:
    what = rng.choice(["漢", "a ", "a、", "\n  x", "[],", "'", "\\"])
    lines.append(f"{rng.choice(KEYS)}: {what * rng.choice([300, 12_000, 70_000])}")


def a_meta(rng: Random, lines: list[str]) -> None:
    odd = [
        "a>b=c",
        "suffix=<script>fuzz()</script>",
        "classes=x",
        "name=a b=c",
        "lang=ja",
        "\"'<>=x",
        "property=",
        "=",
        " ",
        "content=x",
    ]
    pairs = {rng.choice(["description ", "", "x "]) + rng.choice(odd): words(rng, 2) for _ in range(rng.randint(1, 2))}
    meta = f"html_meta: {json.dumps(pairs, ensure_ascii=False)}"
    lines.append(rng.choice([meta, f"myst: {{{meta}}}", f"myst:\n  {meta}"]))


def a_line_less(rng: Random, lines: list[str]) -> None:
    lines.pop(rng.randrange(len(lines)))
    lines.append(f"date: {rng.choice(DATES)}")


def a_line_more(rng: Random, lines: list[str]) -> None:
    lines.insert(
        rng.randrange(len(lines)), rng.choice([*lines, "\tx: y", "  x: y", "# 覚え書き", "", "tags:\n- 甲\n-  乙"])
    )


# --- what must hold ---------------------------------------------------------
def look(data: bytes) -> None:
    """Read one front matter, as that of a post and as that of a page, of which MyST reads what was found."""
    text, faults = decode(data)
    values, length, faults_of_page = read_page(text)
    for found in (faults,) if faults else (read(text, TOKYO)[1], faults_of_page):
        for line, told in found:
            assert 1 <= line <= text.count("\n") + data.count(b"\n") + 1
            assert told and not CONTROL.search(str(told)) and len(told.splitlines()) == 1 and len(told) < 12_000, told[
                :300
            ]
    if not faults and not faults_of_page:
        assert (read_topmatter(rewrite(text, values, length)) or {}).keys() == values.keys()


def build_with(blog: Blog, sources: dict[int, bytes]) -> None:
    """Build one blog of all; those that are told are taken out, until it is right; then see what it prints."""
    blog.conf('language = "en"\nkawaraban_feed_length = 10_000')
    names = {f"posts/p{number}.md" if number % 8 else f"q{number}.md": data for number, data in sources.items()}
    for name, data in names.items():
        blog.write(name, data)
    for _time in range(12):
        try:
            blog.build()
            break
        except Failed as failed:
            assert not failed.trace, failed.trace
            told: dict[str, str] = {}
            for line in str(failed).splitlines():
                place = re.match(r"((?:posts/p|q)\d+\.md):[1-9]\d*: ", line)
                assert place, str(failed)
                told[place[1]] = line
        assert told.keys() <= names.keys()
        for name, line in told.items():
            known = faults_in(name, names[name]) or BESIDES.search(line) or b"\nmyst:" in names[name]
            assert known, (line, names[name])
            del names[name]
            (blog.root / "src" / name).unlink()
    else:
        raise AssertionError("it is never right")
    for name, data in names.items():
        check_page(blog, name, data)
    check_feeds(blog, names)


BESIDES = re.compile("for an address|want one address|there is no picture|there is no author|below “myst:”|the same id")
"""What may be wrong with front matter that can be read."""


def faults_in(name: str, data: bytes) -> list[Fault]:
    """Return what is wrong with the front matter of a post or of a page."""
    text, faults = decode(data)
    return faults or (read(text, TOKYO)[1] if name.startswith("posts/") else read_page(text)[2])


def published(name: str, data: bytes, blog: Blog) -> FrontMatter | None:
    """Return the front matter of a post that is published."""
    matter, faults = read(decode(data)[0], TOKYO)
    assert not faults or not name.startswith("posts/"), faults
    page = blog.out / name.removeprefix("posts/").replace(".md", ".html")
    return matter if name.startswith("posts/") and page.exists() else None


def check_page(blog: Blog, name: str, data: bytes) -> None:
    """See that a page says what its front matter says, and runs nothing of it."""
    path = blog.out / name.removeprefix("posts/").replace(".md", ".html")
    if not path.exists():
        return
    page = html_tree(path.read_bytes().decode())
    assert not page.xpath(
        "//script[not(@type='application/ld+json')][contains(., 'fuzz')] | //@*[starts-with(name(), 'on')]"
    )
    assert not page.xpath("//*[starts-with(normalize-space(@href), 'javascript')] | //img[@src='x']")
    attributes = {attribute for meta in page.iter("meta") for attribute in meta.keys()}  # noqa: SIM118
    assert attributes <= {*ATTRIBUTES, "content", "charset", "xml:lang"}, (name, attributes, data)
    assert not CONTROL.search(path.read_text("utf-8"))
    matter = published(name, data, blog)
    if matter is None:
        return
    title = matter.title or "題"
    (data_of,) = (json.loads(script.text) for script in page.xpath("//script[@type='application/ld+json']"))
    things = data_of.get("@graph", [data_of])
    found = [
        page.xpath("string(//h1)"),
        page.xpath("string(//meta[@property='og:title']/@content)"),
        things[0]["headline"],
    ]
    assert {_words(each).rstrip("#") for each in found} == {_words(title).rstrip("#")}, (found, title)
    assert _words(page.xpath("string(//title)")).startswith(_words(title)), title
    tags = [plain(tag) for tag in page.xpath("//ul[@class='kw-tags']//a/text()")]
    assert tags == [plain(tag) for tag in matter.tags]
    if matter.description:
        assert plain(page.xpath("string(//meta[@name='description']/@content)")) == plain(matter.description)


def check_feeds(blog: Blog, names: dict[str, bytes]) -> None:
    """See that the three feeds name the same posts by their titles."""
    items = json.loads(blog.read("blog/feed.json"))["items"]
    titles = {item["url"].rpartition("/")[2].removesuffix(".html"): _words(item["title"]) for item in items}
    for name, data in names.items():
        if matter := published(name, data, blog):
            assert titles[Path(name).stem] == _words(matter.title or "題")
    for feed in ("blog/atom.xml", "blog/rss.xml"):
        found = feedparser.parse(blog.read(feed), sanitize_html=False, resolve_relative_uris=False)
        assert not found.bozo, found.bozo_exception
        assert len(found.entries) == len(items)


def plain(text: str) -> str:
    """Return a text with its blanks made one."""
    return " ".join(text.split())
