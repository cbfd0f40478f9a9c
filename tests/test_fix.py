"""`make fix` corrects what is certain, shows it first, and changes no other byte."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kawaraban.cli import main
from kawaraban.cli.application import Failed
from kawaraban.cli.fix import correct
from kawaraban.sources.proofreading import proofread
from kawaraban.sources.proofreading.finding import corrected
from tests.conftest import Blog

HEAD = "---\ntitle: 題\ndate: 2025-01-02\n---\n"


def right(text: str) -> str:
    return corrected(text, proofread(text))


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("・一\n・二", "- 一\n- 二"), ("次のとおり。\n・ 一\n・　二", "次のとおり。\n- 一\n- 二"), ("> ・一\n> ・二", "> - 一\n> - 二"),
        ("１．一\n２．二", "1. 一\n2. 二"), ("9．一\n10．二", None), ("2．一\n3．二", None), ("1．一\n2．二", "1. 一\n2. 二"),
        ("・一\n続き\n・二", None), ("・一\n　・二", None), ("■一\n■二", None), ("```\n・一\n・二\n```", None),
        ("| a | b |\n| 1 | 2 |", "| a | b |\n| --- | --- |\n| 1 | 2 |"), ("> | a | b |\n> | 1 | 2 |", "> | a | b |\n> | --- | --- |\n> | 1 | 2 |"),
        ("| a | b |\n| 1 | 2 |\n文", None), ("| a | b |\n| 1 |", None), ("| a | b |\n| 1 | 2 | 3 |", None), ("```{note}\n・一\n・二\n```", "```{note}\n- 一\n- 二\n```"),
        ("[資料](a b.pdf)", None), ("[資料](https://example.org/a b.pdf)", "[資料](https://example.org/a%20b.pdf)"), ("`[資料](https://example.org/a b.pdf)`", None),
        ("```js\n文", None), ("東京《とうきょう》", None), ("＃見出し", None), ("![](a.png)", None),
    ],
)  # fmt: skip
def test_what_is_certain_is_mended_and_else_nothing(typed: str, wanted: str | None) -> None:
    assert right(f"{HEAD}文。\n\n{typed}\n\n文。\n") == f"{HEAD}文。\n\n{typed if wanted is None else wanted}\n\n文。\n"


def test_what_is_mended_is_right(tmp_path: Path) -> None:
    for typed in ("・一\n・二", "１．一\n２．二", "| a | b |\n| 1 | 2 |", "[資料](https://example.org/a b.pdf)"):
        assert proofread(right(typed)) == []


def test_an_address_with_blanks_is_mended_where_its_file_is_there(blog: Blog) -> None:
    blog.write("posts/港 1.pdf", b"%PDF")
    blog.post("a", "[資料](港 1.pdf) [二](港 2.pdf)\n\n[三](../港 1.pdf)\n")
    assert correct(blog.root / "src", agreed=True, ask=None) == "Corrected files: 1."
    text = (blog.root / "src/posts/a.md").read_text("utf-8")
    assert text.endswith("[資料](<港 1.pdf>) [二](港 2.pdf)\n\n[三](../港 1.pdf)\n")


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("![港](images\\港.png)", "![港](images/港.png)"),
        ("![港](<images/港.PNG>)", "![港](<images/港.png>)"),
        ("```{figure} 港.png\n:alt: 港\n```", "```{figure} images/港.png\n:alt: 港\n```"),
        ("![港](file:///C:/Users/elh/港.png)", "![港](images/港.png)"),
        ("![二](二.png)", "![二](二.png)"),
    ],
)
def test_the_address_of_a_picture_is_mended_where_only_one_can_be_meant(blog: Blog, typed: str, wanted: str) -> None:
    for name in ("images/港.png", "1/二.png", "2/二.png"):
        blog.write(f"posts/{name}", b"")
    blog.post("a", f"{typed}\n")
    correct(blog.root / "src", agreed=True, ask=None)
    assert (blog.root / "src/posts/a.md").read_text("utf-8").endswith(f"---\n{wanted}\n")


def test_all_other_bytes_stay(blog: Blog) -> None:
    before = "\ufeff---\r\ntitle: 題\r\ndate: 2025-01-02\r\n---\r\n\r\n・一\r\n・二\n\n| a | b |\r\n| 1 | 2 |\r\n文 \u2028\x0c尾".encode()
    blog.write("posts/a.md", before.replace(b"\x0c", b""))
    path = blog.root / "src/posts/a.md"
    path.chmod(0o640)
    correct(blog.root / "src", agreed=True, ask=None)
    assert path.read_bytes() == before.replace(b"\x0c", b"").replace("・".encode(), b"- ")
    assert path.stat().st_mode & 0o777 == 0o640
    blog.write("posts/a.md", b"| a | b |\r\n| 1 | 2 |")
    correct(blog.root / "src", agreed=True, ask=None)
    assert path.read_bytes() == b"| a | b |\r\n| --- | --- |\r\n| 1 | 2 |"
    assert [file.name for file in path.parent.iterdir()] == ["a.md"]


def test_without_leave_the_difference_is_shown_and_nothing_changes(
    blog: Blog, capsys: pytest.CaptureFixture[str]
) -> None:
    blog.post("a", "・一\n・二\n")
    source = blog.root / "src/posts/a.md"
    before = source.read_bytes()
    assert correct(blog.root / "src", agreed=False, ask=None).startswith("Nothing was changed; make fix YES=1")
    assert correct(blog.root / "src", agreed=False, ask=lambda _question: "n") == "Nothing was changed."
    assert source.read_bytes() == before
    assert "--- a/posts/a.md\n+++ b/posts/a.md\n" in capsys.readouterr().out
    assert correct(blog.root / "src", agreed=False, ask=lambda _question: " Y ") == "Corrected files: 1."
    assert source.read_bytes() == before.replace("・".encode(), b"- ")
    assert correct(blog.root / "src", agreed=True, ask=None).startswith("There is nothing")


@pytest.mark.skipif(not shutil.which("patch"), reason="needs patch")
def test_the_difference_is_one_that_patch_reads(blog: Blog, capsys: pytest.CaptureFixture[str]) -> None:
    blog.write("posts/a.md", f"{HEAD}・一\n・二")
    correct(blog.root / "src", agreed=False, ask=None)
    subprocess.run(["patch", "-p1", "-s"], cwd=blog.root / "src", input=capsys.readouterr().out, text=True, check=True)
    assert (blog.root / "src/posts/a.md").read_text("utf-8") == f"{HEAD}- 一\n- 二"


def test_a_source_that_changes_while_the_author_thinks_is_left_alone(blog: Blog) -> None:
    blog.post("a", "・一\n・二\n")

    def write_meanwhile(_question: str) -> str:
        blog.post("a", "別の文。\n")
        return "y"

    with pytest.raises(Failed, match=r"posts/a\.md"):
        correct(blog.root / "src", agreed=False, ask=write_meanwhile)
    assert (blog.root / "src/posts/a.md").read_text("utf-8").endswith("別の文。\n")


def test_what_is_no_document_is_never_written(blog: Blog, tmp_path: Path) -> None:
    outside = tmp_path / "outside.md"
    outside.write_text("・一\n・二\n", "utf-8")
    blog.conf('exclude_patterns = ["README*", "docs"]')
    names = ("README.md", "docs/a.md", "_static/a.md", ".hidden/a.md", "posts/a.txt", "_build/a.md")
    for name in names:
        blog.write(name, "・一\n・二\n")
    blog.write("posts/sjis.md", "・一\n・二\n".encode("cp932"))
    (blog.root / "src/posts/link.md").symlink_to(outside)
    assert correct(blog.root / "src", agreed=True, ask=None).startswith("There is nothing")
    blog.write("notes/a.md", "・一\n・二\n")
    (blog.root / "src/posts/inside.md").symlink_to(blog.root / "src/notes/a.md")
    correct(blog.root / "src", agreed=True, ask=None)
    assert (blog.root / "src/notes/a.md").read_text("utf-8") == "- 一\n- 二\n"
    assert (blog.root / "src/posts/inside.md").is_symlink()


def test_the_command_asks_nobody_where_there_is_no_terminal(
    blog: Blog, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(blog.root / "src")
    monkeypatch.setattr(sys.stdin, "isatty", lambda: False, raising=False)
    blog.post("a", "・一\n・二\n")
    assert main(["fix"]) == 0
    assert "・一" in (blog.root / "src/posts/a.md").read_text("utf-8")
    assert main(["fix", "--yes"]) == 0
    assert "- 一" in (blog.root / "src/posts/a.md").read_text("utf-8")
    blog.write("conf.py", "1 +\n")
    capsys.readouterr()
    assert main(["fix"]) == 1
    assert capsys.readouterr().err.startswith("conf.py:1: ")
