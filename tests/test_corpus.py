"""Posts as people bring them from Hugo, Zenn, Qiita, Jekyll, MyST and Obsidian: what builds, and what is said of the rest.

The posts are our own, each in the shape of a public blog and with its traps; `corpus/expected.toml` says what becomes
of them.
"""

from __future__ import annotations

import shutil
import tomllib
from collections import defaultdict
from collections.abc import Collection, Iterable
from pathlib import Path

from tests.conftest import Blog, html_tree

CORPUS = Path(__file__).parent / "corpus"
Texts = dict[tuple[str, int], list[str]]
"""By file and line."""
EXPECTED = tomllib.loads((CORPUS / "expected.toml").read_text("utf-8"))


def lay(blog: Blog, names: Collection[str]) -> None:
    """Lay posts of the corpus, and all its pictures, into a blog."""
    for path in CORPUS.rglob("*.*"):
        name = path.relative_to(CORPUS).as_posix()
        target = "_static/" + name if name.startswith("images/") else "posts/" + name
        if path.suffix == ".svg" or name.removesuffix(".md") in names:
            (blog.root / "src" / target).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, blog.root / "src" / target)


def told(said: Iterable[str], texts: Texts) -> list[tuple[str, int, str]]:
    """Each told line as (file, line, whether it says what is expected there), and the same for what is expected."""
    found = []
    for line in said:
        path, number, text = line.split(":", maxsplit=2)
        wanted = texts.get((path, int(number)), [])
        part = next((part for part in wanted if part in text), text)
        found.append((path, int(number), part))
    return sorted(found)


def expected(kind: str, names: Iterable[str]) -> tuple[Texts, list[tuple[str, int, str]]]:
    """What is expected of posts: the texts by file and line, and all of them in order."""
    texts: Texts = defaultdict(list)
    for name in names:
        for each in EXPECTED[name].get(kind, []):
            number, _blank, part = each.partition(" ")
            texts[f"posts/{name}.md", int(number)].append(part)
    return texts, sorted((*place, part) for place, parts in texts.items() for part in parts)


def words(path: Path) -> str:
    (text,) = html_tree(path.read_text("utf-8")).xpath("//article")
    return str(text.text_content()).replace("\u200b", "")


def test_every_post_of_the_corpus_is_expected() -> None:
    names = {path.relative_to(CORPUS).as_posix().removesuffix(".md") for path in CORPUS.rglob("*.md")}
    assert names == EXPECTED.keys()
    assert len(names) == 60


def test_what_shall_build_builds_and_is_noticed(blog: Blog) -> None:
    names = [name for name, what in EXPECTED.items() if "errors" not in what]
    lay(blog, names)
    texts, lines = expected("notices", names)
    said = [line for line in blog.build(proofread=True).splitlines() if line.startswith("posts/")]
    assert told(said, texts) == lines
    for name in names:
        page = blog.out / f"{name}.html"
        assert page.is_file() == EXPECTED[name].get("page", True), name
        for text in EXPECTED[name].get("shows", []):
            assert text in words(page), name
        for text in EXPECTED[name].get("hides", []):
            assert text not in words(page), name


def test_what_is_wrong_is_told_with_its_line_and_nothing_else(blog: Blog) -> None:
    names = [name for name, what in EXPECTED.items() if "errors" in what]
    lay(blog, names)
    texts, lines = expected("errors", names)
    assert told(blog.fails().splitlines(), texts) == lines
