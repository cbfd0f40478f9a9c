"""Labels keep every letter of their names in their addresses."""

from __future__ import annotations

import pytest

from kawaraban.model.labels import Label, clashes, problem_with, slug_of


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("世界情勢など", "世界情勢など"), ("パリ", "パリ"), ("バリ", "バリ"), ("ﾊﾞﾘ", "バリ"), ("が", "が"), ("ガ", "ガ"),
        ("é", "é"), ("C++", "c"), ("AI", "ai"), ("a/b", "a-b"), ("..", ""), ("<script>", "script"), ("🙂", ""),
        ("・・・", ""), ("海底 トンネル", "海底-トンネル"), ("Ａ＆Ｂ", "a-b"), ("한국", "한국"), ("-x-", "x"), ("❤️", ""), ("①", "1"),
    ],
)  # fmt: skip
def test_a_slug_keeps_letters_and_joins_the_rest_with_one_dash(name: str, slug: str) -> None:
    assert slug_of(name) == slug


def test_the_authors_choice_wins() -> None:
    assert slug_of("C++", {"C++": "cpp"}) == "cpp"


def test_an_empty_slug_asks_for_one() -> None:
    assert "kawaraban_label_slugs" in problem_with("🙂", "")


def test_two_names_at_one_address_are_a_clash() -> None:
    labels = [Label("tag", name, slug_of(name)) for name in ("C", "C++", "カ", "ガ", "ｶﾞ", "AI", "ai")]
    assert [(a.name, b.name) for a, b in clashes(labels)] == [("C", "C++"), ("ガ", "ｶﾞ"), ("AI", "ai")]
