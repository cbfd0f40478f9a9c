"""`make new`: a file in its place, under an address that can be read, with front matter that says what was given."""

from __future__ import annotations

import os
import pty
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kawaraban import cli
from kawaraban.cli.application import Failed
from kawaraban.cli.new import normalise_title
from kawaraban.model.frontmatter import FrontMatter, read
from kawaraban.model.frontmatter.editing import scalar, set_text
from kawaraban.text.edits import apply_edits, apply_edits_to_file
from kawaraban.text.encoding import decode
from kawaraban.text.romaji import LONGEST, romanised_slug
from tests.conftest import Blog

Command = Callable[..., tuple[int, str]]
ROOT = Path(__file__).parent.parent
NOON = "1764547200"  # 2025-12-01T00:00Z, nine in the morning in Tokyo


@pytest.fixture
def new(blog: Blog, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """Begin something in the blog; return exit status and what was said."""
    monkeypatch.chdir(blog.root / "src")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", NOON)
    monkeypatch.delenv("EDITOR", raising=False)

    def run(*arguments: str) -> tuple[int, str]:
        status = cli.main(["new", *arguments])
        said = capsys.readouterr()
        return status, (said.out + said.err).strip()

    return run


def matter(path: str | Path) -> FrontMatter:
    text, faults = decode(Path(path).read_bytes())
    found, more = read(text, ZoneInfo("Asia/Tokyo"))
    assert not faults + more
    return found


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("世界情勢など", "sekai-jousei-nado"),
        ("レアアースの話", "rare-earth-no-hanashi"),
        ("パリとバリ", "paris-to-bari"),
        ("AI活用とGPT-5", "ai-katsuyou-to-gpt-5"),
        ("「はい」と言った。", "hai-to-itta"),
        ("Don’t panic: café!", "dont-panic-cafe"),
        ("ﾊﾝｶｸ　カナ🎉", "hankaku-kana"),
        ("🎉", ""),
        ("x" * 80, "x" * LONGEST),
    ],
)
def test_a_title_becomes_an_address_that_can_be_read_aloud(title: str, slug: str) -> None:
    assert romanised_slug(title) == slug


def test_a_long_title_is_cut_at_a_word() -> None:
    whole = "レアアースから見る、これから来る世界とその次に来る世界の話をする長い題名"
    assert romanised_slug(whole) == "rare-earth-kara-miru-kore-kara-kuru-sekai-to-sono"


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(lambda text: text.strip()))
def test_every_title_reads_back_as_it_was_given(title: str) -> None:
    try:
        plain = normalise_title(title)
    except Failed:
        return
    text = f"---\ntitle: {scalar(plain)}\ntags: [{scalar(plain)}]\ndraft: true\n---\n"
    found, faults = read(decode(text.encode())[0], ZoneInfo("UTC"))
    assert (found.title, faults) == (plain, [])


@pytest.mark.parametrize(
    "title", ['"題"', "'題'", "題: 副題", "# 題", "a\nb", "~", "no", "- 甲", "{甲}", "甲 #乙", "🙂", "\\n", "*", "@"]
)
def test_titles_with_signs_of_yaml_read_back(new: Command, title: str) -> None:
    assert new("--title", title, "--slug", "x")[0] == 0
    assert matter("posts/2025/12/x.md").title == " ".join(title.split())


@given(st.text(alphabet="甲a: #'\"\\[]{},\n-|>&*!%@`🙂", min_size=1).filter(str.strip))
def test_a_value_is_changed_and_nothing_else_whatever_it_is(value: str) -> None:
    text = "---\ntitle: 題  # 覚え\nseries: 'x'\ndraft: true\n---\n本文。\n"
    said = " ".join(value.split())
    before = read(text, ZoneInfo("UTC"))[0]
    after, faults = read(apply_edits(text, set_text(text, "series", said)), ZoneInfo("UTC"))
    assert (after.series, after.title, after.draft, faults) == (said, before.title, before.draft, [])


def test_line_ends_and_marks_at_the_beginning_stay() -> None:
    data = b"\xef\xbb\xbf---\r\ntitle: a\r\ndraft: true\r\n---\r\nx\ny\r\n"
    edits = [*set_text(decode(data)[0], "title", "甲"), *set_text(decode(data)[0], "series", "乙")]
    after = apply_edits_to_file(data, edits)
    assert after == data.replace(b"title: a", "title: 甲".encode()).replace(
        b"true\r\n", "true\r\nseries: 乙\r\n".encode()
    )


def test_a_draft_is_begun_at_the_blogs_date(blog: Blog, new: Command) -> None:
    blog.conf('kawaraban_timezone = "Pacific/Honolulu"')  # there it is still November
    assert new("--title", "題") == (0, "posts/2025/11/dai.md")
    assert Path("posts/2025/11/dai.md").read_text() == (
        "---\ntitle: 題\ndate: 2025-11-30\ncategory: \ntags: []\ndraft: true\n---\n\n"
    )


def test_what_is_given_is_written(blog: Blog, new: Command) -> None:
    assert new("--title", "題", "--category", "世界: 情勢", "--date", "2024-03-05 08:30")[0] == 0
    found = matter("posts/2024/03/dai.md")
    assert (found.category, f"{found.date:%Y-%m-%d %H:%M}", found.draft) == (("世界: 情勢",), "2024-03-05 08:30", True)
    blog.build()


def test_no_file_is_ever_overwritten_and_no_address_is_given_twice(blog: Blog, new: Command) -> None:
    blog.post("2025/12/Dai", redirect_from="/2025/12/dai-3.html")
    for number in (2, 4, 5):
        assert new("--title", "題") == (0, f"posts/2025/12/dai-{number}.md")
    blog.build(kawaraban_preview=True)


def test_a_title_that_cannot_be_read_gets_the_time(new: Command) -> None:
    assert new("--title", "🎉") == (0, "posts/2025/12/01-0900.md")


def test_without_the_extra_a_draft_is_begun_all_the_same(new: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kawaraban.cli.new.romanised_slug", lambda _title: (_ for _ in ()).throw(ImportError))
    status, said = new("--title", "題")
    assert (status, said.splitlines()[0]) == (0, "posts/2025/12/01-0900.md")
    assert "SLUG=" in said


def test_an_address_in_japanese_is_kept(blog: Blog, new: Command) -> None:
    assert new("--title", "x", "--slug", "レアアースの話") == (0, "posts/2025/12/レアアースの話.md")
    assert new("--title", "x", "--slug", "か\u3099") == (0, "posts/2025/12/が.md")


@pytest.mark.parametrize(
    ("slug", "better"),
    [("甲 乙?", "SLUG=甲-乙"), ("a/b", "SLUG=a-b"), ("../x", "SLUG=x"), ("???", "SLUG=rare-earths"), (".x", "SLUG=x"),
     ("あ" * 100, "SLUG=" + "あ" * 60)],
)  # fmt: skip
def test_an_address_that_cannot_be_is_told_with_one_that_can(blog: Blog, new: Command, slug: str, better: str) -> None:
    blog.post("a")
    status, said = new("--title", "x", "--slug", slug)
    assert (status, len(said.splitlines())) == (1, 1)
    assert better in said
    assert not Path("posts/2025").exists()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [([], "TITLE="), (["--title", " "], "TITLE="), (["--title", "x", "--date", "明日"], "DATE"),
     (["--title", "x", "--page", "y"], "PAGE"), (["--work", "x", "--category", "RPG"], "RPG")],
)  # fmt: skip
def test_what_is_missing_or_wrong_is_told_where_nobody_can_be_asked(
    blog: Blog, new: Command, arguments: list[str], told: str
) -> None:
    blog.write("works.md", "# 作品\n\n## 本\n")
    status, said = new(*arguments)
    assert (status, len(said.splitlines())) == (1, 1)
    assert told in said


def test_a_page_is_begun_at_the_root(blog: Blog, new: Command) -> None:
    assert new("--page", "予定 *と* `約束` [x] #1") == (0, "yotei-to-yakusoku-x-1.md")
    assert new("--page", "ブログ", "--slug", "blog") == (0, "blog-2.md")
    blog.build()
    assert "<h1>予定 *と* `約束` [x] #1" in blog.read("yotei-to-yakusoku-x-1.html").replace("<wbr>", "")


WORK = """# 作品

- [『甲』](#甲)
- [『乙』](#乙)

## 本

{.book}
### 『甲』
![表紙](a.svg)

:作: elh
:入手: [連絡先](x.md)へ

話。

## 遊び

{.game}
### 『乙』

:形: RPG
"""


def test_a_work_is_put_beside_the_others_in_their_form(blog: Blog, new: Command) -> None:
    blog.write("works.md", WORK)
    assert new("--work", "丙", "--category", "本")[0] == 0
    added = "\n{.book}\n### 『丙』\n\n:作: elh\n:入手: [連絡先](x.md)へ\n"
    first = WORK.replace("\n話。\n", "\n話。\n" + added).replace("(#甲)\n", "(#甲)\n- [『丙』](#丙)\n")
    assert Path("works.md").read_text() == first
    status, said = new("--work", "丁", "--category", "遊び")
    second = first.replace("(#乙)\n", "(#乙)\n- [『丁』](#丁)\n") + "\n{.game}\n### 『丁』\n\n:形: RPG\n"
    assert Path("works.md").read_text() == second
    assert (status, second.split("\n")[int(said.partition(":")[2]) - 1]) == (0, "### 『丁』")
    assert new("--work", "丁", "--category", "遊び")[0] == 1


def test_without_a_page_of_works_there_is_one(blog: Blog, new: Command) -> None:
    assert new("--work", "甲") == (0, "works.md:3")
    assert Path("works.md").read_text() == "# 作品\n\n## 甲\n\n"


def test_at_a_terminal_what_is_missing_is_asked_and_the_editor_opened(
    blog: Blog, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A real terminal: the questions, numbered categories, the date that is proposed, the editor."""
    blog.post("a", category="日記")
    blog.post("b", category="世界")
    blog.post("c", category="世界")
    for name, value in (("SOURCE_DATE_EPOCH", NOON), ("EDITOR", "touch -r conf.py opened"), ("PYTHONUTF8", "1")):
        monkeypatch.setenv(name, value)
    ours, theirs = pty.openpty()
    command = subprocess.Popen(
        [sys.executable, "-m", "kawaraban", "new"], cwd=blog.root / "src", stdin=theirs, stdout=theirs, stderr=theirs
    )
    os.close(theirs)
    os.write(ours, "聞かれた題\n2\n\n".encode())
    said = b""
    while True:
        try:
            said += os.read(ours, 1000)
        except OSError:  # the other end is closed
            break
    assert command.wait() == 0, said.decode()
    assert said.decode().index("1 世界") < said.decode().index("2 日記")
    assert "2025-12-01" in said.decode()
    (path,) = (blog.root / "src/posts/2025/12").iterdir()
    assert (matter(path).title, matter(path).category) == ("聞かれた題", ("日記",))
    assert (blog.root / "src/opened").exists()


@pytest.mark.parametrize("title", ["a \"b\" $5 $(touch x) `touch x` \\ # 'c' $$HOME", "-x", "--help"])
def test_words_reach_the_program_through_make_as_they_are(blog: Blog, title: str) -> None:
    shutil.copy(ROOT / "Makefile", blog.root / "src/Makefile")
    for name in ("pyproject.toml", "constraints.txt", ".venv/.base", ".venv/.new"):
        blog.write(name, "")
    blog.write(".venv/bin/python", f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    (blog.root / "src/.venv/bin/python").chmod(0o755)
    command = ["make", "--no-print-directory", "new", f"TITLE={title}", "SLUG=x", "DATE=2025-12-01"]
    done = subprocess.run(
        command, cwd=blog.root / "src", capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
    )
    assert done.stdout == "posts/2025/12/x.md\n", done.stderr
    assert matter(blog.root / "src/posts/2025/12/x.md").title == title
    assert not (blog.root / "src/x").exists()
