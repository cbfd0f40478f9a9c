"""Ten small blogs in the shape of public ABlog blogs, adopted: what is printed, and what answers afterwards.

Each file in tests/adopt is one blog: its files, each under a line `===== path`, then what is printed, what the author
does by hand, the addresses that ABlog published, and what pages show. `python -m tests.test_adopt` writes anew what is
printed, tests/stock_ablog.py the addresses.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import tempfile
from pathlib import Path
from urllib.parse import unquote, urljoin
from xml.etree import ElementTree

import pytest
from sphinx import locale

from kawaraban import cli
from kawaraban.cli.application import Failed, build
from tests.conftest import files_below

BLOGS = sorted((Path(__file__).parent / "adopt").glob("*.txt"))
BUILT, ADOPTED = "the list of make html", "the list of kawaraban adopt"
WRITES, DELETES, OLD, SHOWN = "then the author writes ", "then the author deletes ", "old addresses", "shown on "
NO_FILE = (BUILT, ADOPTED, WRITES, DELETES, OLD, SHOWN)


def sections_of(file: Path) -> dict[str, str]:
    """Return the parts of a file in tests/adopt by their titles."""
    parts = re.split(r"^===== (.*)\n", file.read_text("utf-8"), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def write_sections(file: Path, sections: dict[str, str]) -> None:
    file.write_text("".join(f"===== {title}\n{text}" for title, text in sections.items()), "utf-8")


def lay(sections: dict[str, str], root: Path) -> None:
    for name, text in sections.items():
        if not name.startswith(NO_FILE):
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(text, "utf-8")


def list_of_build(root: Path) -> str:
    """What `make html` prints on the blog with `extensions = ["kawaraban"]`, which changes nothing."""
    try:
        build(root, root / "_build/html", root / "_build/cache", {"extensions": ["kawaraban"]})
    except Failed as failed:
        assert not failed.trace
        return f"{failed}\n"
    return ""


def list_of_adoption(*options: str) -> str:
    """What `kawaraban adopt` prints in the working directory, up to the changes of files."""
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        assert cli.main(["adopt", *options]) == 0
    listed = re.split(r"^(?:--- |\S+ → )", said.getvalue(), maxsplit=1, flags=re.MULTILINE)[0]
    locale.translators.clear()
    return listed


def old_addresses(sections: dict[str, str]) -> dict[str, list[str]]:
    """The addresses that ABlog published, with the ids of entries in feeds."""
    parts = re.split(r"^/", next(text for title, text in sections.items() if title.startswith(OLD)), flags=re.MULTILINE)
    return {f"/{address}": ids for address, *ids in (part.splitlines() for part in parts[1:])}


def is_answered(site: Path, address: str, ids: list[str]) -> bool:
    """Whether a reader of an old address sees a page, or one to which it redirects; a subscriber, the same posts."""
    file = site / (address.lstrip("/") + "index.html" * address.endswith("/"))
    if not file.is_file():
        return False
    if file.suffix == ".xml":
        entries = ElementTree.parse(file).iterfind("{*}entry/{*}id")
        return {entry.text for entry in entries} >= {each.strip() for each in ids}
    target = re.search(r'http-equiv="refresh" content="0; url=([^"]+)"', file.read_text("utf-8"))
    path = unquote(urljoin(f"http://host/{address.lstrip('/')}", target[1] if target else ""))
    return not target or (site / path.removeprefix("http://host/")).is_file()


@pytest.mark.parametrize("file", BLOGS, ids=lambda file: file.stem)
def test_a_blog_made_for_ablog_is_adopted(file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sections = sections_of(file)
    lay(sections, tmp_path)
    monkeypatch.chdir(tmp_path)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert list_of_build(tmp_path) == sections[BUILT]
    locale.translators.clear()
    assert list_of_adoption("--dry-run") == sections[ADOPTED]
    assert all(path.read_bytes() == content for path, content in before.items())
    assert list_of_adoption("--yes") == sections[ADOPTED]
    for title, text in sections.items():
        if title.startswith(WRITES):
            Path(title.removeprefix(WRITES)).write_text(text, "utf-8")
        if title.startswith(DELETES):
            Path(title.removeprefix(DELETES)).unlink()
    list_of_adoption("--yes")  # what the author has converted to Markdown is still ABlog's
    site = tmp_path / "_build/html"
    assert not re.search(
        r"^\S+:", build(tmp_path, site, tmp_path / "_build/cache"), re.MULTILINE
    )  # no notice on a file
    for address, ids in old_addresses(sections).items():
        if not is_answered(site, address, ids):
            assert f"{address}; here it has no page until" in sections[ADOPTED]
    for title, text in sections.items():
        if title.startswith(SHOWN):
            page = re.sub(r"\s+", " ", (site / title.removeprefix(SHOWN)).read_text("utf-8"))
            assert [line for line in text.splitlines() if line not in page] == [], page
    done = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    list_of_adoption("--yes")
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == done  # nothing is left to do


@pytest.mark.parametrize("options", [["--dry-run"], ["--yes"]])
def test_no_post_is_moved_over_another(
    options: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lay({
        "conf.py": 'extensions = ["ablog"]\nblog_baseurl = "https://a.example/"\n', "index.md": "# A\n",
        "2020/a.md": "---\nblogpost: true\ndate: 2020-01-02\n---\n# One\n",
        "posts/2020/a.md": "---\nblogpost: true\ndate: 2020-01-03\n---\n# Two\n",
    }, tmp_path)  # fmt: skip
    before = files_below(tmp_path)
    monkeypatch.chdir(tmp_path)
    assert cli.main(["adopt", *options]) == 1
    assert capsys.readouterr().err.startswith("2020/a.md should become posts/2020/a.md, which exists already")
    assert files_below(tmp_path) == before


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('extensions = ("ablog", "myst_parser")', "conf.py:1: extensions: “kawaraban” is added."),
        ('extensions = ["ablog"] + ["myst_parser"]', "Left to you:\nconf.py:1: extensions: add “kawaraban”."),
    ],
)
def test_what_is_left_to_the_author_is_not_told_as_done(
    line: str, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "conf.py").write_text(f'{line}\nblog_baseurl = "https://a.example/"\n')
    (tmp_path / "index.md").write_text("# A\n")
    monkeypatch.chdir(tmp_path)
    assert told in list_of_adoption("--dry-run")


def keep(file: Path) -> None:
    """Write what is printed for a blog into its file."""
    sections = {title: text for title, text in sections_of(file).items() if title not in (BUILT, ADOPTED)}
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder).resolve()
        os.chdir(root)
        lay(sections, root)
        locale.translators.clear()
        built = list_of_build(root)
        locale.translators.clear()
        printed = {BUILT: built, ADOPTED: list_of_adoption("--dry-run")}
    at = next(n for n, title in enumerate(sections) if title.startswith((WRITES, DELETES, OLD)))
    write_sections(file, dict([*list(sections.items())[:at], *printed.items(), *list(sections.items())[at:]]))


if __name__ == "__main__":
    for each in BLOGS:
        keep(each)
