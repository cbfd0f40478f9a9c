"""Accelerations change no byte, can be switched off, and step aside where they no longer fit."""

from pathlib import Path

import pytest

from kawaraban.cli import build
from kawaraban.speed import PATCHES
from tests.conftest import copy_real_source, files_below

ROOT = Path(__file__).parent.parent


@pytest.fixture(autouse=True)
def let_go():
    yield
    for patch in PATCHES:
        patch.revert(None)


def test_plain_and_fast_builds_of_the_real_site_are_equal(real_site, tmp_path, monkeypatch):
    copy_real_source(tmp_path / "src")
    monkeypatch.setenv("KAWARABAN_PLAIN", "1")
    build(tmp_path / "src", tmp_path / "out", tmp_path / "cache")
    assert files_below(tmp_path / "out") == files_below(real_site)


@pytest.mark.parametrize("patch", PATCHES, ids=lambda patch: patch.__name__)
def test_a_lever_holds_today(patch):
    assert patch.holds()


@pytest.mark.parametrize("patch", PATCHES, ids=lambda patch: patch.__name__)
def test_a_lever_that_does_not_fit_steps_aside_with_a_notice(blog, monkeypatch, patch):
    monkeypatch.setattr(patch, "holds", lambda: False)
    blog.post("a")
    assert patch.__name__ in blog.press()
    assert (blog.out / "a.html").is_file()


def test_settings_of_one_document_do_not_reach_the_next():
    from docutils.frontend import get_default_settings

    from kawaraban.speed.docutils_settings import copied

    one = get_default_settings()
    one.listed = [1]
    two = copied(one)
    two.listed.append(2)
    two.record_dependencies.add("x")
    assert one.listed == [1]
    assert not one.record_dependencies.list
