"""A place that cannot be written: one line with its path, and what was published stays."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import Blog

PREPARE = "mount --bind {0} {0} && mount -o remount,ro,bind {0}"


def command_in(blog: Blog, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command where a folder can only be read: for root in a namespace of its own, in which it is mounted so."""
    source = blog.root / "src"
    command = [sys.executable, "-m", "kawaraban", *arguments]
    if os.geteuid():
        folders = [folder, *(path for path in folder.rglob("*") if path.is_dir())]
        for path in folders:
            path.chmod(0o555)
        done = subprocess.run(command, cwd=source, capture_output=True, text=True, check=False)
        for path in folders:
            path.chmod(0o755)
        return done
    script = PREPARE.format(folder)
    alone = ["unshare", "--mount", "sh", "-c"]
    if not shutil.which("unshare") or subprocess.run([*alone, script], capture_output=True, check=False).returncode:
        pytest.skip("root may write everywhere, and cannot mount anything here")
    whole = [*alone, f'{script} && cd "$0" && exec "$@"', str(source), *command]
    return subprocess.run(whole, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("folder", "arguments"),
    [
        ("", ["html"]),
        ("_build", ["html"]),
        ("_build/cache", ["html"]),
        ("_build/html", ["html"]),
        ("", ["new", "--title", "x"]),
        ("", ["check"]),
    ],
)
def test_a_place_that_cannot_be_written_is_told_in_one_line(blog: Blog, folder: str, arguments: list[str]) -> None:
    blog.conf('language = "en"')
    blog.write("Makefile", "")
    blog.post("a")
    if folder:
        command = [sys.executable, "-m", "kawaraban", "html"]
        subprocess.run(command, cwd=blog.root / "src", check=True, capture_output=True)
        blog.post("a", "又。\n")
    done = command_in(blog, blog.root / "src" / folder, *arguments)
    assert (done.returncode, done.stdout) == (1, "")
    assert len(done.stderr.splitlines()) == 1, done.stderr
    assert "_build" in done.stderr or "posts" in done.stderr
    assert "can only be read" in done.stderr or "not allowed" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_file_where_a_folder_should_be_is_told(blog: Blog) -> None:
    blog.write("_build", "")
    blog.post("a")
    command = [sys.executable, "-m", "kawaraban", "html"]
    done = subprocess.run(command, cwd=blog.root / "src", capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("_build") and len(done.stderr.splitlines()) == 1
