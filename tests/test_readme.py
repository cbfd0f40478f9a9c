"""README.ja.md says all that README.md says."""

from __future__ import annotations

import re

from tests.conftest import ROOT

ENGLISH, JAPANESE = ((ROOT / name).read_text("utf-8") for name in ("README.md", "README.ja.md"))


def code_in(text: str) -> set[str]:
    """What is written as code outside the generated tables: commands, settings, files, one word of Markdown."""
    text = re.sub(r"(?s)<!-- (\w+) -->.*?<!-- /\1 -->", "", text)
    blocks = "\n".join(re.findall(r"^```\w*\n(.*?)^```$", text, re.MULTILINE | re.DOTALL))
    commands = {line.split("  #")[0].strip() for line in blocks.splitlines() if line.startswith("$ ")}
    words = re.findall(r"(?<!`)`([^`\n]+)`(?!`)", text) + re.findall(r"\(([\w./-]+\.md)\)", text)
    return commands | {word for word in words if word.isascii() and (" " not in word or word.startswith("make "))}


def test_both_have_the_same_sections() -> None:
    sections = [re.findall(r"^## ", text, re.MULTILINE) for text in (ENGLISH, JAPANESE)]
    assert len(sections[0]) == len(sections[1])


def test_what_is_named_in_english_is_named_in_japanese() -> None:
    words = {word for word in code_in(ENGLISH) if word not in JAPANESE}
    assert words - {"README.ja.md", "docs/en/index.md"} == set()
