"""Regular expressions and methods that are kept from build to build are like those that Python compiles."""

from __future__ import annotations

import os
import re
import sys
from collections import namedtuple
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markupsafe import Markup

from kawaraban.incremental import compiled
from kawaraban.incremental.compiled import NAME, Compiled

TEXTS = ("あいう abc-123", "aa\nbB", "", "2026-11-28", "ſKé")


@contextmanager
def kept_in(folder: Path) -> Iterator[Compiled]:
    kept = Compiled(str(folder))
    kept.begin()
    try:
        re.purge()
        yield kept
    finally:
        kept.save()
        re.purge()


def described(pattern: re.Pattern[str]) -> tuple[object, ...]:
    found = [
        [(each.span(), each.groups(), each.groupdict(), each.lastgroup) for each in pattern.finditer(text)]
        for text in TEXTS
    ]
    return pattern.pattern, pattern.flags, pattern.groups, dict(pattern.groupindex), found


@pytest.fixture
def stock(monkeypatch: pytest.MonkeyPatch) -> Callable[[], int]:
    """How many expressions `re` itself has compiled."""
    asked: list[object] = []
    compiler = compiled._compiler.compile

    def counting(*given: object) -> object:
        asked.append(given)
        return compiler(*given)

    monkeypatch.setattr(compiled._compiler, "compile", counting)
    return lambda: len(asked)


@pytest.mark.parametrize(
    ("pattern", "flags"),
    [
        (r"(?P<year>\d+)-(?P<month>\d\d)?", 0), (r"(?i)ſk|É", 0), (r"^ a+ # letters", re.VERBOSE | re.MULTILINE),
        (r"(?<=あ)[い-う]|(a)(?(1)a|b)", re.DOTALL), (r"(?>a+)b*+", re.IGNORECASE), (r"", re.ASCII),
    ],
)  # fmt: skip
def test_a_kept_expression_is_the_same(tmp_path: Path, stock: Callable[[], int], pattern: str, flags: int) -> None:
    plain = described(re.compile(pattern, flags))
    with kept_in(tmp_path):
        assert described(re.compile(pattern, flags)) == plain
    before = stock()
    with kept_in(tmp_path):
        assert described(re.compile(pattern, flags)) == plain
    assert stock() == before


@pytest.mark.filterwarnings("ignore:Possible:FutureWarning")
@given(
    st.from_regex(r"[ab.|()*?\[\]あ^$\\d-]{1,9}"),
    st.sampled_from([0, re.IGNORECASE, re.MULTILINE, re.VERBOSE, re.IGNORECASE | re.DOTALL]),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_any_expression_is_kept_or_refused_alike(tmp_path: Path, pattern: str, flags: int) -> None:
    try:
        plain = described(re.compile(pattern, flags))
    except re.error:
        plain = None
    for _turn in range(2):
        with kept_in(tmp_path):
            if plain is None:
                with pytest.raises(re.error):
                    re.compile(pattern, flags)
            else:
                assert described(re.compile(pattern, flags)) == plain


@pytest.mark.parametrize("data", [b"", b"damaged", None])
def test_a_damaged_file_or_one_of_another_python_is_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stock: Callable[[], int], data: bytes | None
) -> None:
    with kept_in(tmp_path):
        re.compile("a+b")
    if data is None:
        monkeypatch.setattr(compiled, "VERSION", "other")
    else:
        (tmp_path / NAME).write_bytes(data)
    before = stock()
    with kept_in(tmp_path):
        assert re.compile("a+b").match("aab")
    assert stock() > before


def test_expressions_that_are_no_longer_used_are_dropped_when_there_are_many(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compiled, "MANY", 3)
    for names in ("abc", "cd", "ce"):
        with kept_in(tmp_path):
            for name in names:
                re.compile(name)
    assert {key[0] for key in Compiled(str(tmp_path))._kept} >= {"c", "e"}
    assert len(Compiled(str(tmp_path))._kept) <= 3


def test_a_folder_that_cannot_be_written_to_is_no_mistake(tmp_path: Path) -> None:
    with kept_in(tmp_path / "missing"):
        assert re.compile("a").match("a")


def test_kept_methods_are_the_same(tmp_path: Path) -> None:
    compiled = []
    for _turn in range(2):
        with kept_in(tmp_path) as kept:

            @dataclass(frozen=True, slots=True, order=True)
            class Point:
                x: int
                y: int = 2

            Pair = namedtuple("Pair", "a b", defaults=[3])
        compiled.append(len(kept._new))
        assert (repr(Point(1)), hash(Point(1)), Point(1) < Point(2)) == (
            f"{Point.__qualname__}(x=1, y=2)",
            hash((1, 2)),
            True,
        )
        assert repr(Pair(1)) == "Pair(a=1, b=3)"
    assert compiled[0] > compiled[1] == 0


def test_the_cache_is_used_where_compiled_modules_are_not_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    assert Path(compiled.folder_for(str(tmp_path))).name == "__pycache__"
    monkeypatch.setattr(os, "access", lambda *_given: False)
    assert compiled.folder_for(str(tmp_path)) == str(tmp_path)


def test_a_text_of_another_kind_is_compiled_each_time(tmp_path: Path) -> None:
    for _turn in range(2):
        with kept_in(tmp_path):
            assert re.compile(Markup("a+d")).match("aad")
