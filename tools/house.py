#!/usr/bin/env python3
"""Generates parts of the READMEs and CONTRIBUTING from the code: keys, settings, modules, and the pipeline."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from functools import partial
from gettext import translation
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))
import kawaraban  # noqa: E402
from kawaraban.model.ablog_settings import ABLOG_SETTINGS  # noqa: E402
from kawaraban.model.frontmatter import KEYS  # noqa: E402
from kawaraban.model.settings import SETTINGS  # noqa: E402

PACKAGE = ROOT / "kawaraban"
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def purpose(path: Path) -> str:
    """Return the first line of a module's docstring."""
    return (ast.get_docstring(ast.parse(path.read_text("utf-8"))) or "").partition("\n")[0]


def tree(folder: Path = PACKAGE, depth: int = 0) -> list[str]:
    """Return the modules of a package as lines of a Markdown list, followed by its subpackages."""
    modules = [path for path in sorted(folder.glob("*.py")) if path.name != "__init__.py"]
    lines = [f"{'  ' * depth}- `{path.stem}` {purpose(path)}" for path in modules]
    for package in sorted(folder.glob("*/__init__.py"), key=lambda path: order(path.parent.name)):
        lines.append(f"{'  ' * depth}- **{package.parent.name}/** {purpose(package)}")
        lines += tree(package.parent, depth + 1)
    return lines


def order(package: str) -> tuple[int, str]:
    """Return the sort key of a package: its layer in the import linter's configuration, then its name."""
    (layers,) = (each["layers"] for each in PYPROJECT["tool"]["importlinter"]["contracts"] if each["type"] == "layers")
    return (-layers.index(package) if package in layers else 1, package)


def pipeline() -> list[str]:
    """Return the phases of a build as rows of a Markdown table."""
    rows = ["| phase | event | handlers, in order |", "| --- | --- | --- |"]
    for phase in kawaraban.PIPELINE:
        when = "before" if phase.priority == kawaraban.FIRST else "after"
        handlers = ", ".join(f"`{handler}`" for handler in phase.handlers)
        rows.append(f"| {phase.name} | {phase.event}, {when} other packages | {handlers} |")
    return rows


def keys(language: str) -> list[str]:
    """Return the keys of front matter as rows of a Markdown table in a language."""
    say = translator(language)
    rows = [f"| {say('key')} | {say('value')} |", "| --- | --- |"]
    return rows + [f"| `{name}` | {say(about['meaning'])} |" for name, about in KEYS.items()]


def settings(language: str) -> list[str]:
    """Return our settings as rows of a Markdown table in a language."""
    say = translator(language)
    rows = [f"| {say('setting')} | {say('meaning')} | {say('value')} | {say('default')} |", "| --- | --- | --- | --- |"]
    for name, each in SETTINGS.items():
        rows.append(f"| `{name}` | {say(each.meaning)} | {say(each.expected).strip()} | `{each.default!r}` |")
    return rows


def ablog() -> list[str]:
    """Return ABlog's settings as rows of a Markdown table."""
    kinds = {"honoured": [], "another meaning": [], "no use": []}  # type: dict[str, list[str]]
    for name, fate in ABLOG_SETTINGS.items():
        kind = "no use" if fate.is_needless else "another meaning" if fate.stops else "honoured"
        kinds[kind].append(f"| `{name}` | {kind} | {fate.text} |")
    return ["| ABlog's setting | here | |", "| --- | --- | --- |", *(row for rows in kinds.values() for row in rows)]


def translator(language: str) -> Callable[[str], str]:
    """Return a function that translates a text of the interface; English has no catalogue."""
    return translation("sphinx", PACKAGE / "locale", [language], fallback=True).gettext


PARTS: dict[str, dict[str, Callable[[], list[str]]]] = {
    "CONTRIBUTING.md": {"tree": tree, "pipeline": pipeline, "ablog": ablog},
    "README.md": {"keys": partial(keys, "en"), "settings": partial(settings, "en")},
    "README.ja.md": {"keys": partial(keys, "ja"), "settings": partial(settings, "ja")},
}


def renewed(file: str, text: str) -> str:
    """Return the text of a file with its generated parts updated. Raises ValueError if a marker is missing."""
    for name, lines in PARTS[file].items():
        parts = re.split(rf"(?s)(?<=<!-- {name} -->\n).*?(?=<!-- /{name} -->)", text)
        if len(parts) != 2:
            raise ValueError(f"{file} has {len(parts) - 1} places for the {name}")
        text = parts[0] + "".join(f"{line}\n" for line in lines()) + parts[1]
    return text


if __name__ == "__main__":
    for file in PARTS:
        (ROOT / file).write_text(renewed(file, (ROOT / file).read_text("utf-8")), "utf-8")
