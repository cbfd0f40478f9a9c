"""Files that cannot be a source: one line each, whatever their name, and no build that waits for ever."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.conftest import Blog

POST = "---\ntitle: 題\ndate: 2025-01-02\n---\n本文。\n"


def lay(blog: Blog, name: bytes, *, text: str = POST) -> None:
    """Write a file whose name is given in bytes."""
    path = os.path.join(os.fsencode(blog.root / "src"), name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(text.encode())


@pytest.mark.parametrize(
    ("name", "shown", "what"),
    [
        (b"posts/" + b"a" * 252 + b".md", "posts/" + "a" * 252 + ".md", "252"),
        ("posts/" + "港" * 84 + ".md", "posts/" + "港" * 84 + ".md", "252"),
        (b"a" * 251 + b".md", "a" * 251 + ".md", "251"),
        (b"posts/\xff\xfe.md", r"posts/\xff\xfe.md", "UTF-8"),
        ("posts/題".encode("cp932") + b".md", r"posts/\x91\xe8.md", "UTF-8"),
        (b"posts/\xff/b.md", r"posts/\xff", "UTF-8"),
        (b"posts/a\nb.md", r"posts/a\x0ab.md", "line end"),
        (b"posts/a\nb/c.md", r"posts/a\x0ab", "line end"),
        (b"posts/a\x07.md", r"posts/a\x07.md", "control"),
    ],
)
def test_a_name_that_is_no_address_is_told(blog: Blog, name: str | bytes, shown: str, what: str) -> None:
    blog.conf('language = "en"')
    lay(blog, name if isinstance(name, bytes) else name.encode())
    said = blog.fails()
    assert said.startswith(f"{shown}:1: ")
    assert what in said
    assert len(said.splitlines()) == 1
    assert blog.fails() == said


def test_a_folder_is_told_once_and_other_faults_with_it(blog: Blog) -> None:
    lay(blog, b"posts/\xff/b.md")
    lay(blog, b"posts/\xff/c.md")
    blog.post("d", date="明日")
    assert [line.split(":")[0] for line in blog.fails().splitlines()] == ["posts/\\xff", "posts/d.md"]


@pytest.mark.parametrize(
    "name", ["posts/が.md", "posts/か\u3099.md", "posts/か\u3099/が.md", "posts/" + "a" * 250 + ".md"]
)
def test_other_names_are_fine_in_every_form(blog: Blog, name: str) -> None:
    lay(blog, name.encode())
    assert "1" in blog.build()
    assert "1" in blog.build()
    assert [path for path in blog.files() if path.startswith(("が", "aaa"))]


def test_two_files_of_one_name_are_told(blog: Blog) -> None:
    lay(blog, "posts/が.md".encode())
    lay(blog, "posts/か\u3099.md".encode())
    assert blog.fails().startswith("posts/か\u3099.md:1: ")


@pytest.mark.parametrize("name", ["posts/f.md", "posts/f.txt", "_static/f.css", "about.md"])
@pytest.mark.parametrize("kind", ["pipe", "device"])
def test_what_has_no_end_is_told_and_never_opened(blog: Blog, name: str, kind: str) -> None:
    blog.post("a", "```{include} f.txt\n```\n" if name.endswith("txt") else "本文。\n")
    blog.write("_static/a.css", "")
    path = blog.root / "src" / name
    os.mkfifo(path) if kind == "pipe" else path.symlink_to("/dev/zero")
    said = blog.fails()
    assert said.startswith(f"{name}:1: ")
    assert len(said.splitlines()) == 1


def test_make_links_waits_for_no_pipe(blog: Blog) -> None:
    blog.post("a")
    os.mkfifo(blog.root / "src/posts/f.md")
    (blog.root / "src/posts/g.md").symlink_to("g.md")
    command = [sys.executable, "-m", "kawaraban", "links"]
    assert subprocess.run(command, cwd=blog.root / "src", timeout=60, check=False).returncode == 0


@pytest.mark.parametrize("target", ["f.md", "nowhere.md"])
def test_a_link_that_leads_nowhere_is_told(blog: Blog, target: str) -> None:
    blog.post("a")
    (blog.root / "src/posts/f.md").symlink_to(target)
    said = blog.fails()
    assert said.startswith("posts/f.md:1: ")
    assert len(said.splitlines()) == 1


@pytest.mark.parametrize("path", ["あ" * 300, "a/" * 3_000 + "a"])
@pytest.mark.parametrize(
    "body",
    ["![絵](%s.png)", "[x](%s.md)", "[x](%s.pdf)", "{doc}`%s`", "{download}`%s`", "<video src='%s.mp4'></video>",
     "```{include} %s\n```", "```{literalinclude} %s\n```"],
)  # fmt: skip
def test_a_path_that_is_too_long_for_any_file_is_told_where_it_stands(blog: Blog, body: str, path: str) -> None:
    blog.post("a", f"{body % path}\n")
    assert blog.fails().startswith("posts/a.md:5: ")
    blog.post("a", image=f"{path}.png")
    assert blog.fails().startswith("posts/a.md:4: ")
