"""`kawaraban init`: what it writes builds as it is, in Japanese and English; it overwrites nothing; and `kawaraban upgrade`."""

from __future__ import annotations

import errno
import json
import re
import runpy
import subprocess
import tomllib
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement

import kawaraban
from kawaraban import cli
from kawaraban.cli.application import Failed, build
from kawaraban.cli.init import SCAFFOLD
from kawaraban.model.settings import SETTINGS
from tests.conftest import ROOT, files_below, html_tree

init, upgrade = (import_module(f"kawaraban.cli.{name}") for name in ("init", "upgrade"))  # not the functions in cli
NAMES = {"en": ("Harbour Notes", "Jane Doe"), "ja": ("港の灯り", "山田花子")}
LANGUAGES = pytest.mark.parametrize("language", NAMES)


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder in which commands run, on one day, in one zone, in English."""
    monkeypatch.chdir(tmp_path)
    for name, value in {"SOURCE_DATE_EPOCH": "1790000000", "TZ": "Europe/Berlin", "LC_ALL": "C.UTF-8"}.items():
        monkeypatch.setenv(name, value)
    return tmp_path


def start(folder: str, language: str = "en", **options: str) -> Path:
    """Write a blog with names in a language into a folder, and return it."""
    title, author = NAMES[language]
    given = {"title": title, "author": author, "language": language} | options
    assert cli.main(["init", folder, *(f"--{name}={value}" for name, value in given.items())]) == 0
    return Path(folder)


def built(folder: Path) -> dict[str, bytes]:
    """Build a blog, with warnings as errors, and return its files."""
    build(folder.absolute(), folder.absolute() / "_build/html", folder.absolute() / "_build/cache")
    return files_below(folder / "_build/html")


@LANGUAGES
def test_a_new_blog_builds_without_a_warning_and_twice_the_same(language: str) -> None:
    first, second = built(start("a", language)), built(start("b/c", language))
    assert first == second
    pages = {name: html_tree(data) for name, data in first.items() if name.endswith(".html")}
    assert {"index.html", "about.html", "contact.html", "privacy.html", "2026/09/first-post.html"} <= pages.keys()
    assert NAMES[language][0] in str(pages["index.html"].findtext(".//title"))
    for name, page in pages.items():
        if page.find(".//main") is not None:
            links = " ".join(page.xpath("//a/@href"))
            assert all(f"{target}.html" in links for target in ("sitemap", "privacy", "contact")), name


@LANGUAGES
def test_there_is_nothing_to_mend_in_a_new_blog(language: str, capsys: pytest.CaptureFixture[str]) -> None:
    folder = start("blog", language).absolute()
    report = build(folder, folder / "out", folder / "cache", {"kawaraban_preview": True}, proofread=True)
    assert len(report.splitlines()) == 2, report  # its size, and the summary


@LANGUAGES
def test_every_suggestion_in_conf_py_can_be_used(language: str) -> None:
    folder = start("blog", language, address="https://jane.example/notes")
    conf = folder / "conf.py"
    before = conf.read_text("utf-8")
    known = "|".join([*SETTINGS, "html_theme_options", "html_sidebars", "blog_feed_fulltext"])
    for name in SETTINGS.keys() - {"kawaraban_preview", "kawaraban_posts"}:
        assert name in before
    lines = re.sub(rf"(?m)^(    )?# (?=(?:{known}) = |    |\}}|\]|\"(?:text|portrait|portrait_alt)\")", r"\1", before)
    conf.write_text(lines, "utf-8")
    assert {"kawaraban_contact", "html_theme_options", "html_sidebars", "kawaraban_raw_html"} <= runpy.run_path(
        str(conf)
    ).keys()
    (folder.parent / "pictures").mkdir()
    assert "jane.example/notes/2026/09/first-post.html" in built(folder)["sitemap.xml"].decode()


def test_names_with_signs_stay_as_they_are() -> None:
    title, author = 'A $HOME "of" *stars* {x} \\ <b> @title@', "O'Brien & 子"
    folder = start("blog", title=title, author=author)
    conf = runpy.run_path(str(folder / "conf.py"))
    assert (conf["blog_title"], conf["copyright"]) == (title, author)
    pages = built(folder)
    assert html_tree(pages["index.html"]).find(".//h1").text_content() == title
    assert author.replace("'", "’") in html_tree(pages["about.html"]).find(".//main").text_content()


def test_a_known_address_names_the_posts_for_ever_and_an_unknown_one_does_not() -> None:
    known = (start("a", address="https://jane.example/notes") / "conf.py").read_text("utf-8")
    assert 'blog_baseurl = "https://jane.example/notes/"' in known
    assert '\nkawaraban_feed_authority = "jane.example,2026"\n' in known
    assert "\n# kawaraban_feed_authority" in (start("b") / "conf.py").read_text("utf-8")
    assert 'kawaraban_timezone = "Europe/Berlin"' in known


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--title=T"], "--author"), (["--title=T", "--author=A", "--language=fr"], "ja, en"), (["--title=T", "--author=A", "--language=日本"], "日本"),
        (["--title=T", "--author=A", "--address=jane.github.io/x"], "“https://jane.github.io/x/”"),
        (["--title=T", "--author=A", "--address=ftp://x/"], "https://example.org/"), ([f"--title={'T' * 20_000}", "--author=A"], "title"),
        (["--title=T", "--author=A", "--address=https://x.example/?a"], "https://example.org/"),
    ],
)  # fmt: skip
def test_what_is_missing_or_wrong_is_told_and_nothing_is_written(
    options: list[str], told: str, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["init", "blog", *options]) == 1
    assert told in capsys.readouterr().err
    assert not list(here.iterdir())


@pytest.mark.parametrize("there", ["blog/a.md", "blog", "conf.py"])
def test_no_file_is_touched_where_there_are_files(
    there: str, here: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "ja_JP.UTF-8")
    Path(there).parent.mkdir(exist_ok=True)
    Path(there).write_text(mine := 'language = "ja"')
    assert cli.main(["init", "blog", "--title=T", "--author=A"]) == 1
    said = capsys.readouterr().err
    assert Path(there).name in said or str(here) in said
    assert "フォルダー" in said
    assert {path: path.read_text() for path in here.rglob("*") if path.is_file()} == {here / there: mine}


def test_an_empty_repository_is_taken() -> None:
    Path("blog/.git").mkdir(parents=True)
    assert (start("blog") / "conf.py").is_file()


@pytest.mark.parametrize(("number", "told"), [(errno.ENOSPC, "the disk is full"), (errno.EACCES, "not allowed")])
def test_a_full_or_forbidden_disk_leaves_nothing_behind(
    number: int, told: str, here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def opened(path: Path, *arguments: Any, **more: Any) -> Any:
        if arguments[:1] == ("xb",) and path.name == "index.md":
            raise OSError(number, "no", str(path))
        return real(path, *arguments, **more)

    real: Callable[..., Any] = Path.open
    monkeypatch.setattr(Path, "open", opened)
    assert cli.main(["init", "blog", "--title=T", "--author=A"]) == 1
    assert told in capsys.readouterr().err
    assert [*here.rglob("*")] == [here / "blog"]  # so that the same command works when there is room
    monkeypatch.setattr(Path, "open", real)
    start("blog")


@pytest.mark.parametrize(
    ("spoken", "language", "question", "told"),
    [
        ("C", "ja", "ブログの名前: ", "何か書いてください。"),
        ("ja_JP.UTF-8", "en", "Name of the blog: ", "this may not be empty."),
    ],
)
def test_at_a_terminal_it_asks_for_what_is_not_given_until_it_is_right(
    spoken: str,
    language: str,
    question: str,
    told: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    answers = iter(["fr", language, "", "港の灯り", "山田花子", "hana.example", "https://hana.example"])
    asked: list[str] = []

    def answer(text: str) -> str:
        asked.append(text)
        return next(answers)

    monkeypatch.setenv("LC_ALL", spoken)
    monkeypatch.setattr(init, "is_terminal", lambda: True)
    monkeypatch.setattr(init, "ask", answer)
    assert cli.main(["init", "blog"]) == 0
    assert not list(answers)
    assert asked[2] == question
    assert told in capsys.readouterr().out.splitlines()  # no option was given, so none is named
    conf = Path("blog/conf.py").read_text("utf-8")
    assert 'blog_baseurl = "https://hana.example/"' in conf
    assert ("A blog by" in conf) == (language == "en")


def test_the_scaffold_names_nobody() -> None:
    texts = {path: path.read_text("utf-8") for path in SCAFFOLD.rglob("*") if path.is_file() and not path.is_symlink()}
    own = (ROOT / "conf.py").read_text("utf-8")
    theirs = {"elh", "エル", "未来瓦版", "future extra", "#a1352a"} | set(re.findall(r"[\w.]+\.example(?=/\")", own))
    assert not [(path.name, word) for path, text in texts.items() for word in theirs if word in text]
    for folder in ("_static", "posts"):
        assert not {p.read_bytes() for p in (ROOT / folder).rglob("*.svg")} & {text.encode() for text in texts.values()}


DEVELOPERS = {"init", "test", "fuzz", "lint", "bench", "audit", "profile", "messages", "figures", "docs"}
"""Commands that only this repository has."""


def commands(makefile: str) -> dict[str, str]:
    """Return the commands of a Makefile with their descriptions."""
    return {name: text for text, name in re.findall(r"(?m)^## (.+)\n(?:##ja .+\n)?([a-z]+):", makefile)}


def test_a_blog_has_the_commands_of_this_repository() -> None:
    theirs = commands((SCAFFOLD / "common/Makefile").read_text("utf-8"))
    ours = commands((ROOT / "Makefile").read_text("utf-8"))
    assert ours.keys() - DEVELOPERS <= theirs.keys()
    assert theirs.keys() - ours.keys() <= {"publish", "undo", "upgrade"}
    for name in ours.keys() & theirs.keys():
        assert {*re.findall(r"[A-Z]+=", ours[name])} == {*re.findall(r"[A-Z]+=", theirs[name])}, name


@LANGUAGES
def test_make_alone_lists_the_commands_in_the_language_of_the_blog(language: str) -> None:
    folder = start("blog", language)
    help_text = subprocess.run(["make"], cwd=folder, capture_output=True, text=True, check=True).stdout
    makefile = (SCAFFOLD / "common/Makefile").read_text("utf-8")
    lines = commands(makefile)
    assert [line.split()[1] for line in help_text.splitlines()] == list(lines)
    japanese = {name: text for text, name in re.findall(r"(?m)^##ja (.+)\n([a-z]+):", makefile)}
    assert japanese.keys() == lines.keys()
    assert all(text in help_text for text in (japanese if language == "ja" else lines).values())


def test_the_workflow_of_a_blog_is_that_of_this_repository() -> None:
    theirs = (SCAFFOLD / "common/dot_github/workflows/publish.yml").read_text("utf-8")
    assert theirs == (ROOT / ".github/workflows/publish.yml").read_text("utf-8")


def test_every_dependency_is_a_range_that_holds_the_pinned_version() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    pins = (ROOT / "constraints.txt").read_text("utf-8")
    pinned = {name.lower(): version for name, version in re.findall(r"(?m)^([\w.-]+)==(\S+)$", pins)}
    for each in map(Requirement, project["dependencies"]):
        assert "==" not in str(each)
        assert each.specifier.contains(pinned[each.name]), each
    assert (SCAFFOLD / "constraints.txt").read_text("utf-8") == pins


def test_outside_of_a_blog_a_command_says_so_and_writes_nothing(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for command in ("html", "check", "links"):
        assert cli.main([command]) == 1
        assert "kawaraban init" in capsys.readouterr().err
    assert not list(here.iterdir())
    with pytest.raises(SystemExit) as ended:
        cli.main([])
    assert ended.value.code == 0
    assert "rename" in capsys.readouterr().out


class Pip:
    """Stands for pip where a version is the newest; *fails* at installing."""

    def __init__(self, newest: str, *, fails: bool = False) -> None:
        self.newest, self.fails, self.calls = newest, fails, list[tuple[str, ...]]()

    def __call__(self, *arguments: str) -> str:
        self.calls.append(arguments)
        if "--dry-run" in arguments:
            found = [] if self.newest == kawaraban.__version__ else [{"metadata": {"version": self.newest}}]
            return json.dumps({"install": found})
        if self.fails and arguments[-1].startswith(f"kawaraban=={self.newest}"):
            raise Failed("no")
        return ""


def test_upgrade_writes_the_newest_version_and_keeps_other_lines(here: Path) -> None:
    Path("requirements.txt").write_text(f"# mine\nkawaraban=={kawaraban.__version__}\nsphinx-design\n")
    pip = Pip("99.1")
    assert upgrade.upgrade(here, pip).startswith(f"Kawaraban {kawaraban.__version__} → 99.1")
    assert Path("requirements.txt").read_text() == "# mine\nkawaraban==99.1\nsphinx-design\n"
    assert pip.calls[1] == ("install", "--no-deps", "kawaraban==99.1")
    assert pip.calls[2][-1].endswith("constraints.txt")


def test_an_upgrade_that_fails_or_is_not_needed_leaves_everything(here: Path) -> None:
    pin = f"kawaraban=={kawaraban.__version__}\n"
    Path("requirements.txt").write_text(pin)
    assert "newest" in upgrade.upgrade(here, Pip(kawaraban.__version__))
    pip = Pip("99.1", fails=True)
    with pytest.raises(Failed):
        upgrade.upgrade(here, pip)
    assert Path("requirements.txt").read_text() == pin
    assert pip.calls[-1][-1] == pin.strip()
    Path("requirements.txt").write_text("sphinx-design\n")
    with pytest.raises(Failed, match="kawaraban=="):
        upgrade.upgrade(here, pip)


def test_what_changed_is_said_of_the_versions_in_between() -> None:
    log = "# Changelog\n\n## Unreleased\n\na\n\n## 0.3.0 (2027-01-01)\n\nb\n\n## 0.10.0, soon\n\nc\n\n## 0.2.0\n\nd\n\n## 0.1.0\n\ne\n"
    said = upgrade.changes(log, "0.1.0", "0.3.0")
    assert re.findall(r"(?m)^[a-e]$", said) == ["b", "d"]
    ours = upgrade.changes((SCAFFOLD / "CHANGELOG").read_text("utf-8"), "0.0.9", kawaraban.__version__)
    assert ours.startswith(f"## {kawaraban.__version__}")
