"""The code itself: small modules in their packages, one table of handlers, one door to ABlog, every word translated."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

import kawaraban
from tools import house

HOUSE = Path(kawaraban.__file__).parent
MODULES = sorted(HOUSE.rglob("*.py"))
THEME = HOUSE / "theme" / "kawaraban"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(HOUSE).as_posix())
def test_modules_and_functions_are_small_and_documented(path: Path) -> None:
    text = path.read_text("utf-8")
    assert len(text.splitlines()) <= 250
    tree = ast.parse(text)
    assert ast.get_docstring(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            assert (node.end_lineno or 0) - node.lineno < 42, node.name
    for body in [tree.body, *(node.body for node in tree.body if isinstance(node, ast.ClassDef))]:
        for node in body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                assert ast.get_docstring(node), node.name


def test_only_the_door_touches_ablog() -> None:
    for path in MODULES:
        if path.parent.name != "sources":
            assert not re.search(r"^\s*(import ablog|from ablog)", path.read_text("utf-8"), re.MULTILINE), path.name


def test_the_package_holds_no_documents_as_it_lies_within_the_site_of_this_repository() -> None:
    assert not [path for path in HOUSE.rglob("*") if path.suffix in (".md", ".rst", ".ipynb")]


def test_the_top_of_the_package_is_its_architecture() -> None:
    shown = {path.name for path in HOUSE.iterdir() if path.name != "__pycache__"}
    assert len(shown) <= 19
    assert {name for name in shown if name.endswith(".py")} == {"__init__.py", "__main__.py"}


def imports(path: Path) -> Iterator[str]:
    """What a module imports when it runs; not what only its types need."""
    tree = ast.parse(path.read_text("utf-8"))
    for_types = [node for node in tree.body if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)]
    skipped = {id(inner) for node in for_types for inner in ast.walk(node)}
    for node in ast.walk(tree):
        if id(node) not in skipped and isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif id(node) not in skipped and isinstance(node, ast.ImportFrom):
            yield node.module or ""


def test_text_and_model_ask_of_sphinx_its_translations_and_errors() -> None:
    below = {"text": {"sphinx.locale"}, "model": {"sphinx", "sphinx.locale", "sphinx.errors"}}
    for package, allowed in below.items():
        for path in (HOUSE / package).rglob("*.py"):
            asked = {name for name in imports(path) if name.partition(".")[0] == "sphinx"}
            assert asked <= allowed, path


def test_every_handler_of_the_pipeline_is_there_and_stands_there_once() -> None:
    handlers = [handler for phase in kawaraban.PIPELINE for handler in phase.handlers]
    assert len(handlers) == len(set(handlers))
    assert all(callable(kawaraban.resolve_handler(handler)) for handler in handlers)
    assert not [path for path in MODULES[1:] if re.search(r"\bapp\.connect\(", path.read_text("utf-8"))]


@pytest.mark.parametrize("file", house.PARTS)
def test_what_is_written_of_the_code_is_so(file: str) -> None:
    text = (HOUSE.parent / file).read_text("utf-8")
    assert text == house.renewed(file, text), "run: python tools/house.py"


def test_the_checker_of_types_is_silenced_seldom_and_with_a_reason() -> None:
    lines = [line for path in MODULES for line in path.read_text("utf-8").splitlines() if "# type: ignore" in line]
    assert len(lines) <= 10
    assert all(re.search(r"# type: ignore\[[a-z-]+\]  # \w", line) for line in lines)


def test_templates_and_styles_keep_their_budgets() -> None:
    for path in THEME.rglob("*.html"):
        assert len(path.read_text("utf-8").splitlines()) <= 50, path.name
    for path in (THEME / "styles").rglob("*.css"):
        rules = re.sub(r"/\*.*?\*/|\{[^{}]*\}", "", path.read_text("utf-8"), flags=re.DOTALL)
        assert "#" not in rules, path.name
        assert "!important" not in path.read_text("utf-8"), path.name


def catalogue() -> Catalog:
    with (HOUSE / "locale/ja/LC_MESSAGES/sphinx.po").open("rb") as file:
        return read_po(file, locale="ja")


def test_every_word_of_the_interface_is_translated() -> None:
    words = set()
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if (
                isinstance(node, ast.Call)
                and getattr(node.func, "id", "") in ("_", "N_")
                and isinstance(node.args[0], ast.Constant)
            ):
                words.add(str(node.args[0].value))
    for path in THEME.rglob("*.html"):
        words |= {found[1] for found in re.findall(r"""\b_\((["'])(.+?)\1\)""", path.read_text("utf-8"))}
    missing = {word for word in words if not (message := catalogue().get(word)) or not message.string}
    assert not missing


def test_the_compiled_catalogue_is_that_of_the_text() -> None:
    from gettext import GNUTranslations

    with (HOUSE / "locale/ja/LC_MESSAGES/sphinx.mo").open("rb") as file:
        compiled = GNUTranslations(file)
    for message in catalogue():
        if isinstance(message.id, str) and message.id:
            assert compiled.gettext(message.id) == message.string


def test_versions_are_pinned_without_an_address_and_no_file_names_a_place_on_one_machine() -> None:
    root = HOUSE.parent
    assert "//" not in (root / "constraints.txt").read_text("utf-8")
    assert not [path.name for path in root.glob("*lock*")]
    folders = ("kawaraban/**/*.py", "tools/*.py", "docs/*", ".github/**/*.yml", ".ci/*", "*.md", "*.toml", "Makefile")
    texts = {
        path: path.read_bytes().decode("utf-8", "replace")
        for each in folders
        for path in root.glob(each)
        if path.is_file()
    }
    own = re.compile(r"(?<![\w./>])/(?:home|root|Users|work)/\w")
    assert not [path for path, text in texts.items() if own.search(text)]


def test_no_script_takes_the_place_of_a_module_of_pythons_own() -> None:
    scripts = {path.stem for folder in ("benchmarks", "tools") for path in (HOUSE.parent / folder).glob("*.py")}
    assert not scripts & sys.stdlib_module_names
