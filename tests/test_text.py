"""Japanese text outside Markdown: characters that are never cut, phrases of titles, excerpts."""

from __future__ import annotations

import re

import pytest
import regex

from kawaraban.sources.metadata import excerpt_of, truncate
from kawaraban.text.graphemes import SINGLE, clusters
from kawaraban.text.phrases import phrases, with_breaks
from tests.conftest import Blog

FAMILY = "👨\u200d👩\u200d👧"


@pytest.mark.parametrize(
    "text",
    [
        "漢",
        "か\u3099",
        "葛\U000e0100",
        FAMILY,
        "🇯🇵",
        "👍🏽",
        "1\ufe0f\u20e3",
        "e\u0301",
        "🏴\U000e0067\U000e007f",
        "\n",
    ],
)
def test_a_character_is_never_cut(text: str) -> None:
    assert clusters(f"あ{text}い") == ["あ", text, "い"]


def test_no_two_of_the_characters_that_stand_alone_are_one() -> None:
    alone = "".join(re.findall(f"[{SINGLE}]", "".join(map(chr, range(0xD800)))))
    assert regex.findall(r"\X", alone) == list(alone)
    assert regex.findall(r"\X", alone[::-1]) == list(alone)[::-1]


def test_syllables_that_are_typed_in_pieces_are_one() -> None:
    assert clusters("ग्रु각") == ["ग्रु", "각"]
    assert clusters("a\r\nb") == ["a", "\r\n", "b"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [("南鳥島沖のレアアース泥を掘る", ("南鳥島沖の", "レアアース泥を", "掘る")), ("Only Latin words", ("Only Latin words",)),
     ("2024年3月の出来事", ("2024年3月の", "出来事")), ("中文标题", ("中文标题",)), ("", ("",))],
)  # fmt: skip
def test_phrases(text: str, expected: tuple[str, ...]) -> None:
    assert phrases(text) == expected


def test_marks_between_phrases_escape_the_rest() -> None:
    assert with_breaks("<b>の話をする") == "&lt;b&gt;の<wbr>話を<wbr>する"


@pytest.mark.parametrize("length", range(1, 30))
def test_a_cut_keeps_characters_whole(length: int) -> None:
    text = f"{FAMILY}葛\U000e0100飾が\u3099と家族{FAMILY}で旅をする。" * 3
    kept = truncate(text, length)
    assert text.startswith(kept)
    assert len(kept) <= length
    assert clusters(text)[: len(clusters(kept))] == clusters(kept)


def test_an_excerpt_ends_behind_a_sentence_or_a_phrase() -> None:
    sentence = "一つ目の文はここで終わる。"
    assert excerpt_of(iter([sentence * 30])).endswith("終わる。")
    words = "句点のない長い文が、読点だけでどこまでも、" * 20
    assert excerpt_of(iter([words])).endswith(
        ("が…", "の…", "ない…", "だけで…", "までも…", "どこまでも…", "長い…", "文が…")
    )
    latin = "word " * 60
    assert excerpt_of(iter([latin])).endswith("word…")


def test_headings_and_cards_break_between_phrases(blog: Blog) -> None:
    blog.post("a", "## ｜灯台《とうだい》まで`code`を歩いた日\n", title="灯台まで歩いた日")
    blog.build()
    page = blog.read("a.html")
    assert ">灯台まで<wbr>歩いた<wbr>日" in page
    assert "</rt><rp>）</rp></ruby>まで" in page
    assert "を<wbr>歩いた" in page
    assert "<title>灯台まで歩いた日 — " in page
    assert "灯台まで<wbr>歩いた<wbr>日</a></h" in blog.read("index.html")
    assert "wbr" not in blog.read("blog/atom.xml")
    blog.conf('language = "en"')
    blog.build()
    assert "<wbr>" not in blog.read("a.html") + blog.read("index.html")
