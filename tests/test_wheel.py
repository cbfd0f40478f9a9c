"""What a stranger does: the wheel into an empty environment, `kawaraban init`, `make html` and `make upgrade`."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

import kawaraban
from tests.conftest import ROOT, files_below

HERE = {
    key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", "VIRTUAL_ENV", "MAKEFLAGS", "MFLAGS")
}


def run(*command: str | Path, cwd: Path, found: Path) -> str:
    """Run a command apart from the checkout and return its output; pip finds wheels in a folder, too."""
    links = f"{os.environ.get('PIP_FIND_LINKS', '')} {found}".strip()
    env = HERE | {"PIP_FIND_LINKS": links, "PIP_DEFAULT_TIMEOUT": "15", "PIP_RETRIES": "1", "LC_ALL": "C.UTF-8"}
    done = subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def make_wheel(source: Path, folder: Path) -> None:
    """Build the wheel of a checkout into a folder."""
    command = (sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", folder, source)
    run(*command, cwd=source, found=folder)


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel of this checkout; where pip reaches no packages, there is none."""
    probe = [sys.executable, "-m", "pip", "install", "--dry-run", "--no-deps", "--ignore-installed", "-q", "tomli-w"]
    if (done := subprocess.run(probe, capture_output=True, text=True, check=False)).returncode:
        pytest.skip(f"pip reaches no packages here: {done.stderr.strip()[-200:]}")
    folder = tmp_path_factory.mktemp("wheels")
    make_wheel(ROOT, folder)
    return folder


def test_the_wheel_has_all_that_a_stranger_needs(wheels: Path) -> None:
    (wheel,) = wheels.iterdir()
    with ZipFile(wheel) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    meta = f"kawaraban-{kawaraban.__version__}.dist-info"
    assert files["kawaraban/scaffold/constraints.txt"] == (ROOT / "constraints.txt").read_bytes()
    assert files["kawaraban/scaffold/CHANGELOG"] == (ROOT / "CHANGELOG.md").read_bytes()
    assert "kawaraban/py.typed" in files
    assert f"{meta}/licenses/LICENSE" in files
    assert {name.split("/")[0] for name in files} == {"kawaraban", meta}
    points = files[f"{meta}/entry_points.txt"].decode()
    assert "[sphinx.html_themes]\nkawaraban=kawaraban" in points
    assert "[console_scripts]\nkawaraban=kawaraban.__main__:console" in points
    assert f"Version: {kawaraban.__version__}\n" in files[f"{meta}/METADATA"].decode()


def test_a_stranger_gets_a_blog_from_the_wheel_alone(wheels: Path, tmp_path: Path) -> None:
    """One environment serves for `init` and for the blog, so that its packages are installed once."""
    if not shutil.which("make"):
        pytest.skip("needs make")
    venv = tmp_path / "venv"
    run(sys.executable, "-m", "venv", venv, cwd=tmp_path, found=wheels)
    run(
        venv / "bin/pip",
        "install",
        "-q",
        "--constraint",
        ROOT / "constraints.txt",
        "kawaraban",
        cwd=tmp_path,
        found=wheels,
    )
    said = run(
        venv / "bin/kawaraban", "init", "blog", "--title=T", "--author=A", "--language=en", cwd=tmp_path, found=wheels
    )
    assert "make serve" in said
    blog = tmp_path / "blog"
    said = run("make", f"VENV={venv}", "html", cwd=blog, found=wheels)
    assert said.splitlines()[0].startswith("Preparing")
    assert said.splitlines()[1:] == ["Published 1, drafts 0, scheduled 0.", str(blog / "_build/html/index.html")]
    first = files_below(blog / "_build/html")
    assert "index.html" in first
    newer = tmp_path / "newer"
    shutil.copytree(
        ROOT, newer, symlinks=True, ignore=shutil.ignore_patterns(".*", "node_modules", "_build", "tests", "posts")
    )
    for name, old, new in (
        ("kawaraban/__init__.py", f'__version__ = "{kawaraban.__version__}"', '__version__ = "99.1"'),
        ("CHANGELOG.md", f"\n## {kawaraban.__version__}", f"\n## 99.1\n\n- All is new.\n\n## {kawaraban.__version__}"),
    ):
        text = (newer / name).read_text("utf-8")
        (newer / name).write_text(text.replace(old, new), "utf-8")
    make_wheel(newer, tmp_path / "wheels")
    said = run("make", f"VENV={venv}", "upgrade", cwd=blog, found=tmp_path / "wheels")
    assert said == f"Kawaraban {kawaraban.__version__} → 99.1\n\n## 99.1\n\n- All is new.\n"
    assert (blog / "requirements.txt").read_text() == "kawaraban==99.1\n"
    assert run("make", f"VENV={venv}", "html", cwd=blog, found=tmp_path / "wheels").startswith("Published 1,")
