"""What is looked at before a build is used by it, unless it may be out of date."""

from __future__ import annotations

import os
from threading import Thread

import pytest

from kawaraban.incremental.look import Look, keep, look_for
from kawaraban.incremental.manifest import program_digest, published
from kawaraban.incremental.staging import Staging
from tests.conftest import Blog, wait_for


def look_at(blog: Blog) -> Look:
    return Look(str(blog.root / "src"), str(blog.out), str(blog.root / "cache"))


def staging_at(blog: Blog) -> Staging:
    return Staging(str(blog.out), str(blog.root / "cache"), "waiting")


def kept_for(blog: Blog, seen: Look) -> bool:
    keep(seen)
    staging = staging_at(blog)
    found = look_for(seen.root, staging)
    staging.close()
    return found is seen


@pytest.fixture
def built(blog: Blog) -> Blog:
    blog.post("a")
    blog.build()
    return blog


@pytest.mark.parametrize("cores", [1, 2])
def test_another_process_lists_the_published_files(built: Blog, monkeypatch: pytest.MonkeyPatch, cores: int) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: cores)
    (built.out / "a.html").write_text("edited", "utf-8")
    (built.out / "blog.html").unlink()
    (built.out / "sub").mkdir()
    (built.out / "sub/new.html").write_text("new", "utf-8")
    seen = look_at(built)
    seen.look_beside()
    assert seen.published == published(str(built.out))


def test_published_files_are_listed_again_where_the_other_process_was_killed(built: Blog) -> None:
    seen = look_at(built)
    begin, end = os.pipe()
    os.close(end)
    if not (process := os.fork()):
        os._exit(1)
    seen._other = process, begin
    assert seen.published == published(str(built.out))


def test_a_build_uses_the_look_before_it_once(built: Blog) -> None:
    seen = look_at(built)
    assert kept_for(built, seen)
    staging = staging_at(built)
    assert look_for(seen.root, staging) is not seen
    staging.close()


def test_a_look_is_taken_anew_if_another_build_has_published_since(built: Blog) -> None:
    seen = look_at(built)
    built.post("b")
    built.build()
    assert not kept_for(built, seen)


def test_a_look_is_taken_anew_for_another_site(built: Blog) -> None:
    assert not kept_for(Blog(built.root / "other"), look_at(built))


@pytest.mark.parametrize("cores", [1, 2])
def test_another_process_looks_at_the_sources_of_a_first_build(
    blog: Blog, monkeypatch: pytest.MonkeyPatch, cores: int
) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: cores)
    blog.post("a")
    (blog.root / "src/link.md").symlink_to("posts/a.md")
    seen, plain = look_at(blog), look_at(blog)
    seen.look_beside()
    blog.post("b")  # as conf.py may do
    assert (seen.sources, seen.links, seen.program) == (plain.sources, {"link.md"}, program_digest())
    assert kept_for(blog, seen)


def test_a_look_is_taken_anew_after_waiting_for_another_build(built: Blog, capsys: pytest.CaptureFixture[str]) -> None:
    first, seen, found = staging_at(built), look_at(built), list[Look]()
    keep(seen)

    def build_after() -> None:
        staging = staging_at(built)
        found.append(look_for(seen.root, staging))
        staging.close()

    waiting = Thread(target=build_after)
    waiting.start()
    wait_for(lambda: "waiting" in capsys.readouterr().err, "the other build to wait")
    first.close()
    waiting.join()
    assert found[0] is not seen
