"""Targets of every kind, and publications to them; as a program, one publication that a test can kill."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from kawaraban.publishing import publisher
from kawaraban.publishing.files import files_of
from kawaraban.publishing.job import Job, Report
from kawaraban.publishing.memory import Memory
from kawaraban.publishing.remotes import connect
from kawaraban.publishing.targets import parse_target
from tests import targets
from tests.conftest import files_below
from tests.site_trees import SiteTree

KINDS = ("folder", "rsync", "s3", "webdav")


@dataclass
class Place:
    """A target of some kind, whose files lie in `folder` in the end; readers find it at `address`."""

    text: str
    folder: Path
    address: str = ""
    said: list[str] = field(default_factory=list)


@contextmanager
def place_of(kind: str, home: Path, *, is_served: bool = False) -> Iterator[Place]:
    """A target below *home*, which readers can ask where it *is_served*: by nginx, Caddy, or rclone's server for S3."""
    folder = home / "served/bucket/site"
    (home / "served/bucket").mkdir(parents=True)
    if kind == "s3":
        with targets.rclone_serve(kind, home, home / "served") as address:
            yield Place("s3:bucket/site", folder, f"{address}/bucket/site")
        return
    server = targets.caddy if kind == "rsync" else targets.nginx
    with server(home, folder) if is_served else nullcontext("") as address:
        if kind == "folder":
            yield Place(str(folder), folder, address)
            return
        if kind == "webdav":
            with targets.rclone_serve(kind, home, home / "served"):
                yield Place("webdav:bucket/site", folder, address)
            return
        with targets.sshd(home) as shell, pytest.MonkeyPatch.context() as environ:
            environ.setenv("RSYNC_RSH", shell)
            yield Place(f"{Path.home().owner()}@127.0.0.1:{folder}", folder, address)


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


if __name__ == "__main__":
    _place, _site = Place(sys.argv[1], Path()), SiteTree.__new__(SiteTree)
    _site.folder = Path(sys.argv[2])
    publish(_place, _site, patience=60)
