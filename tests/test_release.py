"""A release: one version, pinned actions, and a theme that other projects can use."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import kawaraban
from tests.conftest import ROOT

INDEX = "Sample\n======\n\n.. toctree::\n   :caption: Contents\n\n   api\n\n* :ref:`genindex`\n* :ref:`search`\n"
API = "API\n===\n\n.. py:function:: f(x: int) -> str\n\n   See :py:func:`f`.\n\n.. note:: A note.\n\n.. math:: x^2\n"


def sphinx(folder: Path, conf: str) -> subprocess.CompletedProcess[str]:
    """Run a plain `sphinx-build` on a small documentation in reStructuredText."""
    for name, text in {"conf.py": conf, "index.rst": INDEX, "api.rst": API}.items():
        (folder / name).write_text(text)
    command = [sys.executable, "-m", "sphinx", "-q", "-W", "-b", "html", ".", "out"]
    env = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)


def test_the_theme_gallery_builds_its_sample_with_our_entry(tmp_path: Path) -> None:
    (entry,) = json.loads((ROOT / "tools/themes.json").read_text("utf-8"))
    assert list(entry) == sorted(entry)
    config = entry["config"]
    lines = ["extensions = []", *(f"extensions.append({name!r})" for name in config.pop("_extensions"))]
    lines += [f"html_theme = {config.pop('html_theme')!r}", *(f"{name} = {value}" for name, value in config.items())]
    done = sphinx(tmp_path, "\n".join(lines))
    assert (done.returncode, done.stderr) == (0, "")
    assert "kw-header" in (tmp_path / "out/api.html").read_text("utf-8")


def test_the_theme_without_the_extension_says_what_to_write(tmp_path: Path) -> None:
    done = sphinx(tmp_path, 'html_theme = "kawaraban"')
    assert done.returncode
    assert 'extensions = ["kawaraban"]' in done.stderr


def test_the_version_stands_in_one_place() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["dynamic"] == ["version"]
    assert "version" not in project
    log = (ROOT / "CHANGELOG.md").read_text("utf-8")
    newest = re.findall(r"(?m)^## ([\w.]+)", log)[0]
    assert newest in (kawaraban.__version__, "Unreleased")


def test_a_release_wants_the_version_of_its_tag() -> None:
    done = subprocess.run([ROOT / ".ci/release", "v0.0.1"], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert kawaraban.__version__ in done.stdout
