"""The tables of messages are those of the packages that are installed, and every row is translated."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import pytest

from kawaraban.cli import arguments
from kawaraban.model.messages import (
    docutils,
    myst,
    python,
    sphinx_documents,
    sphinx_extensions,
    sphinx_settings,
    toml,
    translate_python_error,
)
from kawaraban.model.messages.message import Message
from kawaraban.model.problems import Problem
from tests.test_house import catalogue

TABLES = {
    "myst_parser": (*myst.MESSAGES, *myst.DIRECTIVES, *myst.REASONS),
    "docutils": (*docutils.MESSAGES, *docutils.REASONS),
    "sphinx": (*sphinx_documents.MESSAGES, *sphinx_settings.MESSAGES, *sphinx_extensions.MESSAGES),
}
OTHERS = (*python.ERRORS, *python.REASONS, *toml.MESSAGES, *arguments.MESSAGES)
HOLE = "\0"
"""What stands for a part of a message that varies."""
CONF = {
    'x = "a': "quotation mark", "x = [1": "“[”", "x = 1]": "“]”", "x = [1)": "“[”", "x = [\n1)": "on line 1",
    "x = “a”": "“", "x =　1": "", "x = ['a'\nb.c]": "comma", "x = {'a' 1}": "", " x = 1": "spaces", "x = 1 2": "",
    "if x:\n    y\n  z": "as many spaces", "港の x = 1": "", "a-b = 1": "left of", '"""a': "three",
}  # fmt: skip


def plain(text: str) -> str:
    """A message of a package as it is compared: on one line, with one mark for each part that varies."""
    holes = re.sub(r"%\(\w+\)[rsd]|%[rsd]|\{[\w.]*(?:![rs])?\}", HOLE, text)
    return re.sub(f"{HOLE}+", HOLE, " ".join(holes.split()))


def text_of(node: ast.expr) -> str | None:
    """The text that an expression makes, None if it makes none."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr():
            return "".join(text_of(part) or HOLE for part in node.values)
        case ast.BinOp(op=ast.Add()):
            left, right = text_of(node.left), text_of(node.right)
            return (left or HOLE) + (right or HOLE) if left or right else None
    return None


@cache
def texts(package: str) -> frozenset[str]:
    """All texts in the code of a package."""
    spec = find_spec(package)
    assert spec
    assert spec.origin
    trees = (ast.parse(path.read_text("utf-8")) for path in Path(spec.origin).parent.rglob("*.py"))
    nodes = (node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.expr))
    return frozenset(plain(text) for node in nodes if (text := text_of(node)))


@pytest.mark.parametrize("package", TABLES)
def test_each_row_is_a_message_of_the_package_that_is_installed(package: str) -> None:
    assert not [row.source for row in TABLES[package] if plain(row.source) not in texts(package)]


def rows() -> Iterator[Message]:
    for table in (*TABLES.values(), OTHERS):
        yield from table


def test_each_row_is_translated_with_the_same_parts() -> None:
    words = catalogue()
    for row in rows():
        parts = set(re.findall(r"%\((\w+)\)s", row.text))
        assert parts <= {*re.findall(r"\{(\w+)\}", row.source), "directive"}, row.source
        if row.text != "%(name)s: %(reason)s":
            message = words.get(row.text)
            assert message, row.text
            assert message.string, row.text
            assert set(re.findall(r"%\((\w+)\)s", str(message.string))) <= parts, row.text


def test_each_row_stands_once() -> None:
    for table in (*TABLES.values(), OTHERS):
        assert len({row.source for row in table}) == len(table)


def test_a_row_finds_the_parts_of_a_message() -> None:
    row = Message("duplicate label {name}, other instance in {path}; {all}", "")
    assert row.match("duplicate label 'a', other instance in _StrPath('b.md'); ['c', \"d\", or 'e']") == {
        "name": "a",
        "path": "b.md",
        "all": "c, d, e",
    }
    assert row.match("another label") is None


@pytest.mark.parametrize(("conf", "told"), CONF.items())
def test_a_mistake_in_conf_is_told_in_other_words_than_pythons(conf: str, told: str) -> None:
    with pytest.raises(SyntaxError) as found:
        compile(conf, "conf.py", "exec")
    text = translate_python_error(found.value)
    assert text != found.value.msg
    assert told in text


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('a = 1\nb = "c\n', 2), ("a = 1\nb = c\n", 2), ("a = 1\nb\n", 2), ("a = [1\n", 1), ('"a" "b"', 1), ("a = 1\na = 2\n", 2),
        ("[a\nb = 1\n", 1), ("a = 1\n“b” = 1\n", 2), ('a = "x",\n', 1), ("a：1\n", 1), ("a = 1\nb = '''c\n", 2),
    ],
)  # fmt: skip
def test_a_mistake_in_toml_is_told_in_other_words_than_pythons(text: str, line: int) -> None:
    with pytest.raises(tomllib.TOMLDecodeError) as found:
        tomllib.loads(text)
    problem = toml.toml_problem("links.toml", text, found.value)
    assert problem == Problem("links.toml", line, problem.text)
    assert "TOML:" not in problem.text
