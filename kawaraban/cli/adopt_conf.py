"""Edits of conf.py that are certain: of single statements at the top level, and of items that they write literally."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from kawaraban.text.edits import Edit, apply_edits

if TYPE_CHECKING:
    from collections.abc import Iterable


class ConfFile:
    """The text of a conf.py, and its changes; a method that cannot make a change for certain returns False."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.added: list[str] = []

    @property
    def result(self) -> str:
        """The changed text."""
        lines = "".join(f"{line}\n" for line in self.added)
        return self.text + ("\n" if lines and not self.text.endswith("\n") else "") + ("\n" if lines else "") + lines

    def value_of(self, name: str) -> ast.expr | None:
        """Return the value that the only statement about *name* assigns to it."""
        statement = self._statement(name)
        return statement.value if statement else None

    def line_of(self, name: str) -> int:
        """Return the line of that statement, or 1."""
        statement = self._statement(name)
        return statement.lineno if statement else 1

    def add(self, line: str) -> None:
        """Add a line at the end."""
        self.added.append(line)

    def remove(self, name: str) -> bool:
        """Remove the statement that assigns *name*."""
        statement = self._statement(name)
        if statement is None or not self._has_lines_of_its_own(statement):
            return False
        start, end = self._at(statement.lineno, 0), self._at((statement.end_lineno or 0) + 1, 0)
        return self._change([Edit(start, end, "")])

    def set(self, name: str, value: object) -> bool:
        """Set *name* to a literal value."""
        node = self.value_of(name)
        if node is None:
            return False
        return self._change([Edit(*self._span(node), literal(value))])

    def insert_first(self, name: str, value: str) -> bool:
        """Insert a text at the beginning of the list or tuple that is assigned to *name*."""
        node = self.value_of(name)
        if not isinstance(node, ast.List) and not (isinstance(node, ast.Tuple) and node.elts):
            return False
        start = self._span(node.elts[0])[0] if node.elts else self._span(node)[0] + 1
        line = self.text[self.text.rfind("\n", 0, start) + 1 : start]
        after = "" if not node.elts else ", " if line.strip() else f",\n{line}"
        return self._change([Edit(start, start, literal(value) + after)])

    def remove_key(self, name: str, key: str) -> bool:
        """Remove a key of the dict that is assigned to *name*."""
        node = self.value_of(name)
        if not isinstance(node, ast.Dict):
            return False
        for at, (given, value) in enumerate(zip(node.keys, node.values, strict=True)):
            if isinstance(given, ast.Constant) and given.value == key:
                following = node.keys[at + 1] if at + 1 < len(node.keys) else None
                return self._drop(self._span(given)[0], self._span(value)[1], following)
        return False

    def replace_items(self, name: str, item: str, new: str) -> bool:
        """Replace a text wherever it is an item of a list within the value of *name*; remove it if *new* is empty."""
        done = False
        while (found := self._item(name, item)) is not None:
            node, following, others = found
            if new and new not in others:
                changed = self._change([Edit(*self._span(node), literal(new))])
            else:
                changed = self._drop(*self._span(node), following)
            if not changed:
                return False
            done = True
        return done

    def replace_texts(self, name: str, old: str, new: str) -> bool:
        """Replace a text wherever it stands alone in the value of *name*."""
        nodes = [node for node in ast.walk(self.value_of(name) or ast.Constant(None)) if isinstance(node, ast.Constant)]
        return self._change([Edit(*self._span(node), literal(new)) for node in nodes if node.value == old])

    def _item(self, name: str, item: str) -> tuple[ast.expr, ast.expr | None, list[Any]] | None:
        """Return the first such item, the one after it, and the texts of the list."""
        for node in ast.walk(self.value_of(name) or ast.Constant(None)):
            if isinstance(node, (ast.List, ast.Tuple)):
                for at, each in enumerate(node.elts):
                    source = ast.get_source_segment(self.text, each) or ""
                    if (isinstance(each, ast.Constant) and each.value == item) or source == item:
                        texts = [other.value for other in node.elts if isinstance(other, ast.Constant)]
                        return each, (node.elts[at + 1] if at + 1 < len(node.elts) else None), texts
        return None

    def _statement(self, name: str) -> ast.Assign | None:
        """Return the statement that assigns *name*, if there is one only, at the top level."""
        body = ast.parse(self.text)
        found = [node for node in body.body if isinstance(node, ast.Assign) and _names(node.targets) == [name]]
        written = [
            node for node in ast.walk(body) if isinstance(node, ast.Name) and node.id == name
            and isinstance(node.ctx, ast.Store)
        ]  # fmt: skip
        return found[0] if len(found) == len(written) == 1 else None

    def _has_lines_of_its_own(self, statement: ast.stmt) -> bool:
        lines = self.text.split("\n")[statement.lineno - 1 : statement.end_lineno]
        rest = lines[-1].encode()[statement.end_col_offset or 0 :].decode().strip()
        return statement.col_offset == 0 and (not rest or rest.startswith("#"))

    def _at(self, line: int, column: int) -> int:
        """Return the position of a line and a column in bytes, as `ast` counts them."""
        lines = self.text.split("\n")
        rest = lines[line - 1].encode()[:column].decode() if line <= len(lines) else ""
        return min(sum(len(each) + 1 for each in lines[: line - 1]), len(self.text)) + len(rest)

    def _span(self, node: ast.expr) -> tuple[int, int]:
        return self._at(node.lineno, node.col_offset), self._at(node.end_lineno or 0, node.end_col_offset or 0)

    def _drop(self, start: int, end: int, following: ast.expr | None) -> bool:
        """Remove an item with its comma, and its lines if nothing else is on them."""
        if following is not None:
            end = self._span(following)[0]
        else:
            rest = self.text[end:]
            end += len(rest) - len(rest.lstrip(" ").removeprefix(",")) if rest.lstrip(" ").startswith(",") else 0
            before = self.text[:start].rstrip()
            is_alone = "\n" in self.text[len(before) : start]
            start = len(before if is_alone else before.removesuffix(","))
        return self._change([Edit(start, end, "")])

    def _change(self, edits: Iterable[Edit]) -> bool:
        """Apply edits if the result is Python."""
        changed = apply_edits(self.text, edits)
        try:
            ast.parse(changed)
        except SyntaxError:
            return False
        self.text = changed
        return True


def _names(targets: Iterable[ast.expr]) -> list[str]:
    return [target.id for target in targets if isinstance(target, ast.Name)]


def literal(value: object) -> str:
    """Return a value as Python, with double quotes as formatters write them."""
    if isinstance(value, str):
        written = repr(value)
        return f'"{value}"' if written == f"'{value}'" and '"' not in value else written
    if isinstance(value, (list, tuple)):
        inside = ", ".join(map(literal, value))
        return f"[{inside}]" if isinstance(value, list) else f"({inside})"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{literal(key)}: {literal(of)}" for key, of in value.items()) + "}"
    return repr(value)
