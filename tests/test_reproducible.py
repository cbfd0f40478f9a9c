"""The same sources give the same bytes: anywhere, on one core or two, with all accelerations or none."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kawaraban.cli.application import build
from tests.conftest import ROOT, copy_real_source, files_below


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sources of a blog of 300 generated posts beside the pages of the real site."""
    source = tmp_path_factory.mktemp("many") / "src"
    copy_real_source(source)
    shutil.rmtree(source / "posts")
    subprocess.run([sys.executable, ROOT / "benchmarks/gen.py", "300", source, "kawaraban"], check=True)
    return source


@pytest.fixture(scope="module")
def fast(many: Path) -> dict[str, bytes]:
    build(many, many.parent / "fast", many.parent / "fast-cache")
    return files_below(many.parent / "fast")


def test_plain_and_fast_builds_of_300_posts_are_equal(
    many: Path, fast: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KAWARABAN_PLAIN", "1")
    build(many, many.parent / "plain", many.parent / "plain-cache")
    assert files_below(many.parent / "plain") == fast


def test_one_core_and_two_make_the_same(many: Path, fast: dict[str, bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kawaraban.cli.application.os.cpu_count", lambda: 1)
    build(many, many.parent / "one", many.parent / "one-cache")
    assert files_below(many.parent / "one") == fast


def test_another_folder_zone_locale_and_seed_make_the_same(tmp_path: Path, real_site: Path) -> None:
    source = tmp_path / "somewhere else/深い 所"
    copy_real_source(source)
    for name in sorted(os.listdir(source / "posts"), reverse=True):  # another order in the folder
        shutil.move(source / "posts" / name, source / f"{name}.moved")
        shutil.move(source / f"{name}.moved", source / "posts" / name)
    surroundings = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "TZ": "America/Los_Angeles",
        "LC_ALL": "C",
        "PYTHONHASHSEED": "7",
    }
    subprocess.run(
        [sys.executable, "-m", "kawaraban", "html"], cwd=source, env=surroundings, check=True, capture_output=True
    )
    assert files_below(source / "_build/html") == files_below(real_site)
    subprocess.run(
        [sys.executable, "-m", "sphinx", "-q", "-b", "html", ".", tmp_path / "sphinx"],
        cwd=source,
        env=surroundings,
        check=True,
    )
    assert files_below(tmp_path / "sphinx") == files_below(real_site)
