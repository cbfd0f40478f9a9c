"""Media types and lifetimes in caches: the same for object stores, in `_headers` and in the preview."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import quote

import pytest

from kawaraban.model.http_headers import CHECKED, FOREVER, cache_control, content_type
from tests.conftest import Blog

SUFFIXES = {
    "html": "text/html; charset=utf-8", "css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml", "png": "image/png", "jpg": "image/jpeg", "webp": "image/webp",
    "ico": "image/vnd.microsoft.icon", "webmanifest": "application/manifest+json", "csv": "text/csv; charset=utf-8",
    "txt": "text/plain; charset=utf-8", "bin": "application/octet-stream", "inv": "application/octet-stream",
}  # fmt: skip
NAMES = {
    "atom.xml": "application/atom+xml; charset=utf-8", "rss.xml": "application/rss+xml; charset=utf-8",
    "feed.json": "application/feed+json", "archive.json": "application/json", "index.json": "application/json",
    "sitemap.xml": "application/xml; charset=utf-8", "default": "application/atom+xml; charset=utf-8",
    "_headers": "text/plain; charset=utf-8", ".nojekyll": "application/octet-stream",
}  # fmt: skip


def files(site: Path) -> list[str]:
    return [path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()]


def test_every_file_of_a_site_has_its_type(real_site: Path) -> None:
    for path in files(real_site):
        name = path.rpartition("/")[2]
        assert content_type(path) == (NAMES.get(name) or SUFFIXES[name.rpartition(".")[2]]), path


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("blog/atom-3.xml", "application/atom+xml; charset=utf-8"),
        ("feeds/posts/default", "application/atom+xml; charset=utf-8"),
        ("a/default", "application/octet-stream"),
        ("_images/A.123456789abc.AVIF", "image/avif"),
        ("_static/app.mjs", "text/javascript; charset=utf-8"),
        ("_static/text.woff2", "font/woff2"),
        ("clip.mp4", "video/mp4"),
        ("clip.vtt", "text/vtt; charset=utf-8"),
        ("book.epub", "application/epub+zip"),
        ("a.html.gz", "application/gzip"),
        ("CNAME", "text/plain; charset=utf-8"),
        ("what.ever", "application/octet-stream"),
    ],
)
def test_types_of_other_files(path: str, kind: str) -> None:
    assert content_type(path) == kind


def test_what_is_named_by_content_is_kept_for_a_year_and_nothing_else(real_site: Path) -> None:
    kept = {path for path in files(real_site) if cache_control(path) == FOREVER}
    own = {"_static/favicon.svg", "_static/portrait.svg"}
    assert kept == {
        path for path in files(real_site)
        if path.startswith(("_images/", "_static/")) and "/works/" not in path and path not in own
    }  # fmt: skip
    assert {cache_control(path) for path in set(files(real_site)) - kept} == {CHECKED}


@pytest.mark.parametrize(
    ("path", "is_kept"),
    [
        ("_downloads/123456789abc/a.pdf", True),
        ("_downloads/123456789abcdef0123456789abcdef0/a.pdf", False),  # Sphinx: a digest of the name
        ("_static/report.20251027.css", False),
        ("_static/kawaraban.12345678.css.br", True),
        ("_images/photo.png", False),
    ],
)
def test_names_that_look_alike(path: str, is_kept: bool) -> None:
    assert (cache_control(path) == FOREVER) is is_kept


def rules(text: str) -> list[tuple[re.Pattern[str], str, str]]:
    """Return (pattern, name, value) of each header in `_headers`; `*` does not match a slash here."""
    found = []
    for block in re.split(r"\n(?=\S)", text):
        where, *lines = block.strip("\n").split("\n")
        parts = re.split(r"(\*|:\w+)", where)
        pattern = "".join("[^/]*" if part[:1] in "*:" and part else re.escape(part) for part in parts)
        found += [(re.compile(pattern), *line.strip().split(": ", 1)) for line in lines]
    return found


def test_headers_say_the_same(real_site: Path) -> None:
    said = rules((real_site / "_headers").read_text("utf-8"))
    assert len({pattern for pattern, _name, _value in said}) < 100  # the limit of Cloudflare Pages
    for path in files(real_site):
        given = [(name, value) for pattern, name, value in said if pattern.fullmatch(f"/{quote(path)}")]
        lifetimes = [value for name, value in given if name == "Cache-Control"]
        assert lifetimes == ([FOREVER] if cache_control(path) == FOREVER else []), path
        kinds = [value for name, value in given if name == "Content-Type"]
        feed = re.search(r"(atom|rss|feed)\.(xml|json)$|^feeds/", path)
        assert kinds == ([content_type(path)] if feed else []), path


def test_a_build_tells_github_pages_to_publish_all_files(blog: Blog) -> None:
    blog.build()
    assert (blog.out / ".nojekyll").read_bytes() == b""
    (blog.out / ".nojekyll").unlink()
    blog.build()
    assert (blog.out / ".nojekyll").is_file()
    blog.build(kawaraban_preview=True)
    assert not (blog.out / ".nojekyll").exists()
