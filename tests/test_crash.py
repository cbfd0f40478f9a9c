"""A build killed at any moment leaves every published file whole, and the next one is right; two at once are too."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kawaraban.commands import build
from kawaraban.press.files import digest
from kawaraban.press.stage import Plan, Stage
from kawaraban.press.stamps import Slot, stamp
from kawaraban.press.tree import Tree
from tests.conftest import ROOT, Blog, files_below

COMMAND = [sys.executable, "-m", "kawaraban", "html"]
SURROUNDINGS = {**os.environ, "PYTHONPATH": str(ROOT), "SOURCE_DATE_EPOCH": "1736000000"}


def lay_out(blog: Blog, word: str) -> None:
    for n in range(12):
        blog.post(f"p{n}", f"{word}\n", title=f"{word}{n}", date=f"2024-01-{n + 1:02}", category=word)


def press(blog: Blog) -> subprocess.CompletedProcess:
    return subprocess.run(COMMAND, cwd=blog.root / "src", env=SURROUNDINGS, capture_output=True, text=True, check=False)


def site(blog: Blog) -> dict[str, bytes]:
    return files_below(blog.root / "src/_build/html")


@pytest.fixture
def two_states(blog):
    """A built blog whose sources have changed since, the files before, and what they should become."""
    lay_out(blog, "前")
    assert press(blog).returncode == 0
    before = site(blog)
    lay_out(blog, "後")
    shutil.copytree(blog.root / "src", blog.root / "other/src", ignore=shutil.ignore_patterns("_build"))
    other = Blog.__new__(Blog)
    other.root = blog.root / "other"
    assert press(other).returncode == 0
    return blog, before, site(other)


def test_a_build_killed_at_any_moment_leaves_every_file_whole(two_states):
    blog, before, after = two_states
    for moment in (0.3, 0.7, 0.9, 1.0, 1.1, 1.2, 1.3):
        process = subprocess.Popen(
            COMMAND, cwd=blog.root / "src", env=SURROUNDINGS, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        time.sleep(moment)
        process.send_signal(signal.SIGKILL)
        process.wait()
        for name, data in site(blog).items():
            assert data in (before.get(name), after.get(name)), f"{name} after {moment} s"
    assert press(blog).returncode == 0
    assert site(blog) == after


@pytest.mark.parametrize("stop", range(1, 9))
def test_a_journal_is_rolled_forward_from_wherever_it_stopped(tmp_path, monkeypatch, stop):
    """The n-th change to the file system is where the power of the process ends."""
    site, cache = tmp_path / "site", tmp_path / "cache"
    site.mkdir()
    for name in ("old", "gone", "page"):
        (site / name).write_text(f"{name} <a>-</a> of before")
    stage = Stage(str(site), str(cache))
    Path(stage.html, "new").write_text("new")
    Path(stage.html, "old").write_text("changed")
    Path(stage.kept, "record").write_text("record")
    plan = Plan(
        ["new", "old"], ["record"], ["gone"], {"page": Slot(5, 8, "s", digest("<a>-</a>"))}, {"s": "<b>+</b>"}, 10**18
    )

    class Killed(Exception):
        pass

    done = {"n": 0}

    def dying(function):
        def act(*arguments, **options):
            done["n"] += 1
            if done["n"] == stop:
                raise Killed
            return function(*arguments, **options)

        return act

    with monkeypatch.context() as patch:
        for name in ("replace", "unlink", "link", "utime"):
            patch.setattr(os, name, dying(getattr(os, name)))
        try:
            stage.commit(plan, lambda _digests: None)
        except Killed:
            began = Path(stage.folder, "journal.json").exists()
        else:
            began = True
    page = (site / "page").read_text()
    assert page in ("page <a>-</a> of before", "page <b>+</b> of before")
    stage.close()
    Stage(str(site), str(cache)).close()
    if began:
        assert {path.name: path.read_text() for path in site.iterdir()} == {
            "new": "new",
            "old": "changed",
            "page": "page <b>+</b> of before",
        }
        assert (cache / "record").read_text() == "record"
    else:
        assert (site / "old").read_text() == "old <a>-</a> of before"
        assert not (cache / "record").exists()


def test_a_page_with_another_link_to_it_is_not_written_over(tmp_path):
    (tmp_path / "page").write_text("x <a>-</a> y")
    (tmp_path / "other").write_text("z <a>-</a> y")
    os.link(tmp_path / "page", tmp_path / "backup")
    slots = dict.fromkeys(("page", "other"), Slot(2, 8, "s", digest("<a>-</a>")))
    stamp(Tree(str(tmp_path)), slots, {"s": b"<b>!!!</b>"}, 10**18, str(tmp_path / "spare"))
    assert (tmp_path / "backup").read_text() == "x <a>-</a> y"
    assert (tmp_path / "page").read_text() == "x <b>!!!</b> y"
    assert (tmp_path / "other").read_text() == "z <b>!!!</b> y"


def test_two_builds_at_once_take_turns(two_states):
    blog, _before, after = two_states
    builds = [
        subprocess.Popen(
            COMMAND,
            cwd=blog.root / "src",
            env=SURROUNDINGS,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _n in range(3)
    ]
    said = [process.communicate()[1] for process in builds]
    assert [process.returncode for process in builds] == [0, 0, 0]
    assert sum("別のビルド" in text or "another build" in text for text in said) >= 1
    assert site(blog) == after


def test_a_full_disk_is_said_and_nothing_is_lost(blog, monkeypatch):
    lay_out(blog, "前")
    blog.press()
    before = blog.files()
    lay_out(blog, "後")

    def full(*_arguments, **_options):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("kawaraban.press.stage.json.dump", full)
        assert "No space left" in blog.fails()
    assert blog.files() == before
    blog.press()
    assert blog.files() != before


def test_a_damaged_record_is_as_none(blog):
    lay_out(blog, "前")
    blog.press()
    before = blog.files()
    for damage in (b"", b"x" * 500, (blog.root / "cache/record").read_bytes()[:-9]):
        (blog.root / "cache/record").write_bytes(damage)
        blog.press()
        assert blog.files() == before
    (blog.root / "cache/articles.db").write_bytes(b"no database")
    (blog.root / "cache/environment.pickle").write_bytes(b"no pickle")
    blog.post("p3", "別。\n")
    blog.press()
    build(blog.root / "src", blog.root / "fresh", blog.root / "fresh-cache")
    assert blog.files() == files_below(blog.root / "fresh")


def test_after_a_restart_of_the_machine_contents_are_looked_at(blog, monkeypatch):
    lay_out(blog, "前")
    blog.press()
    before = blog.files()
    page = blog.out / "p3.html"
    found = page.stat()
    page.write_bytes(b"\0" * found.st_size)
    os.utime(page, ns=(found.st_atime_ns, found.st_mtime_ns))
    monkeypatch.setattr("kawaraban.press.press.boot", lambda: "another")
    blog.press()
    assert blog.files() == before


def test_a_lost_cache_gives_no_page_another_time(blog):
    lay_out(blog, "前")
    blog.press()
    before = {path: path.stat().st_mtime_ns for path in blog.out.rglob("*") if path.is_file()}
    shutil.rmtree(blog.root / "cache")
    blog.press()
    assert before == {path: path.stat().st_mtime_ns for path in blog.out.rglob("*") if path.is_file()}


def test_an_unchanged_file_keeps_its_time(blog):
    lay_out(blog, "前")
    blog.press()
    before = {path: path.stat().st_mtime_ns for path in blog.out.rglob("*") if path.is_file()}
    blog.post("p3", "別の文。\n", title="前3", date="2024-01-04", category="前")
    blog.press()
    turned = {path.relative_to(blog.out).as_posix() for path, when in before.items() if path.stat().st_mtime_ns != when}
    assert "p3.html" in turned
    assert not {"p4.html", "about.html", "sitemap.xml", "blog/archive.html", "404.html"} & turned
