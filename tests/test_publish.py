"""Publishing: what arrives in a target, in which order, what is refused, and what a reader meets meanwhile."""

from __future__ import annotations

import gzip
import io
import json
import os
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from kawaraban.publishing import publisher
from kawaraban.publishing.errors import Interrupted, Refused
from kawaraban.publishing.files import File, files_of
from kawaraban.publishing.job import Job, Report
from kawaraban.publishing.lock import STALE
from kawaraban.publishing.plan import GRACE
from kawaraban.publishing.progress import Progress
from kawaraban.publishing.remotes import connect
from kawaraban.publishing.remotes.folder import FolderRemote
from kawaraban.publishing.state import load
from kawaraban.publishing.targets import parse_target
from tests.conftest import files_below
from tests.fuzz.publishing import publications
from tests.publications import KINDS, Place, is_whole, job_for, place_of, publish, there, undo, unused
from tests.site_trees import SiteTree


@pytest.fixture(params=KINDS)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    with place_of(request.param, tmp_path) as place:
        yield place


@pytest.fixture
def folder(tmp_path: Path) -> Place:
    return Place(str(tmp_path / "target"), tmp_path / "target")


@pytest.fixture
def site(tmp_path: Path) -> SiteTree:
    return SiteTree(tmp_path / "html")


def test_the_site_arrives_and_comes_back(place: Place, site: SiteTree) -> None:
    assert len(publish(place, site).sent) == len(files_below(site.folder))
    assert there(place) == files_below(site.folder)
    first = files_below(site.folder)
    site.posts["2025/01/post-0.html"] = "another text"
    del site.posts["2025/02/post-1.html"]
    site.write()
    report = publish(place, site)
    assert report.deleted == ["2025/02/post-1.html"]
    assert not any(path in report.sent for path in site.posts if path != "2025/01/post-0.html")
    assert is_whole(place, site)
    assert not publish(place, site).sent
    undo(place, site)
    assert {path: data for path, data in there(place).items() if path in first} == first
    undo(place, site)
    assert is_whole(place, site)
    assert not place.said


def test_files_changed_by_hand_are_mended(place: Place, site: SiteTree) -> None:
    publish(place, site)
    (place.folder / "index.html").write_text("another size")
    (place.folder / "404.html").unlink()
    (place.folder / "mine.txt").write_text("of the author")
    assert set(publish(place, site).sent) == {"index.html", "404.html"}
    assert (place.folder / "mine.txt").exists()
    assert not publish(place, site, "another computer").sent


@pytest.mark.parametrize("place", ["folder", "webdav"], indirect=True)
def test_a_target_with_other_files_is_taken_over_when_told(place: Place, site: SiteTree) -> None:
    place.folder.mkdir(parents=True)
    (place.folder / "index.html").write_text("of somebody")
    (place.folder / "other.html").write_text("of somebody")
    with pytest.raises(Refused, match=r"index\.html, other\.html.*FIRST=1"):
        publish(place, site)
    assert {*files_below(place.folder.parent)} == {"site/index.html", "site/other.html"}
    publish(place, site, is_first=True)
    site.posts.popitem()
    site.write()
    publish(place, site)
    assert {path for path in unused(place, site) if not path.startswith("_")} == {"other.html"}


@pytest.mark.parametrize("kind", KINDS)
def test_a_reader_notices_nothing_even_if_publications_are_killed(kind: str) -> None:
    publications(kind, seed=7, rounds=1, kills=1)


def test_two_publications_at_once_take_turns(place: Place, site: SiteTree) -> None:
    publish(place, site)
    site.posts["2025/01/post-0.html"] = "another text"
    site.write()
    command = [sys.executable, "-m", "tests.publications", place.text, str(site.folder)]
    both = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True) for _each in range(2)]
    ends = [(process.communicate()[1], process.returncode) for process in both]
    assert [status for _printed, status in ends] == [0, 0], ends
    assert is_whole(place, site)


class Recorder(FolderRemote):
    """A folder that tells what is done to it, and breaks off after some steps."""

    def __init__(self, folder: Path, steps: int = 10**9) -> None:
        super().__init__(folder)
        self.done: list[str] = []
        self.steps = steps

    def step(self, what: str) -> None:
        if len(self.done) >= self.steps:
            raise Interrupted("cut off")
        if not what.endswith((".gz", ".json")) or "/" in what:
            self.done.append(what)

    def send(self, folder: Path, paths: Sequence[str], replaced: object, arrived: Callable[[str], None]) -> None:
        for path in paths:
            self.step(path)
            super().send(folder, [path], (), arrived)

    def remove(self, paths: Sequence[str], folders: Sequence[str] = ()) -> None:
        for path in paths:
            if "-lock-" not in path:
                self.step(f"-{path}")
            super().remove([path])


def changed(site: SiteTree) -> None:
    """An edit, a renamed post, and another style."""
    site.posts["2025/01/post-0.html"] = "another text"
    site.posts["2026/01/renamed.html"] = site.posts.pop("2025/02/post-1.html")
    site.style = 2
    site.write()


def test_what_pages_load_comes_first_and_deletions_come_last(folder: Place, site: SiteTree) -> None:
    publish(folder, site)
    changed(site)
    remote = Recorder(folder.folder)
    publish(folder, site, remote=remote)
    order = [path for path in remote.done if not path.lstrip("-").startswith(".")]
    kinds = [
        0 if path.startswith("_") else 1 if path == "2026/01/renamed.html" else 6 if path[0] == "-"
        else 2 if path.endswith(".html") else 4 if path == "search/index.json" else 5 if path == "sitemap.xml" else 3
        for path in order
    ]  # fmt: skip
    assert kinds == sorted(kinds)
    assert set(kinds) == set(range(7))


def test_cut_off_anywhere_the_next_publication_goes_on(tmp_path: Path) -> None:
    for steps in range(0, 60, 3):
        site = SiteTree(tmp_path / str(steps) / "html", posts=5)
        place = Place(str(tmp_path / str(steps) / "target"), tmp_path / str(steps) / "target")
        publish(place, site)
        changed(site)
        remote = Recorder(place.folder, steps)
        try:
            publish(place, site, remote=remote)
        except Interrupted:
            site.posts["2025/03/post-2.html"] = "text A"  # as long as the old one
            site.write()
        report = publish(place, site)
        assert is_whole(place, site), steps
        again = set(report.sent) & set(remote.done)
        assert not any(path.startswith("_") or "renamed" in path for path in again), "what is certain is not sent again"
        assert not publish(place, site).sent


def test_undo_takes_back_a_publication_that_was_cut_off(folder: Place, site: SiteTree) -> None:
    publish(folder, site)
    first = there(folder)
    changed(site)
    with pytest.raises(Interrupted):
        publish(folder, site, remote=Recorder(folder.folder, steps=12))
    assert {path: data for path, data in there(folder).items() if path in first} != first
    undo(folder, site)
    assert {path: data for path, data in there(folder).items() if path in first} == first


def test_what_only_old_pages_load_stays_for_a_week(folder: Place, site: SiteTree) -> None:
    publish(folder, site)
    before = files_below(site.folder)
    site.style = 2
    site.write()
    (old,) = before.keys() - files_of(site.folder).keys()
    now = time.time()
    assert publish(folder, site, clock=lambda: now).stay == 1
    site.posts["2025/01/post-0.html"] = "another text"
    site.write()
    publish(folder, site, clock=lambda: now + GRACE - 9)
    assert old in there(folder)
    report = publish(folder, site, clock=lambda: now + GRACE + 9)
    assert report.deleted == [old]
    assert len(unused(folder, site)) == 1, "the picture that vanished later"


def test_most_of_the_site_does_not_vanish_by_mistake(folder: Place, site: SiteTree) -> None:
    publish(folder, site)
    site.posts = dict(list(site.posts.items())[:12])
    site.write()
    with pytest.raises(Refused, match=r"8 of 23 pages.*post-12\.html.*FORCE=1"):
        publish(folder, site)
    assert "2025/01/post-12.html" in there(folder)
    publish(folder, site, is_forced=True)
    assert is_whole(folder, site)


def test_the_place_of_another_blog_is_not_taken(folder: Place, site: SiteTree) -> None:
    publish(folder, site, blog="https://other.example/")
    with pytest.raises(Refused, match=r"another blog is published there: https://other\.example/\. .*FIRST=1"):
        publish(folder, site)
    publish(folder, site, is_first=True)
    publish(folder, site)


def test_a_computer_with_older_texts_does_not_publish_them(folder: Place, site: SiteTree) -> None:
    publish(folder, site)
    publish(folder, site, "there")
    site.posts["2025/01/post-0.html"] = "newer"
    site.write()
    publish(folder, site)
    site.posts["2025/01/post-0.html"] = "older"
    site.write()
    with pytest.raises(Refused, match=r"a newer publication is there: number 2 of .*FORCE=1"):
        publish(folder, site, "there")
    publish(folder, site, "there", is_forced=True)
    with pytest.raises(Refused, match="number 3"):
        site.style = 5
        site.write()
        publish(folder, site)


def git(root: Path, *arguments: str) -> None:
    names = ["-c", "user.name=x", "-c", "user.email=x@x.example", "-c", "init.defaultBranch=main"]
    subprocess.run(["git", *names, *arguments], cwd=root, check=True, capture_output=True)


def test_git_tells_which_computer_has_the_newer_texts(folder: Place, site: SiteTree, tmp_path: Path) -> None:
    here = tmp_path / "here"
    here.mkdir()
    (here / ".gitignore").write_text("publications\n")
    (here / "a.md").write_text("one")
    git(here, "init")
    git(here, "add", ".")
    git(here, "commit", "-m", "one")
    publish(folder, site)
    git(tmp_path, "clone", "here", "there")
    (here / "a.md").write_text("two")  # published, but not committed yet
    site.style = 2
    site.write()
    publish(folder, site)
    site.style = 3
    site.write()
    with pytest.raises(Refused, match="Commit and push"):
        publish(folder, site, "there")
    git(here, "commit", "-am", "two")
    git(tmp_path / "there", "pull")
    publish(folder, site, "there")
    site.style = 4
    site.write()
    publish(folder, site, "here")  # its commit is the one that was published from there


def test_a_lock_that_was_left_behind_does_not_last(folder: Place, site: SiteTree) -> None:
    publish(folder, site)
    site.style = 2
    site.write()
    lock = folder.folder / ".kawaraban-lock-other-1-ab.json"
    lock.write_text("{}")
    with pytest.raises(Refused, match="another publication is at work"):
        publish(folder, site)
    assert folder.said == ["another publication is at work there; waiting for it …"]
    assert [path.name for path in folder.folder.glob(".kawaraban-lock-*")] == [lock.name]
    past = time.time() - STALE - 60
    os.utime(lock, (past, past))
    publish(folder, site)
    assert not list(folder.folder.glob(".kawaraban-lock-*"))


def test_a_preview_changes_nothing(place: Place, site: SiteTree) -> None:
    job = job_for(place, site.folder.parent / "here")
    report = publisher.preview(job, files_of(site.folder))
    assert report.sent.keys() == files_below(site.folder).keys()
    assert not place.folder.exists() or not list(place.folder.iterdir())
    job.remote.close()


def test_nothing_of_a_withdrawn_page_stays_in_the_target(folder: Place, tmp_path: Path) -> None:
    site = SiteTree(tmp_path / "html", posts=60)
    site.posts["2025/01/secret.html"] = "what nobody shall read"
    site.write()
    publish(folder, site)
    del site.posts["2025/01/secret.html"]
    site.write()
    publish(folder, site)
    pages = [path for path in folder.folder.rglob("*") if path.is_file() and path.suffix != ".svg"]
    assert not any("nobody shall read" in path.read_text("utf-8", "replace") for path in pages)
    ours = [gzip.decompress(path.read_bytes()) for path in folder.folder.glob(".kawaraban-*.gz")]
    assert len(ours) == 3
    assert not any(b"secret" in text for text in ours)


def test_another_computer_is_told_how_to_undo_by_git(folder: Place, site: SiteTree) -> None:
    with pytest.raises(Refused, match="no publication before"):
        publish(folder, site)
        undo(folder, site)
    site.style = 2
    site.write()
    publish(folder, site)
    (site.folder.parent / "there").mkdir()
    with pytest.raises(Refused, match="does not have the publication before"):
        undo(folder, site, "there")


class VersionedFolder(FolderRemote):
    """A folder of which `kept` has a copy for each moment, like a store with versions."""

    def __init__(self, folder: Path, kept: dict[float, Path]) -> None:
        super().__init__(folder)
        self.kept = kept

    def past(self, moment: float) -> FolderRemote:  # type: ignore[override]
        return FolderRemote(self.kept[max(each for each in self.kept if each <= moment)])


def test_any_computer_can_undo_where_the_target_keeps_versions(folder: Place, site: SiteTree, tmp_path: Path) -> None:
    remote, moments = VersionedFolder(folder.folder, {0.0: tmp_path / "nothing"}), iter((1000.0, 2000.0, 3000.0))

    def run(what: Callable[[Job], Report], computer: str) -> None:
        now = next(moments)
        what(replace(job_for(folder, tmp_path / computer), remote=remote, clock=lambda: now))
        remote.kept[now] = tmp_path / f"kept-{now}"
        shutil.copytree(folder.folder, remote.kept[now])

    run(lambda job: publisher.publish(job, site.folder, files_of(site.folder)), "here")
    first = files_below(site.folder)
    site.posts.popitem()
    site.posts["2025/05/new.html"] = "new"
    site.write()
    run(lambda job: publisher.publish(job, site.folder, files_of(site.folder)), "here")
    run(publisher.undo, "elsewhere")
    assert there(folder).items() >= first.items()
    assert "2025/05/new.html" not in there(folder)


def test_a_store_without_versions_has_no_past(tmp_path: Path) -> None:
    with place_of("s3", tmp_path) as place, closing(connect(parse_target(place.text, tmp_path))) as remote:
        assert remote.past(time.time()) is None


def test_our_own_files_name_nobody(folder: Place, site: SiteTree) -> None:
    publish(folder, site)
    marker = json.loads((folder.folder / ".kawaraban.json").read_text("utf-8"))
    assert marker["blog"] == "https://blog.example/"
    state = load(folder.folder)
    assert state.current
    assert len(state.current.computer) == 8
    names = {path.name for path in folder.folder.iterdir() if path.name.startswith(".")}
    assert all(name.startswith(".kawaraban") for name in names)


def test_a_file_takes_the_place_of_a_folder_of_ours_but_not_of_others(folder: Place, site: SiteTree) -> None:
    publish(folder, site)
    (site.folder / "blog/atom.xml").unlink()
    (site.folder / "blog/atom.xml").mkdir()
    (site.folder / "blog/atom.xml/index.html").write_text("x</html>")
    publish(folder, site)
    assert is_whole(folder, site)
    (folder.folder / "mine").write_text("of the author")
    (site.folder / "mine").mkdir()
    (site.folder / "mine/a.html").write_text("x</html>")
    with pytest.raises(Refused, match="in the way: mine"):
        publish(folder, site)


def test_object_stores_keep_media_types_and_lifetimes(tmp_path: Path) -> None:
    with place_of("s3", tmp_path) as place:
        site = SiteTree(tmp_path / "html", posts=2)
        publish(place, site)
        picture = next(site.folder.glob("_images/*.svg"))
        with urllib.request.urlopen(f"{place.address}/_images/{picture.name}") as answer:
            assert answer.headers["Content-Type"].startswith("image/svg+xml")
            assert "immutable" in answer.headers["Cache-Control"]
        with urllib.request.urlopen(f"{place.address}/index.html") as answer:
            assert "must-revalidate" in answer.headers["Cache-Control"]
        with urllib.request.urlopen(f"{place.address}/feeds/posts/default") as answer:
            assert answer.headers["Content-Type"].startswith("application/atom+xml")


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_is_shown_on_a_terminal_when_it_takes_long(monkeypatch: pytest.MonkeyPatch) -> None:
    sent = {f"{number}.html": File(1000, "") for number in range(4)}
    for stream, seconds, shown in ((Terminal(), 9.0, True), (Terminal(), 1.0, False), (io.StringIO(), 9.0, False)):
        monkeypatch.setattr("sys.stderr", stream)
        progress = Progress(sent)
        progress.began -= seconds
        progress.arrived("0.html")
        progress.end()
        assert ("1 of 4 files, 1.0 kB of 4.0 kB" in stream.getvalue()) == shown
        assert not stream.getvalue().rpartition("\r\x1b[K")[2]


def test_a_place_that_is_known_under_another_name_is_the_same(folder: Place, site: SiteTree) -> None:
    publish(folder, site)
    other = folder.folder.with_name("other")
    folder.folder.rename(other)
    site.style = 2
    site.write()
    publish(Place(str(other), other), site)
    assert is_whole(Place("", other), site)
