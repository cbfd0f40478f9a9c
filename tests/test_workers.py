"""Builds with several processes: what one of them makes or keeps, all of them know."""

from __future__ import annotations

import os
import pickle
from types import SimpleNamespace
from typing import Any

import pytest
from sphinx.errors import SphinxParallelError

from kawaraban.outputs import publish
from kawaraban.pages import documents
from kawaraban.speed import environment_file, workers
from kawaraban.state import Build
from tests.conftest import Blog, files_below
from tests.test_builds import built, fresh
from tests.test_kept import is_known


@pytest.fixture(autouse=True, params=[0, 1000], ids=["large", "small"])
def several(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """Even a small blog is built by several processes; work is done beside the build, or deferred."""
    monkeypatch.setattr(documents, "FEW", 0)
    monkeypatch.setattr(workers, "LARGE", request.param)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)


@pytest.fixture
def posts(blog: Blog) -> Blog:
    for n in range(4):
        blog.post(f"p{n}", f"本文{n}。[次](p{(n + 1) % 4}.md)\n", title=f"題{n}", date=f"2025-01-0{n + 1}", tags="[札]")
    built(blog)
    return blog


def test_changes_give_the_same_as_a_build_from_scratch(posts: Blog) -> None:
    posts.post("p1", "書き直した文。\n", title="題1", date="2025-01-02", tags="[札]")
    built(posts)
    posts.post("p9", "新しい文。\n", title="新題", date="2025-01-09", tags="[札, 別の札]")
    built(posts)
    (posts.root / "src/posts/p9.md").unlink()
    built(posts)
    assert is_known(posts)


def test_a_touched_file_of_the_index_is_known_again_after_the_next_build(posts: Blog) -> None:
    for file in posts.out.glob("search/**/*.bin"):
        os.utime(file)
    posts.post("p1", "書き直した文。\n", title="題1", date="2025-01-02", tags="[札]")
    built(posts)
    assert is_known(posts)


def test_a_fault_of_one_process_is_told_and_leaves_the_site_as_it_was(posts: Blog) -> None:
    before = files_below(posts.out)
    posts.write("_templates/lists/archive.html", "{{ 1 / 0 }}")
    told = fresh(posts)
    assert isinstance(told, str)
    assert "archive" in told
    assert posts.fails() == told
    assert files_below(posts.out) == before
    assert not (posts.root / "cache/stage").exists()


@pytest.mark.parametrize("step", ["search.pack", "feeds.atom.feed", "sitemap.sitemap"])
def test_a_full_disk_in_another_process_is_told(posts: Blog, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    def fail(*_given: object) -> None:
        raise OSError(28, "No space left on device")

    before = files_below(posts.out)
    monkeypatch.setattr(f"kawaraban.outputs.{step}", fail)
    posts.post("p1", "書き直した文。\n", title="題1", date="2025-01-02", tags="[札]")
    assert posts.fails() == "ディスクがいっぱいです。"
    assert files_below(posts.out) == before


def test_a_full_disk_where_the_environment_is_saved_is_told(posts: Blog, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_given: object) -> None:
        raise OSError(28, "No space left on device")

    before = files_below(posts.out)
    monkeypatch.setattr(environment_file, "pickle", SimpleNamespace(**vars(pickle) | {"dump": fail}))
    posts.post("p1", "書き直した文。\n", title="題1", date="2025-01-02", tags="[札]")
    assert posts.fails() == "ディスクがいっぱいです。"
    assert files_below(posts.out) == before


def test_what_is_deferred_is_there_when_code_of_the_blog_looks(posts: Blog, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[set[str]] = []

    def look(build: Build) -> str:
        seen.append({*build.session.staged(), *build.session.packed()})
        return ""

    monkeypatch.setattr(publish, "final_report", look)
    posts.post("p1", "書き直した文。\n", title="題1", date="2025-01-02", tags="[札]")
    posts.build()
    assert {"sitemap.xml", "blog/atom.xml"} <= seen[0]


def test_a_fault_of_the_first_process_is_told_while_others_are_being_started(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_item: int) -> None:
        raise ValueError("壊れた")

    store = SimpleNamespace(save=lambda: None)
    builder: Any = SimpleNamespace(
        _app=SimpleNamespace(parallel=8),
        session=SimpleNamespace(store=store),
        build_state=SimpleNamespace(has_own_code=False),
        env=SimpleNamespace(all_docs=()),
    )
    monkeypatch.setattr(workers, "LARGE", 1)
    told = []
    for _round in range(10):
        several = workers.Workers(builder)
        several.defer(fail, range(200))
        with pytest.raises(SphinxParallelError) as caught:
            several.complete()
        told.append(str(caught.value))
    assert told == ["ValueError: 壊れた"] * 10
