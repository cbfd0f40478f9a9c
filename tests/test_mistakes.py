"""What authors are told of the mistakes in `mistakes.toml`: file, line and the whole message, in both languages."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Blog

MISTAKES = tomllib.loads((Path(__file__).parent / "mistakes.toml").read_text("utf-8"))["mistake"]
SHARED = ("conf.py", "links.toml", "redirects.toml")
"""Files of which a blog has one, so that each mistake in them needs a blog of its own."""
CONF = """extensions = ["kawaraban"]
language = "{language}"
blog_title = "小さな瓦版"
blog_baseurl = "https://blog.example/"
blog_authors = {{"elh": ("エル", None)}}
blog_default_author = "elh"
kawaraban_feed_authority = "blog.example,2025"
"""
PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"/>'
HARBOUR = "---\ntitle: 港\ndate: 2025-10-01\n---\n## 朝\n\n![港](harbour.svg)\n"


def blogs() -> dict[str, list[dict[str, Any]]]:
    """The mistakes by the blog that has them."""
    found = defaultdict(list)
    for mistake in MISTAKES:
        found[mistake["name"] if mistake["file"] in SHARED else f"posts ({mistake['command']})"].append(mistake)
    return found


BLOGS = blogs()


def lay(blog: Blog, mistakes: list[dict[str, Any]], language: str) -> None:
    """Write a blog with these mistakes."""
    files = {"index.md": "# 小さな瓦版\n", "posts/harbour.svg": PICTURE, "posts/harbour.md": HARBOUR}
    conf = CONF.format(language=language)
    for mistake in mistakes:
        matter = f"---\ntitle: 題 {mistake['name']}\ndate: 2025-10-27\n---\n"
        text = mistake["source"] if "source" in mistake else matter + mistake["body"]
        if mistake["file"] == "conf.py":
            conf += text
        else:
            blog.write(mistake["file"], text.encode(mistake.get("encoding", "utf-8")))
        for name, other in mistake.get("files", {}).items():
            blog.write(name, other.encode(mistake.get("files_encoding", "utf-8")))
    for name, text in {**files, "conf.py": conf}.items():
        blog.write(name, text)


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("name", BLOGS)
def test_every_mistake_is_told_with_its_place_and_what_to_write(blog: Blog, name: str, language: str) -> None:
    mistakes = BLOGS[name]
    lay(blog, mistakes, language)
    check = mistakes[0]["command"] == "check"
    said = blog.build(proofread=True, kawaraban_preview=True).splitlines()[:-2] if check else blog.fails().splitlines()
    told = [f"{mistake['at']}: {mistake['says'][language]}" for mistake in mistakes]
    expected = [line for text in told for line in text.splitlines()]
    assert set(said) ^ set(expected) == set()
    assert len(said) == len(expected)


def test_each_mistake_has_a_name_of_its_own() -> None:
    assert len({mistake["name"] for mistake in MISTAKES}) == len(MISTAKES) >= 60
