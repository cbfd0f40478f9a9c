"""Edits of front matter that preserve comments, quotes, order and white space.

Each function takes the text of a document with Unix line ends, and returns edits of it. The result of an edit is
parsed; if it does not have exactly the intended values, another notation is tried.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import yaml

from kawaraban.model.frontmatter.myst_keys import is_null
from kawaraban.model.frontmatter.yaml_nodes import compose, split_front_matter
from kawaraban.text.edits import Edit, apply_edits

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

SEPARATORS = "([、，,\n])"
"""Separators of labels in a string."""


def scalar(text: str) -> str:
    """Return a string as a YAML scalar, also valid in a flow sequence; without quotes if possible."""
    for written in (text, f"'{text}'", _in_quotes(text)):
        pairs, faults = compose(f"key: {written}\nlist: [{written}, x]")
        nodes = [node for _key, node in pairs]
        if faults or [shape(node) for node in nodes] != [text, [text, "x"]]:
            continue
        if not any(map(is_null, [nodes[0], *getattr(nodes[1], "value", [])])):
            return written
    raise ValueError(text)


def _in_quotes(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t") + '"'


def shape(node: yaml.Node, other: Mapping[int, Any] | None = None) -> Any:
    """Return the value of a node, mappings as lists of pairs; *other* has values that replace those of nodes, by id."""
    if other and id(node) in other:
        return other[id(node)]
    if isinstance(node, yaml.MappingNode):
        return [[shape(key, other), shape(value, other)] for key, value in node.value]
    if isinstance(node, yaml.SequenceNode):
        return [value for item in node.value if (value := shape(item, other)) is not REMOVED]
    return str(node.value)


REMOVED = object()
"""The value in *other* of a list item that is to be removed."""


class Block:
    """The front matter of a document, and its position in the text."""

    def __init__(self, text: str) -> None:
        self.text, length, faults = split_front_matter(text)
        self.pairs = [] if faults else compose(self.text)[0]
        lines = text.split("\n")
        self.start = len(lines[0]) + 1
        self.end = sum(len(line) + 1 for line in lines[: max(length - 1, 0)])
        """Position of the closing fence."""

    def node(self, key: str) -> yaml.Node | None:
        """Return the value of a key, or None."""
        return next((value for name, value in self.pairs if name.value == key), None)

    def first_correct(self, candidates: Iterable[Edit], other: Mapping[int, Any]) -> list[Edit]:
        """Return the first edit that gives nodes the values in *other* and leaves all others as they are."""
        wanted = [[shape(key, other), shape(value, other)] for key, value in self.pairs]
        for candidate in candidates:
            pairs, faults = compose(apply_edits(self.text, [candidate]))
            if not faults and [[shape(key), shape(value)] for key, value in pairs] == wanted:
                return [Edit(candidate.start + self.start, candidate.end + self.start, candidate.text)]
        raise ValueError(self.text)

    def replace(self, node: yaml.Node, value: str) -> list[Edit]:
        """Return the edit that changes the value of a scalar, with the same quotes if possible."""
        start, end = node.start_mark.index, node.end_mark.index
        raw, blank = self.text[start:end], "" if self.text[start - 1 : start] in ("", " ", "[", "\n") else " "
        same = {"'": "'" + value.replace("'", "''") + "'", '"': _in_quotes(value)}.get(
            getattr(node, "style", None) or "", value
        )
        end -= len(raw) - len(raw.rstrip())  # a block of lines ends where the next key begins
        candidates = dict.fromkeys((raw[: end - start].replace(node.value, value), same, scalar(value)))
        return self.first_correct([Edit(start, end, blank + candidate) for candidate in candidates], {id(node): value})

    def remove(self, node: yaml.Node, items: list[yaml.Node]) -> list[Edit]:
        """Return the edit that removes an item of a list."""
        at, start, end = items.index(node), node.start_mark.index, node.end_mark.index
        line = self.text.rfind("\n", 0, start) + 1
        below = self.text.find("\n", end) + 1 or len(self.text)
        candidates = [Edit(line, below, "")]
        if at + 1 < len(items):
            candidates.append(Edit(start, items[at + 1].start_mark.index, ""))
        if at:
            candidates.append(Edit(items[at - 1].end_mark.index, end, ""))
        candidates.append(Edit(start, end, ""))
        return self.first_correct(candidates, {id(node): REMOVED})

    def append(self, node: yaml.SequenceNode, value: str) -> list[Edit]:
        """Return the edit that appends an item to a list."""
        new = scalar(value)
        if not node.value:
            whole = Edit(node.start_mark.index, node.end_mark.index, f"[{new}]")
            return self.first_correct([whole], {id(node): [value]})
        last = node.value[-1]
        end = last.end_mark.index
        line = self.text[self.text.rfind("\n", 0, last.start_mark.index) + 1 :].split("\n", maxsplit=1)[0]
        below = self.text.find("\n", end) if "\n" in self.text[end:] else len(self.text)
        candidates = [Edit(end, end, f", {new}"), Edit(below, below, f"\n{line.partition('-')[0]}- {new}")]
        return self.first_correct(
            candidates if node.flow_style else candidates[::-1], {id(node): [*shape(node), value]}
        )


def set_text(text: str, key: str, value: str) -> list[Edit]:
    """Return the edit that sets a key to a string; a new key becomes the last one."""
    block = Block(text)
    node = block.node(key)
    if node is None:
        return [Edit(block.end, block.end, f"{key}: {scalar(value)}\n")]
    return block.replace(node, value) if shape(node) != value else []


def remove_key(text: str, key: str) -> list[Edit]:
    """Return the edit that removes a key with its value."""
    block = Block(text)
    name = next((name for name, _value in block.pairs if name.value == key), None)
    if name is None:
        return []
    value = block.node(key)
    assert value is not None
    start = block.text.rfind("\n", 0, name.start_mark.index) + 1
    last = start + len(block.text[start : max(value.end_mark.index, name.end_mark.index)].rstrip())
    end = block.start + block.text.find("\n", last) + 1 if "\n" in block.text[last:] else block.end
    return [Edit(block.start + start, end, "")]


def rename_key(text: str, key: str, new: str) -> list[Edit]:
    """Return the edit that renames a key, and leaves its value as it is."""
    block = Block(text)
    name = next((name for name, _value in block.pairs if name.value == key), None)
    return [Edit(block.start + name.start_mark.index, block.start + name.end_mark.index, new)] if name else []


def add_label(text: str, key: str, label: str) -> list[Edit]:
    """Return the edit that adds a label to the value of a key."""
    block = Block(text)
    node = block.node(key)
    if isinstance(node, yaml.SequenceNode):
        return block.append(node, label) if label not in shape(node) else []
    given = _parts(node.value, key)[::2] if node is not None and not is_null(node) else []
    return set_text(text, key, ", ".join([*map(_folded, given), label])) if label not in map(_folded, given) else []


def rename_label(text: str, key: str, old: str, new: str) -> list[Edit]:
    """Return the edits that rename a label in the value of a key, or remove it if the new name is there, too."""
    block = Block(text)
    node = block.node(key)
    items = node.value if isinstance(node, yaml.SequenceNode) else [node] if node else []
    parts = [_parts(item.value, key) for item in items]
    has_new = any(name == new for found in parts for name in map(_folded, found[::2]))
    edits: list[Edit] = []
    for item, found in zip(items, parts, strict=True):
        names = [_folded(part) for part in found[::2]]
        if old in names and names == [old] and has_new and len(items) > 1:
            return block.remove(item, items)
        if old in names:
            edits += block.replace(item, _renamed(found, old, "" if has_new else new))
    return edits


def _parts(value: str, key: str) -> list[str]:
    """Return the labels in a string with the separators between them; a series is a single label."""
    return [value] if key == "series" else re.split(SEPARATORS, value)


def _folded(text: str) -> str:
    return " ".join(text.split())


def _renamed(parts: list[str], old: str, new: str) -> str:
    """Return the labels with *old* replaced by *new*, or removed if that is empty."""
    kept: list[str] = []
    for part, separator in zip(parts[::2], [*parts[1::2], ""], strict=True):
        if _folded(part) != old:
            kept += [part, separator]
        elif new:
            kept += [part.replace(part.strip(), new), separator]
    return "".join(kept).rstrip("、，, \n") if parts[-1].strip() else "".join(kept)


def _address(text: str) -> str:
    return "/" + text.strip().lstrip("/")


def replace_redirect(text: str, add: str, drop: str) -> list[Edit]:
    """Return the edits of `redirect_from` that add an old address and remove another one; either may be empty."""
    block = Block(text)
    node = block.node("redirect_from")
    if node is None or is_null(node):
        return set_text(text, "redirect_from", add) if add else []
    if isinstance(node, yaml.SequenceNode):
        gone = next((item for item in node.value if _address(item.value) == drop), None)
        if gone is not None:
            return block.replace(gone, add) if add else block.remove(gone, node.value)
        return block.append(node, add) if add and add not in shape(node) else []
    lines = [line for line in node.value.split("\n") if _folded(line)]
    wanted = dict.fromkeys([*(line.strip() for line in lines if _address(line) != drop), *filter(None, [add])])
    if list(wanted) == [line.strip() for line in lines]:
        return []
    end = node.start_mark.index + len(block.text[node.start_mark.index : node.end_mark.index].rstrip())
    listed = "[" + ", ".join(map(scalar, wanted)) + "]"
    return block.first_correct([Edit(node.start_mark.index, end, listed)], {id(node): list(wanted)})
