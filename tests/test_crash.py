"""A build killed at any moment leaves every published file whole, and the next one is right; two at once are too."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import pickle
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from itertools import product
from pathlib import Path

import pytest

from kawaraban.cli.application import build
from kawaraban.incremental import replacement
from kawaraban.incremental.cache import Store
from kawaraban.incremental.files import digest
from kawaraban.incremental.manifest import Record
from kawaraban.incremental.replacement import Pack, replace_contents
from kawaraban.incremental.sidebar_slots import Slot, replace_sidebars
from kawaraban.incremental.staging import Plan, Staging
from kawaraban.incremental.tree import Tree
from tests.conftest import ROOT, Blog, files_below

COMMAND = [sys.executable, "-m", "kawaraban", "html"]
States = tuple[Blog, dict[str, bytes], dict[str, bytes]]
"""A blog, its pages before, and what they should become."""
SURROUNDINGS = {**os.environ, "PYTHONPATH": str(ROOT), "SOURCE_DATE_EPOCH": "1736000000"}


def lay_out(blog: Blog, word: str) -> None:
    for n in range(12):
        blog.post(f"p{n}", f"{word}\n", title=f"{word}{n}", date=f"2024-01-{n + 1:02}", category=word)


def run_build(blog: Blog) -> subprocess.CompletedProcess[str]:
    return subprocess.run(COMMAND, cwd=blog.root / "src", env=SURROUNDINGS, capture_output=True, text=True, check=False)


def site(blog: Blog) -> dict[str, bytes]:
    return files_below(blog.root / "src/_build/html")


@pytest.fixture
def two_states(blog: Blog) -> States:
    """A built blog whose sources have changed since, the files before, and what they should become."""
    lay_out(blog, "前")
    assert run_build(blog).returncode == 0
    before = site(blog)
    lay_out(blog, "後")
    shutil.copytree(blog.root / "src", blog.root / "other/src", ignore=shutil.ignore_patterns("_build"))
    other = Blog.__new__(Blog)
    other.root = blog.root / "other"
    assert run_build(other).returncode == 0
    return blog, before, site(other)


KILLER = """
import json, os, shutil, signal, sys
from kawaraban import cli
from kawaraban.incremental import replacement

at, rmtree, state = float(sys.argv[1]), shutil.rmtree, {"moves": 0, "done": 0}

def die():
    os.kill(os.getpid(), signal.SIGKILL)

def dying(move):
    def act(source, target, **options):
        journal = str(target).endswith("journal.json")
        if journal and at < 0:
            die()
        if state["moves"] and state["done"] >= at * state["moves"]:
            die()
        state["done"] += bool(state["moves"])
        moved = move(source, target, **options)
        if journal:
            plan = json.load(open(target))
            state["moves"] = sum(len(plan[kind]) for kind in ("published", "contents", "slots", "remembered"))
        return moved
    return act

def dying_rmtree(path, **options):
    if state["moves"]:
        die()
    rmtree(path, **options)

os.replace, shutil.rmtree, replacement._exchange = dying(os.replace), dying_rmtree, dying(replacement._exchange)
cli.main(["html"])
"""
MOMENTS = {
    "before the journal": -1,
    "the journal is written": 0,
    "a quarter": 0.25,
    "half": 0.5,
    "nearly all": 0.9,
    "all": 9,
}


def test_a_build_killed_while_it_brings_over_leaves_every_file_whole(two_states: States) -> None:
    blog, before, after = two_states
    folder = blog.root / "src/_build"
    shutil.copytree(folder, blog.root / "kept")
    for name, moment in MOMENTS.items():
        command = [sys.executable, "-c", KILLER, str(moment)]
        killed = subprocess.run(command, cwd=blog.root / "src", env=SURROUNDINGS, capture_output=True, check=False)
        assert killed.returncode == -signal.SIGKILL, (name, killed.stderr)
        found = site(blog)
        for file, data in found.items():
            assert data in (before.get(file), after.get(file)), (name, file)
        new = sum(data == after.get(file) != before.get(file) for file, data in found.items())
        assert (new == 0) == (moment <= 0), name
        assert (found == after) == (moment > 1), name
        assert run_build(blog).returncode == 0
        assert site(blog) == after, name
        for file, output in Record.load(str(folder / "cache")).outputs.items():
            assert output.digest == digest((folder / "html" / file).read_bytes()), (name, file)
        shutil.rmtree(folder)
        shutil.copytree(blog.root / "kept", folder)


AT_ONCE = """
import os, signal
from kawaraban import cli

rename = os.rename

def dying_rename(source, target, **options):
    rename(source, target, **options)
    os.kill(os.getpid(), signal.SIGKILL)

os.rename = dying_rename
cli.main(["html"])
"""


def test_a_first_build_killed_when_all_of_it_has_been_brought_over_goes_on(two_states: States) -> None:
    blog, _before, after = two_states
    shutil.rmtree(blog.root / "src/_build")
    killed = subprocess.run([sys.executable, "-c", AT_ONCE], cwd=blog.root / "src", env=SURROUNDINGS, check=False)
    assert killed.returncode == -signal.SIGKILL
    assert site(blog) == after
    assert run_build(blog).returncode == 0
    assert site(blog) == after
    assert not (blog.root / "src/_build/cache/stage").exists()


@pytest.mark.parametrize(("way", "stop"), [*product(["exchange"], range(1, 12)), *product(["links"], range(1, 16))])
def test_a_journal_is_rolled_forward_from_wherever_it_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: str, stop: int
) -> None:
    """The n-th change to the file system, which can exchange files or only link them, is where the process ends."""
    site, cache = tmp_path / "site", tmp_path / "cache"
    site.mkdir()
    for name in ("old", "gone", "page", "other", "third"):
        (site / name).write_text(f"{name} <a>-</a> of before")
    stage = Staging(str(site), str(cache))
    Path(stage.html, "new").write_text("new")
    Path(stage.html, "old").write_text("changed")
    Path(stage.kept, "record").write_text("record")
    pack = Pack(stage.folder)
    contents = {name: pack.add(f"{name} of now".encode()) for name in ("other", "third")}
    pack.close()
    slots = {"page": Slot(5, 8, "s", digest("<a>-</a>"))}
    plan = Plan(["new", "old"], ["record"], ["gone"], contents, slots, {"s": "<b>+</b>"}, 10**18)

    class Killed(Exception):
        pass

    done = {"n": 0}

    def dying(function: Callable[..., object]) -> Callable[..., object]:
        def act(*arguments: object, **options: object) -> object:
            done["n"] += 1
            if done["n"] == stop:
                raise Killed
            return function(*arguments, **options)

        return act

    with monkeypatch.context() as patch:
        for name in ("replace", "unlink", "link", "utime"):
            patch.setattr(os, name, dying(getattr(os, name)))
        exchange = dying(replacement._exchange) if way == "exchange" else lambda _path, _other: False
        patch.setattr(replacement, "_exchange", exchange)
        try:
            stage.commit(plan, lambda _replaced, _moved: None)
        except Killed:
            began = Path(stage.folder, "journal.json").exists()
        else:
            began = True
    for name, content in contents.items():
        assert (site / name).read_text() in (f"{name} <a>-</a> of before", f"{name} of now"), content
    page = (site / "page").read_text()
    assert page in ("page <a>-</a> of before", "page <b>+</b> of before")
    stage.close()
    Staging(str(site), str(cache)).close()
    if began:
        assert {path.name: path.read_text() for path in site.iterdir()} == {
            "new": "new",
            "old": "changed",
            "page": "page <b>+</b> of before",
            "other": "other of now",
            "third": "third of now",
        }
        assert (cache / "record").read_text() == "record"
    else:
        assert (site / "old").read_text() == "old <a>-</a> of before"
        assert not (cache / "record").exists()


def test_a_page_with_another_link_to_it_is_not_written_over(tmp_path: Path) -> None:
    (tmp_path / "page").write_text("x <a>-</a> y")
    (tmp_path / "other").write_text("z <a>-</a> y")
    os.link(tmp_path / "page", tmp_path / "backup")
    slots = dict.fromkeys(("page", "other"), Slot(2, 8, "s", digest("<a>-</a>")))
    replace_sidebars(Tree(str(tmp_path)), slots, {"s": b"<b>!!!</b>"}, 10**18, str(tmp_path / "spare"))
    assert (tmp_path / "backup").read_text() == "x <a>-</a> y"
    assert (tmp_path / "page").read_text() == "x <b>!!!</b> y"
    assert (tmp_path / "other").read_text() == "z <b>!!!</b> y"


def test_new_contents_are_not_written_through_a_link(tmp_path: Path) -> None:
    site, spare = Tree(str(tmp_path / "site")), str(tmp_path / "spare")
    (tmp_path / "site").mkdir()
    (tmp_path / "diary").write_text("not ours")
    (tmp_path / "site/page").symlink_to(tmp_path / "diary")
    pack = Pack(str(tmp_path))
    contents = {name: pack.add(name.encode()) for name in ("page", "other")}
    replace_contents(site, contents, str(tmp_path), 10**18, spare, verify=False)
    assert (tmp_path / "diary").read_text() == "not ours"
    assert [(tmp_path / "site" / name).read_text() for name in contents] == ["page", "other"]
    assert not (tmp_path / "site/page").is_symlink()


def test_a_pack_that_a_crash_of_the_system_has_cut_off_replaces_nothing(tmp_path: Path) -> None:
    (tmp_path / "page").write_text("before")
    pack = Pack(str(tmp_path))
    contents = {"page": pack.add(b"now"), "other": pack.add(b"new")}
    os.truncate(tmp_path / contents["page"].pack, 2)
    replace_contents(Tree(str(tmp_path)), contents, str(tmp_path), 10**18, str(tmp_path / "spare"), verify=True)
    assert (tmp_path / "page").read_text() == "before"
    assert not (tmp_path / "other").exists()


def test_two_builds_at_once_take_turns(two_states: States) -> None:
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


@pytest.fixture
def full_disk(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], dict[str, int]]:
    """What lets the n-th write and all after it find the disk full, and tells how many there were."""
    count = {"n": 0}

    def fill(at: int) -> dict[str, int]:
        count["n"] = 0

        def full(function: Callable[..., object]) -> Callable[..., object]:
            def act(*arguments: object, **options: object) -> object:
                count["n"] += 1
                if count["n"] >= at:
                    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(arguments[0]))
                return function(*arguments, **options)

            return act

        for owner, name in WRITES:
            monkeypatch.setattr(owner, name, full(getattr(owner, name)))
        return count

    return fill


WRITES = (
    (Path, "write_bytes"), (os, "mkdir"), (os, "makedirs"), (os, "pwrite"), (os, "write"), (os, "link"), (shutil, "copyfile"),
    (shutil, "copy2"), (json, "dump"), (pickle, "dump"), (Store, "save"),
)  # fmt: skip


def test_a_full_disk_is_told_in_one_line_wherever_it_happens(
    blog: Blog, monkeypatch: pytest.MonkeyPatch, full_disk: Callable[[int], dict[str, int]]
) -> None:
    lay_out(blog, "前")
    blog.build()
    lay_out(blog, "後")
    build(blog.root / "src", blog.root / "other", blog.root / "other-cache")
    before, after = blog.files(), files_below(blog.root / "other")
    shutil.copytree(blog.root / "cache", blog.root / "kept")
    shutil.copytree(blog.out, blog.root / "kept-out")
    count = full_disk(10**9)
    blog.build()
    writes = count["n"]
    monkeypatch.undo()
    for at in [*range(1, 12, 3), *range(12, writes, max(1, writes // 12)), writes]:
        for name, kept in (("cache", "kept"), ("out", "kept-out")):
            shutil.rmtree(blog.root / name)
            shutil.copytree(blog.root / kept, blog.root / name)
        full_disk(at)
        said = blog.fails()
        monkeypatch.undo()
        assert "いっぱいです" in said or "the disk is full" in said, (at, said)
        assert "\n" not in said, (at, said)
        assert "Handler" not in said, (at, said)
        for name, data in blog.files().items():
            assert data in (before.get(name), after.get(name)), (at, name)
        blog.build()
        assert blog.files() == after, at


def test_a_small_disk_that_is_full(blog: Blog, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m", "none", disk], capture_output=True, check=False)
    if mounted.returncode:
        pytest.skip("no file system can be mounted here")
    try:
        shutil.move(blog.root / "src", disk / "src")
        (blog.root / "src").symlink_to(disk / "src")
        lay_out(blog, "前")
        assert run_build(blog).returncode == 0
        before = site(blog)
        lay_out(blog, "後")
        ballast = disk / "ballast"
        with contextlib.suppress(OSError), ballast.open("wb") as file:
            while file.write(b"x" * 4096):
                file.flush()
        failed = run_build(blog)
        assert failed.returncode == 1
        assert "いっぱいです" in failed.stderr or "the disk is full" in failed.stderr
        assert len(failed.stderr.strip().splitlines()) == 1
        assert site(blog) == before
        ballast.unlink()
        assert run_build(blog).returncode == 0
        assert "後" in site(blog)["p3.html"].decode()
    finally:
        subprocess.run(["umount", disk], check=True)


def test_a_damaged_record_is_as_none(blog: Blog) -> None:
    lay_out(blog, "前")
    blog.build()
    before = blog.files()
    for damage in (b"", b"x" * 500, (blog.root / "cache/record").read_bytes()[:-9]):
        (blog.root / "cache/record").write_bytes(damage)
        blog.build()
        assert blog.files() == before
    (blog.root / "cache/articles.db").write_bytes(b"no database")
    (blog.root / "cache/environment.pickle").write_bytes(b"no pickle")
    blog.post("p3", "別。\n")
    blog.build()
    build(blog.root / "src", blog.root / "fresh", blog.root / "fresh-cache")
    assert blog.files() == files_below(blog.root / "fresh")


def test_after_a_restart_of_the_machine_contents_are_looked_at(blog: Blog, monkeypatch: pytest.MonkeyPatch) -> None:
    lay_out(blog, "前")
    blog.build()
    before = blog.files()
    page = blog.out / "p3.html"
    found = page.stat()
    page.write_bytes(b"\0" * found.st_size)
    os.utime(page, ns=(found.st_atime_ns, found.st_mtime_ns))
    monkeypatch.setattr("kawaraban.incremental.session.boot_id", lambda: "another")
    blog.build()
    assert blog.files() == before


def test_a_lost_cache_gives_no_page_another_time(blog: Blog) -> None:
    lay_out(blog, "前")
    blog.build()
    before = {path: path.stat().st_mtime_ns for path in blog.out.rglob("*") if path.is_file()}
    shutil.rmtree(blog.root / "cache")
    blog.build()
    assert before == {path: path.stat().st_mtime_ns for path in blog.out.rglob("*") if path.is_file()}


def test_an_unchanged_file_keeps_its_time(blog: Blog) -> None:
    lay_out(blog, "前")
    blog.build()
    before = {path: path.stat().st_mtime_ns for path in blog.out.rglob("*") if path.is_file()}
    blog.post("p3", "別の文。\n", title="前3", date="2024-01-04", category="前")
    blog.build()
    turned = {path.relative_to(blog.out).as_posix() for path, when in before.items() if path.stat().st_mtime_ns != when}
    assert "p3.html" in turned
    assert not {"p4.html", "about.html", "sitemap.xml", "blog/archive.html", "404.html"} & turned
