"""The handbook: both languages say the same, its commands and examples work, and its tables name what the code has."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from types import ModuleType

import ablog.post
import pytest

from kawaraban.cli.application import build
from kawaraban.directives.charts.directives import Chart, Map
from kawaraban.directives.embeds import Linkcard, ShowVideo
from kawaraban.directives.gallery import Gallery
from tests.conftest import ROOT, html_tree

DOCS = ROOT / "docs"
NOT_RUN = dict(line.split("\t", 1) for line in (DOCS / "not-run.txt").read_text("utf-8").splitlines() if line)
LANGUAGES = pytest.mark.parametrize("language", ["ja", "en"])


def module(name: str) -> ModuleType:
    """A script of docs/, which is no package."""
    spec = importlib.util.spec_from_file_location(name, DOCS / f"{name}.py")
    assert spec and spec.loader
    loaded = importlib.util.module_from_spec(spec)
    sys.modules[name] = loaded
    spec.loader.exec_module(loaded)
    return loaded


handbook = module("handbook")
CHAPTERS: tuple[str, ...] = handbook.CHAPTERS


def text_of(language: str, chapter: str) -> str:
    return (DOCS / language / f"{chapter}.md").read_text("utf-8")


def consoles(text: str) -> list[tuple[str, list[str]]]:
    """The commands of a chapter in order, each with the output that is shown for it."""
    found: list[tuple[str, list[str]]] = []
    for block in re.findall(r"^```console\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
        for line in block.splitlines():
            if line.startswith("$ "):
                found.append((line[2:].split("  #")[0].strip(), []))
            elif line.strip():
                found[-1][1].append(line)
    return found


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_a_chapter_has_the_same_parts_in_both_languages(chapter: str) -> None:
    japanese, english = text_of("ja", chapter), text_of("en", chapter)
    for part in (r"^##", r"^`{3,}\{\w", r"^\$ ", r"^\| ", r"^\d\. "):
        count = [len(re.findall(part, text, re.MULTILINE)) for text in (japanese, english)]
        assert count[0] == count[1], part


@LANGUAGES
def test_the_handbook_builds_without_a_warning_and_leads_through_all_chapters(language: str, tmp_path: Path) -> None:
    build(DOCS / language, tmp_path / "out", tmp_path / "cache")
    order, page = [], f"{CHAPTERS[0]}.html"
    while page:
        order.append(page.removesuffix(".html"))
        found = html_tree((tmp_path / "out" / page).read_bytes())
        page = "".join(found.xpath("//nav[@class='kw-near']/a[@rel='next']/@href"))
        assert len(found.xpath("//aside//nav[contains(@class, 'kw-contents')]//li/a")) == len(CHAPTERS)
    assert order == [*CHAPTERS]


@LANGUAGES
@pytest.mark.parametrize("directive", [Chart, Map, Linkcard, ShowVideo, Gallery, ablog.post.PostListDirective])
def test_every_option_of_a_block_is_explained(language: str, directive: type) -> None:
    named = set(re.findall(r"`([\w-]+)`", text_of(language, "directives")))
    assert set(directive.option_spec) <= named  # type: ignore[attr-defined]


@LANGUAGES
def test_every_kind_of_mistake_is_listed(language: str) -> None:
    listed = tomllib.loads((ROOT / "tests/mistakes.toml").read_text("utf-8"))["mistake"]
    groups = re.findall(r"^```\{mistakes\} (.+)$", text_of(language, "errors"), re.MULTILINE)
    assert sorted(groups) == sorted({each["group"] for each in listed})


@pytest.fixture
def blog(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str, chapter: str) -> Path:
    """A blog as `kawaraban init` makes it, whose environment is the one that runs the tests.

    As in the handbook, git records it from the chapter on backup on, and knows nobody before.
    """
    for name in ("EDITOR", "VISUAL", "MAKEFLAGS"):
        monkeypatch.delenv(name, raising=False)
    home = tmp_path / "home"
    home.mkdir()
    for name, value in {"HOME": str(home), "XDG_CONFIG_HOME": str(home), "GIT_CONFIG_NOSYSTEM": "1"}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    folder = tmp_path / "my-blog"
    options = ["--title=手帖", "--author=花子", "--address=https://hanako.example/", f"--language={language}"]
    subprocess.run([sys.executable, "-m", "kawaraban", "init", str(folder), *options], check=True, capture_output=True)
    programs = folder / ".venv/bin"
    programs.mkdir(parents=True)
    for name, command in {"python": "", "kawaraban": "-m kawaraban "}.items():
        (programs / name).write_text(f'#!/bin/sh\nexec "{sys.executable}" {command}"$@"\n')
        (programs / name).chmod(0o755)
    for stamp in ("base", "new", "serve", "publish"):
        (folder / f".venv/.{stamp}").touch()
    if CHAPTERS.index(chapter) > CHAPTERS.index("backup"):
        for command, _shown in consoles(text_of(language, "backup"))[:6]:
            subprocess.run(command, shell=True, cwd=folder, check=True, capture_output=True)
    with (folder / "about.md").open("a", encoding="utf-8") as page:
        page.write("\nここを直した。\n")
    return folder


@LANGUAGES
@pytest.mark.parametrize("chapter", CHAPTERS)
def test_the_commands_of_a_chapter_work_in_order(chapter: str, blog: Path, language: str) -> None:
    for command, shown in consoles(text_of(language, chapter)):
        if command in NOT_RUN:
            continue
        done = subprocess.run(command, shell=True, cwd=blog, capture_output=True, text=True, timeout=120, check=False)
        said = done.stdout + done.stderr
        assert done.returncode == 0, f"{command}\n{said}"
        for line in shown:
            assert "…" in line or line.strip() in said, f"{command}\n{said}"


def test_a_command_that_is_not_run_has_a_reason_and_is_in_the_handbook() -> None:
    named = {
        command for language in ("ja", "en") for each in CHAPTERS for command, _ in consoles(text_of(language, each))
    }
    assert set(NOT_RUN) <= named
    assert all(reason.strip() for reason in NOT_RUN.values())
