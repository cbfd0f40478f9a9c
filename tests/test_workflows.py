"""The workflows: pinned actions, few permissions, and a look for due posts that needs no packages."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import ROOT, Blog

FILES = sorted((ROOT / ".github/workflows").glob("*.yml"))
WRITES = {
    ("publish.yml", "publish"): {"pages": "write", "id-token": "write"},
    ("release.yml", "publish"): {"id-token": "write"},
}
"""The only jobs that may write anything; they run no code of the repository."""


def workflow(path: Path) -> dict[Any, Any]:
    read: dict[Any, Any] = yaml.safe_load(path.read_text("utf-8"))
    return read


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_actions_are_pinned_to_commits_and_permissions_are_least(path: Path) -> None:
    for line in path.read_text("utf-8").splitlines():
        if "uses:" in line:
            assert re.search(r"uses: [\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$", line), line
    flow = workflow(path)
    assert flow["permissions"] == {}
    assert flow["concurrency"]
    for name, job in flow["jobs"].items():
        assert job["permissions"] == WRITES.get((path.name, name), {"contents": "read"})
        assert job["timeout-minutes"] <= 40
        for step in job["steps"]:
            assert "${{" not in step.get("run", ""), "values of others are passed by the environment"
            if "actions/checkout" in step.get("uses", ""):
                assert step["with"]["persist-credentials"] is False


def test_one_action_has_one_commit() -> None:
    found = {
        use for path in FILES for use in re.findall(r"uses: ([\w-]+/[\w-]+)[\w/-]*@(\w+)", path.read_text("utf-8"))
    }
    assert len(found) == len({name for name, _commit in found})


def test_two_publications_never_run_at_once_and_a_new_preview_replaces_the_old() -> None:
    concurrency = workflow(ROOT / ".github/workflows/publish.yml")["concurrency"]
    assert concurrency["group"].endswith("'site' }}")
    assert "pull_request" in concurrency["cancel-in-progress"]


def test_search_engines_are_told_after_the_site_has_been_deployed() -> None:
    jobs = workflow(ROOT / ".github/workflows/publish.yml")["jobs"]
    assert "publish" in jobs["ping"]["needs"]
    assert jobs["ping"]["if"] == "needs.build.outputs.news == 'true'"
    (step,) = [step for step in jobs["build"]["steps"] if step.get("id") == "publish"]
    assert "_build/cache/pings.json" in step["run"]
    (restore,) = [step["with"] for step in jobs["ping"]["steps"] if step.get("with", {}).get("path") == "_build"]
    assert restore["restore-keys"] == "site-${{ github.run_id }}-", "a repeated job has another number of its attempt"


def look(blog: Blog, always: str) -> str:
    """Run the step that looks for due posts, in a blog, whose environment alone has Kawaraban, and no packages."""
    steps = workflow(ROOT / ".github/workflows/publish.yml")["jobs"]["build"]["steps"]
    (step,) = [step for step in steps if step.get("id") == "due"]
    assert "20 * * * *" in step["env"]["ALWAYS"]
    python = blog.root / ".venv/bin/python"
    if not python.exists():
        python.parent.mkdir(parents=True)
        python.write_text(f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" -S "$@"\n')
        python.chmod(0o755)
    output = blog.root / "output"
    output.write_text("")
    environ = {**os.environ, "ALWAYS": always, "GITHUB_OUTPUT": str(output), "PYTHONPATH": ""}
    subprocess.run(["bash", "-ec", step["run"]], cwd=blog.root, env=environ, check=True)
    return output.read_text()


def test_the_hourly_run_builds_only_if_a_post_is_due(blog: Blog, monkeypatch: pytest.MonkeyPatch) -> None:
    (blog.root / "_build").mkdir()
    (blog.root / "cache").mkdir()
    (blog.root / "_build/cache").symlink_to(blog.root / "cache")
    blog.post("a")
    blog.post("later", date="2999-01-01")
    assert look(blog, "false") == "wanted=true\n"  # nothing is known
    blog.build()
    assert look(blog, "false") == "wanted=false\n"
    assert look(blog, "true") == "wanted=true\n"
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(1735689600 + 3600 * 24 * 30))  # the build was made in January 2025
    blog.post("later", date="2025-06-01")
    blog.build()
    assert look(blog, "false") == "wanted=true\n"


def test_the_summary_of_a_build_names_the_next_post(blog: Blog) -> None:
    blog.conf('language = "en"')
    blog.post("a")
    blog.post("soon", date="2998-12-31 08:30")
    blog.post("later", date="2999-01-01")
    assert "scheduled 2 (the next on 2998-12-31 08:30)" in blog.build()
