"""Incremental = clean: after any sequence of changes a build of the old tree equals a fresh one, its errors too."""

from __future__ import annotations

import io
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from PIL import Image
from sphinx import locale

from kawaraban.cli.application import Failed, build
from kawaraban.incremental.look import Look, keep
from kawaraban.incremental.noop import known_summary
from tests.conftest import Blog, files_below

T = TypeVar("T")
NOW = 1_736_000_000  # 2025-01-04


def outcome(blog: Blog, out: Path, cache: Path) -> dict[str, bytes] | str:
    """What a build of the blog leaves: its files, or what it says is wrong."""
    locale.translators.clear()
    source = blog.root / "src"
    look = Look(str(source), str(out), str(cache))
    if known_summary(look):
        return files_below(out)
    look.look_beside()
    keep(look)
    try:
        build(source, out, cache, alone=True)
    except Failed as failed:
        return str(failed)
    return files_below(out)


def fresh(blog: Blog) -> dict[str, bytes] | str:
    """What a build into an empty folder leaves; templates need not be compiled again."""
    found = outcome(blog, blog.root / "fresh", blog.root / "fresh-cache")
    shutil.rmtree(blog.root / "fresh", ignore_errors=True)
    for path in (blog.root / "fresh-cache").iterdir():
        if path.name != "templates":
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    return found


def same(blog: Blog) -> dict[str, bytes] | str:
    """Whether an incremental build equals a fresh one; a failed one leaves what was there."""
    before = files_below(blog.out)
    found, wanted = outcome(blog, blog.out, blog.root / "cache"), fresh(blog)
    assert found == wanted
    if isinstance(found, str):
        assert files_below(blog.out) == before
    return found


def built(blog: Blog) -> dict[str, bytes]:
    """The files of the blog after a build, which equals a fresh one and tells no fault."""
    found = same(blog)
    assert isinstance(found, dict), found
    return found


def svg(width: int) -> str:
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="4"/>'


def lay_out(blog: Blog) -> None:
    """A small blog with a bit of everything."""
    for n in range(4):
        date = f"2025-01-0{n}" if n else "2024-12-31"
        body = f"![絵](i.svg)\n\n## 節{n}\n\n文。\n"
        blog.post(f"2025/p{n}", body, title=f"記事{n}", date=date, category="甲" if n % 2 else "乙", tags="[丙, 丁]")
    blog.write("posts/2025/i.svg", svg(8))
    blog.write("posts/2026/i.svg", svg(9))
    links = "[](../2025/p1.md) [節](../2025/p2.md#節2) {download}`資料 <d.csv>`\n"
    blog.post("2026/q", f"![絵](i.svg) {links}", title="先", date="2025-01-03 10:00")
    blog.write("posts/2026/d.csv", "a,b\n1,2\n")
    table = "```{csv-table}\n:file: d.csv\n```\n\n```{include} /teil.txt\n```\n"
    blog.post("2026/r", table, title="表", date="2025-01-02 12:00", image="k.svg")
    blog.write("posts/2026/k.svg", svg(7))
    blog.write("teil.txt", "部分。\n")
    blog.write("list.md", "# 一覧\n\n```{postlist} 3\n:category: 甲\n```\n")
    blog.write("about.md", "# 紹介\n\n[記事](posts/2025/p1.md)\n")
    blog.write("index.md", "# 瓦版\n\n```{toctree}\n:hidden:\nabout\n```\n")


class Full(Blog):
    """The blog, built, with a copy of its sources in `kept` and of its pages as `pages`."""

    pages: dict[str, bytes]


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Full]:
    blog = Full(tmp_path_factory.mktemp("full"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", str(NOW))
        patch.syspath_prepend(str(blog.root / "src"))
        lay_out(blog)
        shutil.copytree(blog.root / "src", blog.root / "kept")
        blog.pages = built(blog)
        assert "2026/r.html" in blog.pages
        yield blog


def in_turn(*changes: Callable[[T], object]) -> Callable[[T], None]:
    """Return what makes several changes, one after the other."""

    def change(what: T) -> None:
        for each in changes:
            each(what)

    return change


def replace(blog: Blog, name: str, old: str, new: str) -> int:
    path = blog.root / "src" / name
    text = path.read_text("utf-8")
    assert old in text
    return path.write_text(text.replace(old, new), "utf-8")


def replace_with_older(blog: Blog) -> None:
    path = blog.root / "src/posts/2025/p0.md"
    found = path.stat()
    text = path.read_text("utf-8").replace("文。", "句。")
    path.write_text(text, "utf-8")
    os.utime(path, ns=(found.st_atime_ns, found.st_mtime_ns))


TRAPS: dict[str, Callable[[Blog], object]] = {
    "a body": lambda b: replace(b, "posts/2025/p0.md", "文。", "別の文。"),
    "a title that others show": lambda b: replace(b, "posts/2025/p1.md", "記事1", "改題"),
    "a heading that others link to": lambda b: replace(b, "posts/2025/p2.md", "## 節2", "前置き。\n\n## 節2"),
    "a category": lambda b: replace(b, "posts/2025/p3.md", "甲", "新しい"),
    "the last post of a category": lambda b: [replace(b, f"posts/2025/p{n}.md", "乙", "甲") for n in (0, 2)],
    "a date": lambda b: replace(b, "posts/2025/p3.md", "2025-01-03", "2023-05-06"),
    "to a draft": lambda b: replace(b, "posts/2025/p3.md", "---\n", "---\ndraft: true\n"),
    "to a draft that others link to": lambda b: replace(b, "posts/2025/p1.md", "title:", "draft: true\ntitle:"),
    "to a date to come": lambda b: replace(b, "posts/2025/p3.md", "2025-01-03", "2025-01-09"),
    "a picture": lambda b: b.write("posts/2025/i.svg", svg(16)),
    "two pictures that change places": in_turn(
        lambda b: b.write("posts/2025/i.svg", svg(9)), lambda b: b.write("posts/2026/i.svg", svg(8))
    ),
    "the picture of front matter": lambda b: b.write("posts/2026/k.svg", svg(70)),
    "a picture that is gone": lambda b: (b.root / "src/posts/2026/k.svg").unlink(),
    "a data file": lambda b: b.write("posts/2026/d.csv", "a,b\n3,4\n"),
    "an included file": lambda b: b.write("teil.txt", "別の部分。\n"),
    "a page that all pages link": lambda b: replace(b, "about.md", "# 紹介", "# 自己紹介"),
    "a page that is new": lambda b: b.write("privacy.md", "# 個人情報\n"),
    "a page that is gone": in_turn(
        lambda b: (b.root / "src/about.md").unlink(), lambda b: b.write("index.md", "# 瓦版\n")
    ),
    "a post that is new": lambda b: b.post("2025/z", title="新", date="2025-01-04"),
    "a post of a new year": lambda b: b.post("old", title="昔", date="2011-01-04"),
    "a post that is gone": lambda b: (b.root / "src/posts/2025/p3.md").unlink(),
    "a post that is gone and linked": lambda b: (b.root / "src/posts/2025/p1.md").unlink(),
    "a post of another name": lambda b: (b.root / "src/posts/2025/p0.md").rename(b.root / "src/posts/2025/o0.md"),
    "an old file of the same size in place": lambda b: replace_with_older(b),
    "a setting": lambda b: b.conf('blog_feed_subtitle = "新しい言葉"'),
    "a setting that a module says": in_turn(
        lambda b: b.write("more.py", "title = '別の題'\n"), lambda b: b.conf("import more\nblog_title = more.title")
    ),
    "a template of a page": lambda b: b.write("_templates/byline.html", "<p>{{ posts|length }} {{ post.title }}</p>"),
    "a template of the sidebar": lambda b: b.write("_templates/sidebar/feeds.html", "<p>{{ posts|length }}</p>"),
    "a sidebar of some pages": in_turn(
        lambda b: b.write("_templates/own.html", "<p>{{ posts[0].title }} {{ pagename }}</p>"),
        lambda b: b.conf('html_sidebars = {"2025/*": ["own.html"], "posts/**": ["own.html"]}'),
    ),
    "a file of the blog's own": lambda b: b.write("_static/own.css", "p{}"),
    "words in another language": lambda b: b.conf('language = "en"'),
    "an old address": lambda b: replace(b, "posts/2025/p3.md", "title:", "redirect_from: /alt/x.html\ntitle:"),
    "a page that shows more": lambda b: b.write("list.md", "# 一覧\n\n```{postlist} 2\n```\n"),
    "what is not a post": lambda b: b.write("posts/notiz.txt", "…"),
    "a published file that somebody changed": lambda b: (b.out / "about.html").write_text("x"),
    "a published file that somebody deleted": lambda b: (b.out / "2025/p0.html").unlink(),
    "a file that nobody published": lambda b: (b.out / "fremd.html").write_text("x"),
    "nothing": lambda b: None,
}  # fmt: skip


@pytest.mark.parametrize("trap", TRAPS)
def test_a_change_leaves_nothing_stale_and_neither_does_taking_it_back(full: Full, trap: str) -> None:
    TRAPS[trap](full)
    same(full)
    shutil.rmtree(full.root / "src")
    shutil.copytree(full.root / "kept", full.root / "src")
    assert outcome(full, full.out, full.root / "cache") == full.pages


def test_a_scheduled_post_that_falls_due_is_a_change(blog: Blog, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(NOW))
    blog.post("a", title="今日", date="2025-01-04")
    blog.post("soon", title="予約", date="2025-01-09")
    assert "soon.html" not in same(blog)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(NOW + 7 * 86400))
    assert "soon.html" in same(blog)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(NOW))
    assert "soon.html" not in same(blog)


def test_a_post_that_becomes_a_draft_stays_one(blog: Blog) -> None:
    blog.post("a", title="一")
    blog.post("b", title="二", date="2025-01-01")
    assert "b.html" in same(blog)
    blog.post("b", title="二", date="2025-01-01", draft="true")
    assert "b.html" not in same(blog)
    blog.post("c", title="三", date="2024-01-01")
    assert "b.html" not in same(blog)


def picture(colour: str, size: tuple[int, int] = (700, 400)) -> bytes:
    data = io.BytesIO()
    Image.new("RGB", size, colour).save(data, "PNG", exif=Image.Exif())
    return data.getvalue()


RICH: dict[str, Callable[[Blog], object]] = {
    "a table": lambda b: b.write("posts/t.csv", "国,量\n甲,3\n乙,9\n"),
    "the picture of a card": lambda b: b.write("links/x.png", picture("#070")),
    "what is known of links": lambda b: b.write("links.toml", '["https://x.example/"]\ntitle = "別の題"\n'),
    "no more known of links": lambda b: (b.root / "src/links.toml").unlink(),
    "a photo": lambda b: b.write("posts/p.png", picture("#007", (900, 500))),
    "a photo that is too small for copies": lambda b: b.write("posts/p.png", picture("#007", (90, 50))),
    "a video": lambda b: replace(b, "posts/a.md", "aqz-KE-bpKQ", "bqz-KE-bpKQ"),
    "no video": lambda b: replace(b, "posts/a.md", "```{youtube} bqz-KE-bpKQ\n:title: 題\n```\n", ""),
    "a post of a series": lambda b: b.post("c", title="三", series="連", date="2025-01-03"),
    "the emblem": in_turn(
        lambda b: b.write("_static/f.svg", svg(9)), lambda b: b.conf('html_favicon = "_static/f.svg"')
    ),
    "a table that is gone": lambda b: (b.root / "src/posts/t.csv").unlink(),
}


def test_rich_posts_leave_nothing_stale(blog: Blog, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(NOW))
    blog.write("posts/t.csv", "国,量\n甲,1\n乙,2\n")
    blog.write("links.toml", '["https://x.example/"]\ntitle = "題"\npicture = "links/x.png"\n')
    blog.write("links/x.png", picture("#700"))
    blog.write("posts/p.png", picture("#700"))
    body = "```{chart} t.csv\n```\n\nhttps://x.example/\n\n```{gallery}\n![絵](p.png)\n```\n\n```{youtube} aqz-KE-bpKQ\n:title: 題\n```\n"
    blog.post("a", body, title="一", series="連")
    blog.post("b", "文。\n", title="二", series="連", date="2025-01-01")
    blog.write("privacy.md", "# プライバシー\n")
    before = same(blog)
    assert "privacy.html" in before
    for name, change in RICH.items():  # one after the other
        change(blog)
        after = same(blog)
        assert after != before, name
        before = after


@pytest.mark.parametrize(
    "text",
    ["(x)=\n\n文。\n", "文。\n\n$$\na=1\n$$ (x)\n", "```{figure} p.png\n:alt: 絵\n:name: x\n\n図\n```\n"],
)
def test_a_name_of_two_documents_is_told_at_the_same_one_whichever_is_read(blog: Blog, text: str) -> None:
    blog.write("posts/p.png", picture("#070", (900, 500)))
    blog.post("b", text)
    blog.post("a")
    blog.build()
    blog.post("a", text)
    told = blog.fails()
    shutil.rmtree(blog.root / "cache")
    assert told.startswith("posts/b.md:")
    assert told == blog.fails()
