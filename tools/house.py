#!/usr/bin/env python3
"""Writes what CONTRIBUTING.md says of the code from the code: the tree of its modules, and what a build does in order."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))
import kawaraban  # noqa: E402

FILE = ROOT / "CONTRIBUTING.md"
PACKAGE = ROOT / "kawaraban"
SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def purpose(path: Path) -> str:
    """Return the first line of a module's docstring."""
    return (ast.get_docstring(ast.parse(path.read_text("utf-8"))) or "").partition("\n")[0]


def tree(folder: Path = PACKAGE, depth: int = 0) -> list[str]:
    """Return the modules of a package as lines of a Markdown list, its packages after them."""
    modules = [path for path in sorted(folder.glob("*.py")) if path.name != "__init__.py"]
    lines = [f"{'  ' * depth}- `{path.stem}` {purpose(path)}" for path in modules]
    for package in sorted(folder.glob("*/__init__.py"), key=lambda path: order(path.parent.name)):
        lines.append(f"{'  ' * depth}- **{package.parent.name}/** {purpose(package)}")
        lines += tree(package.parent, depth + 1)
    return lines


def order(package: str) -> tuple[int, str]:
    """Return what sorts packages: as the linter has them from below, then by name."""
    (layers,) = (each["layers"] for each in SETTINGS["tool"]["importlinter"]["contracts"] if each["type"] == "layers")
    return (-layers.index(package) if package in layers else 1, package)


def pipeline() -> list[str]:
    """Return the phases of a build as rows of a Markdown table."""
    rows = ["| phase | event | handlers, in order |", "| --- | --- | --- |"]
    for phase in kawaraban.PIPELINE:
        when = "before" if phase.priority == kawaraban.FIRST else "after"
        handlers = ", ".join(f"`{handler}`" for handler in phase.handlers)
        rows.append(f"| {phase.name} | {phase.event}, {when} the packages below | {handlers} |")
    return rows


def renewed(text: str) -> str:
    """Return the text of CONTRIBUTING.md with both parts as the code is now."""
    for name, lines in (("tree", tree()), ("pipeline", pipeline())):
        part = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
        text, found = part.subn(lambda match, lines=lines: match[1] + "\n".join(lines) + "\n" + match[2], text)
        if found != 1:
            raise ValueError(f"{FILE.name} has {found} places for the {name}")
    return text


if __name__ == "__main__":
    FILE.write_text(renewed(FILE.read_text("utf-8")), "utf-8")
