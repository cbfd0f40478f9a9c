"""Publishing: what arrives in a target, in which order, what is refused, and what a reader meets meanwhile."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from kawaraban.publishing import publisher
from kawaraban.publishing.errors import Interrupted, Refused
from kawaraban.publishing.files import files_of
from kawaraban.publishing.memory import Memory
from kawaraban.publishing.plan import GRACE
from kawaraban.publishing.publisher import Job, Report
from kawaraban.publishing.remotes import connect
from kawaraban.publishing.targets import parse_target
from tests import targets
from tests.conftest import files_below
from tests.site_trees import SiteTree

KINDS = ("folder", "rsync", "s3", "webdav")


@dataclass
class Place:
    """A target of some kind, whose files lie in `folder` in the end; `address` is where rclone serves it."""

    text: str
    folder: Path
    address: str = ""
    said: list[str] = field(default_factory=list)


@pytest.fixture(params=KINDS)
def place(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    folder, kind = tmp_path / "served/bucket/site", request.param
    (tmp_path / "served/bucket").mkdir(parents=True)
    if kind == "folder":
        yield Place(str(folder), folder)
    elif kind == "rsync":
        with targets.sshd(tmp_path) as shell:
            monkeypatch.setenv("RSYNC_RSH", shell)
            yield Place(f"{Path.home().owner()}@127.0.0.1:{folder}", folder)
    else:
        with targets.rclone_serve(kind, tmp_path, tmp_path / "served", monkeypatch) as address:
            yield Place(f"{kind}:bucket/site", folder, f"{address}/bucket/site")


@pytest.fixture
def folder(tmp_path: Path) -> Place:
    return Place(str(tmp_path / "site"), tmp_path / "site")


@pytest.fixture
def site(tmp_path: Path) -> SiteTree:
    return SiteTree(tmp_path / "html")


def job_for(place: Place, root: Path, **settings: object) -> Job:
    target = parse_target(place.text, root)
    memory = Memory(root / "publications", target.text)
    job = Job("https://blog.example/", root, connect(target), memory, place.said.append, patience=1)
    return replace(job, **settings)  # type: ignore[arg-type]


def publish(place: Place, site: SiteTree, name: str = "here", **settings: object) -> Report:
    """Publish from a computer that is called *name*."""
    root = site.folder.parent / name
    root.mkdir(exist_ok=True)
    job = job_for(place, root, **settings)
    try:
        return publisher.publish(job, site.folder, files_of(site.folder))
    finally:
        job.remote.close()


def undo(place: Place, site: SiteTree, name: str = "here") -> Report:
    job = job_for(place, site.folder.parent / name)
    try:
        return publisher.undo(job)
    finally:
        job.remote.close()


def there(place: Place) -> dict[str, bytes]:
    """What lies in a target, without our own files."""
    return {path: data for path, data in files_below(place.folder).items() if not path.startswith(".kawaraban")}


def unused(place: Place, site: SiteTree) -> set[str]:
    return there(place).keys() - files_below(site.folder).keys()


def is_whole(place: Place, site: SiteTree) -> bool:
    """Whether the site is there, and besides it nothing but what only old pages load."""
    wanted, found = files_below(site.folder), there(place)
    return all(found.get(path) == data for path, data in wanted.items()) and all(
        path.startswith(("_static/", "_images/")) for path in unused(place, site)
    )


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


def test_another_computer_sends_nothing_twice(place: Place, site: SiteTree) -> None:
    publish(place, site)
    assert not publish(place, site, "there").sent


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
