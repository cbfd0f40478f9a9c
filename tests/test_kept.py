"""What a build keeps for the next one, and what lies in its output, is looked at before it is relied on."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from kawaraban.cli import application
from kawaraban.incremental.commit import commit
from kawaraban.incremental.files import ABSENT
from kawaraban.incremental.look import Look
from kawaraban.incremental.manifest import Record
from kawaraban.incremental.noop import known_summary
from kawaraban.pages.builder import BlogBuilder
from tests.conftest import Blog
from tests.test_builds import NOW, built, fresh, in_turn, outcome, picture, same, svg


@pytest.fixture
def blog(blog: Blog, monkeypatch: pytest.MonkeyPatch) -> Blog:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(NOW))
    monkeypatch.setattr(sys, "dont_write_bytecode", True)  # else compiled templates are kept beside them
    blog.write("posts/p.png", picture("#070", (900, 500)))
    blog.post("a", "文。\n\n![絵](p.png)\n", title="A")
    blog.post("b", "文。\n", title="B", date="2025-01-01")
    same(blog)
    return blog


def build(blog: Blog) -> dict[str, bytes]:
    found = outcome(blog, blog.out, blog.root / "cache")
    assert isinstance(found, dict), found
    return found


def is_known(blog: Blog) -> bool:
    """Whether the next build knows that there is nothing to do."""
    build(blog)
    return bool(known_summary(Look(str(blog.root / "src"), str(blog.out), str(blog.root / "cache"))))


def test_a_picture_of_front_matter_alone_comes_in_the_sizes_that_pages_ask_for(blog: Blog) -> None:
    blog.write("posts/q.png", picture("#700", (900, 500)))
    blog.post("b", "文。\n", title="B", date="2025-01-01", image="q.png")
    before = built(blog)
    assert not any("-480w" in name for name in before if "/q." in name)
    blog.post("a", "別の文。\n\n![絵](p.png)\n", title="A")
    assert built(blog).keys() == before.keys()


@pytest.mark.parametrize(
    "damage", [lambda data: data[: len(data) // 2], lambda data: data[:-9] + b"x" * 9, lambda _data: b""]
)
@pytest.mark.parametrize("folder", ["pictures", "templates"])
def test_what_is_damaged_in_the_cache_is_made_again(blog: Blog, folder: str, damage: Callable[[bytes], bytes]) -> None:
    before = build(blog)
    for path in (blog.root / "cache").iterdir():
        if path.name != folder:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    shutil.rmtree(blog.out)
    kept = [path for path in (blog.root / "cache" / folder).rglob("*") if path.is_file()]
    assert kept
    for path in kept:
        path.write_bytes(damage(path.read_bytes()))
    assert build(blog) == before


def test_an_environment_altered_under_its_old_time_is_not_read(blog: Blog) -> None:
    kept = blog.root / "cache/environment.pickle"
    found, data = kept.stat(), kept.read_bytes()
    kept.write_bytes(b"cos\nsystem\n(S'touch owned'\ntR.".ljust(len(data), b" "))
    os.utime(kept, ns=(found.st_atime_ns, found.st_mtime_ns))
    blog.post("b", "別の文。\n", title="B", date="2025-01-01")
    assert build(blog) == fresh(blog)
    assert not Path("owned").exists()


ODD: dict[str, Callable[[Path], object]] = {
    "a folder where a page was": in_turn(lambda out: (out / "b.html").unlink(), lambda out: (out / "b.html").mkdir()),
    "a full folder where a page was": in_turn(
        lambda out: (out / "b.html").unlink(),
        lambda out: (out / "b.html/x").mkdir(parents=True),
        lambda out: (out / "b.html/x/y").write_text("x"),
    ),
    "a file where a folder was": in_turn(
        lambda out: shutil.rmtree(out / "_images"), lambda out: (out / "_images").write_text("x")
    ),
    "a pipe": lambda out: os.mkfifo(out / "pipe"),
    "an empty folder": lambda out: (out / "leer").mkdir(),
    "a file that may not be written": in_turn(
        lambda out: (out / "b.html").write_text("x"), lambda out: (out / "b.html").chmod(0o400)
    ),
}  # fmt: skip


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("deleted", [False, True])
def test_whatever_lies_in_the_output_does_not_stop_a_build(blog: Blog, odd: str, deleted: bool) -> None:
    build(blog)
    ODD[odd](blog.out)
    if deleted:
        (blog.root / "src/posts/b.md").unlink()
    else:
        blog.post("b", "別の文。\n", title="B", date="2025-01-01")
    same(blog)
    assert not (blog.out / "pipe").exists()


@pytest.mark.parametrize("name", ["b.html", "_images", "blog", "blog/atom.xml"])
@pytest.mark.parametrize("edit", [False, True])
def test_nothing_is_written_or_deleted_through_a_link_in_the_output(blog: Blog, name: str, edit: bool) -> None:
    build(blog)
    elsewhere = blog.root / "elsewhere"
    (blog.out / name).rename(elsewhere)
    (blog.out / name).symlink_to(elsewhere)
    before = {
        path: path.read_bytes() for path in blog.root.glob("elsewhere/**/*") if path.is_file()
    } or elsewhere.read_bytes()
    if edit:
        blog.post("b", "別の文。\n", title="改題", date="2025-01-01", category="新")
        (blog.root / "src/posts/p.png").write_bytes(picture("#777", (900, 500)))
    same(blog)
    assert not (blog.out / name).is_symlink()
    after = {
        path: path.read_bytes() for path in blog.root.glob("elsewhere/**/*") if path.is_file()
    } or elsewhere.read_bytes()
    assert after == before


@pytest.fixture(params=["real", "told"])
def other_disk(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder on another file system; where there is none, the system tells that this one is."""
    if request.param == "told":
        folder, replace, link = tmp_path / "disk", os.replace, os.link
        folder.mkdir()

        def far(function: Callable[..., None]) -> Callable[..., None]:
            def act(source: object, target: object, **options: object) -> None:
                if (str(folder) in str(source)) != (str(folder) in str(target)):
                    raise OSError(18, "Invalid cross-device link")
                return function(source, target, **options)

            return act

        monkeypatch.setattr(os, "replace", far(replace))
        monkeypatch.setattr(os, "link", far(link))
        yield folder
        return
    if not os.access("/dev/shm", os.W_OK) or os.stat("/dev/shm").st_dev == tmp_path.stat().st_dev:
        pytest.skip("there is no second file system at /dev/shm")
    folder = Path("/dev/shm", f"kawaraban-{os.getpid()}")
    folder.mkdir()
    yield folder
    shutil.rmtree(folder)


def test_the_site_may_lie_on_another_file_system(blog: Blog, other_disk: Path) -> None:
    shutil.rmtree(blog.out)
    blog.out.symlink_to(other_disk)
    same(blog)
    long = "長" * 80
    for title in ("改題", "また"):
        blog.post(long, "文。\n", title=title, date="2025-01-03", category="新")
        assert f"{long}.html" in same(blog)
    assert blog.out.is_symlink()
    assert not list(other_disk.rglob("*.part"))
    assert is_known(blog)


def test_the_folder_of_builds_may_be_a_link(blog: Blog, tmp_path: Path) -> None:
    for name in ("out", "cache"):
        target = tmp_path / "far" / name
        target.parent.mkdir(exist_ok=True)
        shutil.move(blog.root / name, target)
        (blog.root / name).symlink_to(target)
    blog.post("b", "別の文。\n", title="B", date="2025-01-01")
    same(blog)
    assert is_known(blog)


@pytest.mark.parametrize(
    "conf", ["", 'html_favicon = "nope.svg"', 'html_favicon = "https://x.example/x.png"', 'html_favicon = ".x/i.svg"']
)
def test_nothing_to_do_is_known_whatever_the_favicon_is(blog: Blog, conf: str) -> None:
    blog.write(".x/i.svg", svg(8))
    blog.conf(conf + '\nkawaraban_hosts = ["x.example"]')
    if isinstance(outcome(blog, blog.out, blog.root / "cache"), dict):
        assert is_known(blog)
        if ".x" in conf:
            blog.write(".x/i.svg", svg(9))
            same(blog)


def test_verify_compares_contents(blog: Blog) -> None:
    before, page = build(blog), blog.out / "b.html"
    found = page.stat()
    page.write_bytes(page.read_bytes().replace(b"B", b"X"))
    os.utime(page, ns=(found.st_atime_ns, found.st_mtime_ns))
    assert build(blog) != before
    application.build(blog.root / "src", blog.out, blog.root / "cache", alone=True, verify=True)
    assert blog.files() == before
    page.unlink()
    page.symlink_to(blog.out / "a.html")
    application.build(blog.root / "src", blog.out, blog.root / "cache", alone=True, verify=True)
    assert not page.is_symlink()
    assert blog.files() == before


CONFS = {
    "the environment": ("import os\nblog_feed_subtitle = os.environ.get('WORT', '')", True),
    "a function that is not called": ("def later(): pass", True),
    "a function that asks when it is called": ("import time\ndef later(): return time.time()", False),
    "a setup of its own": ("setup = id", False),
    "the clock": ("import time\nhtml_context = {'when': time.time_ns()}", False),
    "the folder above": ("from pathlib import Path\nblog_feed_subtitle = (Path('..') / 'wort').read_text()", True),
    "the environment, unused": ("import os, datetime\nfrom os import environ\nfrom datetime import date", True),
    "tags": ("if tags.has('x'):\n    blog_title = 'x'\ntemplates_path = []", True),
}


@pytest.mark.parametrize("conf", CONFS)
def test_what_conf_py_asks_is_seen(blog: Blog, monkeypatch: pytest.MonkeyPatch, conf: str) -> None:
    text, known = CONFS[conf]
    (blog.root / "wort").write_text("eins")
    monkeypatch.setenv("WORT", "eins")
    blog.conf(text)
    same(blog)
    assert is_known(blog) == known
    (blog.root / "wort").write_text("zwei")
    monkeypatch.setenv("WORT", "zwei")
    if "subtitle" in text:
        assert "zwei" in built(blog)["blog/atom.xml"].decode()


def test_a_program_that_changes_during_a_build_is_noticed_by_the_next(
    blog: Blog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "program"
    program.mkdir()
    monkeypatch.setattr("kawaraban.incremental.manifest.HERE", str(program))

    def commit_late(*arguments: Any) -> None:
        (program / "a.py").write_text("changed", "utf-8")
        commit(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr("kawaraban.outputs.publish.commit", commit_late)
        build(blog)
    read: list[str] = []
    monkeypatch.setattr(BlogBuilder, "read_doc", lambda _builder, docname, **_options: read.append(docname))
    outcome(blog, blog.out, blog.root / "cache")
    assert {"posts/a", "posts/b"} <= set(read)


def test_files_of_a_new_clone_need_not_be_read_by_each_build(blog: Blog, monkeypatch: pytest.MonkeyPatch) -> None:
    def stamps() -> list[bool]:
        return [source.stamp != ABSENT for source in Record.load(str(blog.root / "cache")).sources.values()]

    assert not all(stamps())  # they changed a moment before they were read
    monkeypatch.setattr("kawaraban.incremental.commit.is_certain", lambda _stamp, _now: True)
    blog.post("c")
    build(blog)
    assert all(stamps())


@pytest.mark.parametrize("conf", ["", "def setup(app): pass"])
def test_a_file_that_is_edited_during_a_build_is_made_again(
    blog: Blog, monkeypatch: pytest.MonkeyPatch, conf: str
) -> None:
    blog.conf(conf)
    build(blog)
    robots = blog.read("robots.txt")

    def commit_late(*arguments: Any) -> None:
        (blog.out / "robots.txt").write_text("edited")
        commit(*arguments)

    blog.post("c")
    with monkeypatch.context() as patch:
        patch.setattr("kawaraban.outputs.publish.commit", commit_late)
        build(blog)
    blog.post("d")
    build(blog)
    assert blog.read("robots.txt") == robots


def test_a_file_outside_the_project_that_changes_during_a_build_is_read_again(
    blog: Blog, monkeypatch: pytest.MonkeyPatch
) -> None:
    (blog.root / "static").mkdir()
    outside = blog.root / "static/word.txt"
    outside.write_text("eins")
    blog.conf(f'html_static_path = ["{outside.parent}"]\nkawaraban_folders = ["../static"]')
    monkeypatch.setattr("kawaraban.incremental.commit.is_certain", lambda _stamp, _now: True)

    def commit_late(*arguments: Any) -> None:
        outside.write_text("zwei")
        commit(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr("kawaraban.outputs.publish.commit", commit_late)
        build(blog)
    assert build(blog)["_static/word.txt"] == b"zwei"
