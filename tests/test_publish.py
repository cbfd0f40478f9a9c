"""Publishing: what arrives in a target, in which order, what is refused, and what a reader meets meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kawaraban.publishing.errors import Refused
from tests.conftest import files_below
from tests.publications import KINDS, Place, is_whole, place_of, publish, there, undo, unused
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
