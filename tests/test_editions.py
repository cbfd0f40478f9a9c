"""The cost of a setting follows what it changes: nothing, the pages around articles that stay, or everything."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kawaraban.incremental.look import Look
from kawaraban.incremental.noop import known_summary
from kawaraban.pages.builder import BlogBuilder
from tests.conftest import CONF, Blog
from tests.test_builds import NOW, built, lay_out, outcome, same, svg


@pytest.fixture(scope="module")
def laid_out(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Blog]:
    """A blog, built, with a copy of its sources in `kept`."""
    blog = Blog(tmp_path_factory.mktemp("editions"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", str(NOW))
        lay_out(blog)
        blog.write("contact.md", "# 連絡\n")
        blog.write("_static/f.svg", svg(9))
        shutil.copytree(blog.root / "src", blog.root / "kept")
        same(blog)
        yield blog


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> dict[str, set[str]]:
    """The documents that are read, those that are written, and the pages put together, by the builds of a test."""
    made: dict[str, set[str]] = {"read": set(), "written": set(), "pages": set()}
    for name, kind in (("read_doc", "read"), ("_write_article", "written"), ("handle_page", "pages")):
        method = getattr(BlogBuilder, name)

        def note(
            self: BlogBuilder,
            docname: str,
            *rest: object,
            method: Callable[..., object] = method,
            kind: str = kind,
            **options: object,
        ) -> object:
            made[kind].add(docname)
            return method(self, docname, *rest, **options)

        monkeypatch.setattr(BlogBuilder, name, note)
    return made


@pytest.fixture
def around(laid_out: Blog) -> Iterator[Blog]:
    """The blog, which is as it was after the test."""
    yield laid_out
    shutil.rmtree(laid_out.root / "src")
    shutil.copytree(laid_out.root / "kept", laid_out.root / "src")
    outcome(laid_out, laid_out.out, laid_out.root / "cache")


AROUND = {
    "the profile": 'kawaraban_profile = {"text": "文", "portrait": "_static/f.svg", "portrait_alt": "顔"}',
    "the title": 'blog_title = "改題"',
    "the title of pages": 'html_title = "改題"',
    "the tagline": 'blog_feed_subtitle = "新しい言葉"',
    "the ways to the author": 'kawaraban_contact = {"mail": "a@b.example"}',
    "an announcement": 'html_theme_options = {"announcement": "知らせ"}',
    "links in the navigation": 'html_theme_options = {"external_links": [{"name": "外", "url": "https://x.example/"}]}',
    "links with icons": 'html_theme_options = {"icon_links": [{"name": "外", "url": "https://x.example/", "icon": "globe"}]}',
    "a logo": 'html_theme_options = {"logo": {"text": "字"}}',
    "a logo's file": 'html_logo = "_static/f.svg"',
    "the footer": 'html_theme_options = {"footer_start": [], "footer_end": ["site-copyright.html"]}',
    "the emblem": 'html_favicon = "_static/f.svg"',
    "a hub of feeds": 'kawaraban_websub = "https://hub.example/"',
    "a key for search engines": 'kawaraban_indexnow = "a1b2c3d4"',
    "the copyright": 'copyright = "他の人"',
    "a stylesheet": 'html_css_files = ["own.css"]',
    "a script": 'html_js_files = ["own.js"]',
    "the sidebar": 'html_sidebars = {"**": ["sidebar/search.html"]}',
    "a value for templates": 'html_context = {"a": 1}',
}  # fmt: skip


@pytest.mark.parametrize("lines", AROUND.values(), ids=AROUND)
def test_what_surrounds_articles_reads_and_writes_none(around: Blog, made: dict[str, set[str]], lines: str) -> None:
    before = around.files()
    around.conf(lines)
    outcome(around, around.out, around.root / "cache")
    assert (made["read"], made["written"]) == (set(), set())
    same(around)
    around.write("conf.py", CONF)  # and back
    outcome(around, around.out, around.root / "cache")
    assert around.files() == before


TEMPLATES = {
    "byline.html": "<p>{{ posts|length }} {{ post.title }}</p>",
    "footer.html": "<footer>{{ site.title }}</footer>",
    "sidebar/profile.html": "<p>{{ site.profile.text }}</p>",
    "lists/posts.html": '{% extends "layout.html" %}{% block body %}{{ listing.title }}{% endblock %}',
    "redirect.html": "<p>{{ target }}</p>",
}


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_reads_no_article(around: Blog, made: dict[str, set[str]], name: str) -> None:
    around.write(f"_templates/{name}", TEMPLATES[name])
    outcome(around, around.out, around.root / "cache")
    for found in made.values():
        found.clear()
    around.write(f"_templates/{name}", f"{TEMPLATES[name]}<!-- x -->")
    outcome(around, around.out, around.root / "cache")
    assert (made["read"], made["written"]) == (set(), set())
    same(around)


def is_known(blog: Blog) -> bool:
    return bool(known_summary(Look(str(blog.root / "src"), str(blog.out), str(blog.root / "cache"))))


SAME = {
    "a comment": "# 注",
    "white space": "\n\n\n",
    "a setting set to what it is": 'blog_title = "小さな" + "瓦版"',
}


@pytest.mark.parametrize("lines", SAME.values(), ids=SAME)
def test_a_conf_py_that_says_the_same_is_nothing_to_do(around: Blog, lines: str) -> None:
    outcome(around, around.out, around.root / "cache")
    around.write("conf.py", CONF + lines)
    assert is_known(around)
    same(around)


def test_a_log_beside_the_posts_changes_nothing(around: Blog, made: dict[str, set[str]]) -> None:
    around.write("preview.log", "x\n")
    outcome(around, around.out, around.root / "cache")
    assert made == {"read": set(), "written": set(), "pages": set()}


def test_a_function_in_conf_py_counts_by_what_it_does(blog: Blog, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(NOW))
    blog.post("a")
    setup = "def setup(app):\n    app.connect('html-page-context', lambda *a: a[3].update(x={}))\n"
    blog.conf(setup.format(1))
    same(blog)
    assert is_known(blog)
    blog.conf("# eine\n" + setup.format(1).replace("\n    ", "  # andere\n\n    "))
    assert is_known(blog)
    blog.conf(setup.format(2))
    assert not is_known(blog)
    same(blog)


def test_with_an_extension_of_the_blogs_own_every_setting_counts_for_articles(
    blog: Blog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(NOW))
    monkeypatch.syspath_prepend(str(blog.root / "src"))
    blog.write(
        "ours.py",
        "def show(app, tree):\n    from docutils import nodes\n"
        "    tree += nodes.paragraph('', app.config.blog_title)\n"
        "def setup(app):\n    app.connect('doctree-read', show)\n    return {'parallel_read_safe': True}\n",
    )
    conf = 'extensions = ["kawaraban", "ours"]\n'
    blog.post("a")
    blog.conf(conf)
    assert "小さな瓦版</p>" in built(blog)["a.html"].decode()
    assert is_known(blog)
    blog.conf(f'{conf}blog_title = "改題"')
    assert "改題</p>" in built(blog)["a.html"].decode()


def test_where_a_post_shows_conf_py_its_text_counts(blog: Blog, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(NOW))
    blog.post("a", "```{literalinclude} /conf.py\n```\n")
    same(blog)
    blog.conf("# 注")
    assert not is_known(blog)
    assert "注" in built(blog)["a.html"].decode()


def test_all_times_new_is_nothing_to_do(around: Blog) -> None:
    outcome(around, around.out, around.root / "cache")
    for path in (around.root / "src").rglob("*"):
        os.utime(path, ns=(1, 1))
    assert is_known(around)


def test_what_is_kept_of_a_build_serves_in_another_folder_with_all_times_new(
    tmp_path: Path, made: dict[str, set[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(NOW))
    here, there = Blog(tmp_path / "here"), Blog(tmp_path / "fern" / "there")
    lay_out(here)
    same(here)
    shutil.rmtree(there.root / "src")
    for name in ("src", "out", "cache"):
        shutil.copytree(here.root / name, there.root / name, copy_function=shutil.copyfile)
    done = []
    for blog in (here, there):
        for found in made.values():
            found.clear()
        blog.post("2026/q", "別の文。\n", title="先", date="2025-01-03 10:00")
        files = outcome(blog, blog.out, blog.root / "cache")
        done.append(({kind: set(found) for kind, found in made.items()}, files))
        blog is here and here.root.rename(tmp_path / "gone")
    assert done[0] == done[1]
    assert done[1][0]["read"] == {"posts/2026/q", "list"}  # which shows its excerpt
    assert done[1][1] == same(there)
