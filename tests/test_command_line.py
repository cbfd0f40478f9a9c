"""`make` and the commands speak the blog's language, also to whoever has nothing but make, and misspells a word."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from kawaraban.cli import COMMANDS, OPTIONS, main
from tests.conftest import ROOT, Blog
from tests.test_house import catalogue

KANA = re.compile("[ぁ-んァ-ヶ]")
SLIPS = {
    "htlm": "「htlm」というコマンドはありません",
    "html --verfy": "「--verify」のことですか",
    "html --verify=x": "--verify に値は要りません",
    "serve --port": "--port のあとに値がありません",
    "serve --port 八千": "「八千」はポートの番号ではありません",
    "serve --port 70000": "「70000」はポートの番号ではありません",
    "rename --t x --s y": "どれか分かりません",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the Makefile and a conf.py in Japanese, and nothing else."""
    shutil.copy(ROOT / "Makefile", tmp_path / "Makefile")
    (tmp_path / "conf.py").write_text('language = "ja"\n', "utf-8")
    return tmp_path


def make(folder: Path, *arguments: str) -> str:
    """What make prints."""
    command = ["make", "--no-print-directory", *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


def test_make_alone_lists_every_target_in_the_language_of_the_blog_without_python(folder: Path) -> None:
    targets = set(re.findall(r"(?m)^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"))) - {"help"}
    for language in ("ja", "en"):
        (folder / "conf.py").write_text(f"language = '{language}'\n", "utf-8")
        lines = make(folder, "PYTHON=none").splitlines()
        assert {line.split()[1] for line in lines} == targets
        assert all(bool(KANA.search(line.replace("題名", ""))) == (language == "ja") for line in lines)
    assert (
        list(folder.iterdir()) == [*folder.glob("Makefile"), *folder.glob("conf.py")] or not (folder / ".venv").exists()
    )


def test_make_says_what_is_wrong_in_the_language_of_the_blog(folder: Path) -> None:
    (folder / "pyproject.toml").touch()
    (folder / "constraints.txt").touch()
    old = folder / "python"
    old.write_text(
        "#!/bin/sh\nexec python3 -c \"import sys; sys.version_info = (3, 9); sys.version = '3.9.1'; "
        'code, sys.argv[1:] = sys.argv[2], sys.argv[3:]; exec(code)" "$@"\n'
    )
    old.chmod(0o755)
    for language, told in (
        ("ja", ("「make htlm」というコマンドはありません", "「nopython」が見つかりません", "いまは 3.9.1")),
        ("en", ("There is no “make htlm”", "There is no “nopython”", "this is 3.9.1")),
    ):
        (folder / "conf.py").write_text(f'language = "{language}"\n', "utf-8")
        said = (make(folder, "htlm"), make(folder, "html", "PYTHON=nopython"), make(folder, "html", "PYTHON=./python"))
        assert all(part in text for part, text in zip(told, said, strict=True)), said


@pytest.mark.parametrize(("line", "told"), SLIPS.items())
def test_a_slip_on_the_command_line_is_told_in_the_language_of_the_blog(
    blog: Blog, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], line: str, told: str
) -> None:
    monkeypatch.chdir(blog.root / "src")
    with pytest.raises(SystemExit) as ended:
        main(line.split())
    assert ended.value.code == 2
    said = capsys.readouterr()
    assert told in said.err
    assert said.err.count("\n") == 1
    assert not said.out
    blog.conf('language = "en"')
    with pytest.raises(SystemExit):
        main(line.split())
    assert not KANA.search(capsys.readouterr().err.replace("八千", ""))


def test_help_is_in_the_language_of_the_blog(
    blog: Blog, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(blog.root / "src")
    for arguments in ([], *([command.__name__] for command in COMMANDS)):
        with pytest.raises(SystemExit) as ended:
            main([*arguments, "--help"])
        assert ended.value.code == 0
        assert "書き方: " in capsys.readouterr().out


def test_every_command_and_option_is_described_in_japanese() -> None:
    texts = [str(command.__doc__).split("\n", maxsplit=1)[0] for command in COMMANDS]
    texts += [
        str(settings["help"]) for options in OPTIONS.values() for _name, settings in options if "help" in settings
    ]
    assert not [text for text in texts if not (message := catalogue().get(text)) or not message.string]


def test_without_conf_the_language_is_that_of_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("LC_ALL", raising=False)
    monkeypatch.delenv("LC_MESSAGES", raising=False)
    for language, told in (("ja_JP.UTF-8", "ここには conf.py がありません"), ("C", "There is no conf.py here")):
        monkeypatch.setenv("LANG", language)
        assert main(["html"]) == 1
        assert told in capsys.readouterr().err
