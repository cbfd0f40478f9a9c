"""New contents of published files come into place whole, whoever else has to do with the old ones."""

from __future__ import annotations

import errno
import json
import os
import shutil
import stat
import sys
from pathlib import Path

import pytest

from kawaraban.incremental import replacement
from kawaraban.incremental.replacement import Content, Pack, replace_contents
from kawaraban.incremental.session import Session
from kawaraban.incremental.staging import JOURNAL, Plan, Staging
from kawaraban.incremental.tree import Tree

NAMES = ("first", "second", "third")


@pytest.fixture(params=["exchange", "links"])
def site(tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A site of three files, on a file system that can exchange files or only link them."""
    if request.param == "links":
        monkeypatch.setattr(replacement, "_exchange", lambda _path, _other: False)
    (tmp_path / "site").mkdir()
    for name in NAMES:
        (tmp_path / "site" / name).write_text(f"{name} of before")
    return tmp_path / "site"


def renew(site: Path, *names: str) -> None:
    """Give some files new contents, one after the other."""
    pack = Pack(str(site.parent))
    contents = {name: pack.add(f"{name} of now".encode()) for name in names or NAMES}
    pack.close()
    folder = str(site.parent)
    replace_contents(Tree(str(site)), contents, folder, 10**18, f"{folder}/spare", verify=False)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere, no file is reused")
def test_files_are_reused(site: Path) -> None:
    before = {name: (site / name).stat().st_ino for name in NAMES}
    renew(site)
    assert (site / "second").stat().st_ino == before["first"]
    assert (site / "third").stat().st_ino == before["second"]


def test_who_is_reading_a_page_reads_it_to_its_end(site: Path) -> None:
    with (site / "first").open("rb", buffering=0) as page:
        assert page.read(5) == b"first"
        renew(site)
        assert page.read() == b" of before"
    assert [(site / name).read_text() for name in NAMES] == [f"{name} of now" for name in NAMES]


def test_a_page_that_gets_another_name_meanwhile_stays_as_it_was(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write, left = replacement._write, list(NAMES)

    def write_and_link(path: str, data: bytes, moment: int) -> os.stat_result:
        made = write(path, data, moment)
        name = left.pop(0)
        os.link(site / name, site.parent / f"{name} of a publication")
        return made

    monkeypatch.setattr(replacement, "_write", write_and_link)
    renew(site)
    kept = [(site.parent / f"{name} of a publication").read_text() for name in NAMES]
    assert kept == [f"{name} of before" for name in NAMES]


def test_no_page_gets_the_mode_of_another(site: Path) -> None:
    (site / "first").chmod(0o600)
    (site / "second").chmod(0o444)
    renew(site)
    (site / "new").touch()
    usual = stat.S_IMODE((site / "new").stat().st_mode)
    assert {stat.S_IMODE((site / name).stat().st_mode) for name in NAMES} == {usual}


def test_a_disk_that_takes_only_a_part_leaves_pages_whole(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pwrite, left = os.pwrite, {"bytes": 30}

    def write_a_part(file: int, data: memoryview, start: int) -> int:
        part = data[: min(7, left["bytes"])]
        left["bytes"] -= len(part)
        if not part:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return pwrite(file, part, start)

    pack = Pack(str(site.parent))
    contents = {name: pack.add(f"{name} of now".encode()) for name in NAMES}
    monkeypatch.setattr(os, "pwrite", write_a_part)
    with pytest.raises(OSError, match="space"):
        replace_contents(Tree(str(site)), contents, str(site.parent), 1, str(site.parent / "spare"), verify=False)
    texts = {name: (site / name).read_text() for name in NAMES}
    assert texts == {"first": "first of now", "second": "second of now", "third": "third of before"}


def test_notes_that_a_full_disk_cuts_off_end_the_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    staging = Staging(str(tmp_path / "site"), str(tmp_path / "cache"))
    session, write = Session(str(tmp_path), staging), os.write
    monkeypatch.setattr(os, "write", lambda file, data: write(file, data[:9]))
    with pytest.raises(OSError, match="space"):
        session.write("page.html", "text")
    session.close()
    staging.close()


def test_a_journal_whose_pack_is_gone_stops_no_build(site: Path) -> None:
    cache = site.parent / "cache"
    (cache / "stage").mkdir(parents=True)
    plan = Plan(deleted=["second"], contents={"first": Content("pack-1", 0, 3, "")})
    (cache / "stage" / JOURNAL).write_text(json.dumps(plan._asdict()))
    Staging(str(site), str(cache)).close()
    assert (site / "first").read_text() == "first of before"
    assert not (site / "second").exists()


def test_a_staging_area_loses_its_journal_first(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stage, found = Staging(str(site), str(site.parent / "cache")), list[bool]()
    rmtree = shutil.rmtree

    def look(path: str, *, ignore_errors: bool) -> None:
        found.append(Path(path, JOURNAL).exists())
        rmtree(path, ignore_errors=ignore_errors)

    monkeypatch.setattr(shutil, "rmtree", look)
    stage.commit(Plan(deleted=["first"]), lambda _replaced, _moved: None)
    stage.close()
    assert found
    assert not any(found)
