"""A search of a document for nodes of a kind finds what docutils would find, also while the document changes."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import islice
from types import SimpleNamespace
from typing import Any

import pytest
from docutils import nodes
from docutils.utils import new_document
from hypothesis import given, settings
from hypothesis import strategies as st
from sphinx.transforms import SphinxTransformer
from sphinx.util.nodes import NodeMatcher

from kawaraban.speed import node_kinds
from kawaraban.speed.released_trees import release

KINDS: tuple[Callable[[], nodes.Element], ...] = (
    nodes.section, nodes.title, nodes.paragraph, nodes.emphasis, nodes.reference, nodes.image, nodes.subtitle,
)  # fmt: skip
CONDITIONS = (
    nodes.title,
    nodes.Inline,
    nodes.section,
    NodeMatcher(nodes.reference, nodes.image),
    NodeMatcher(nodes.emphasis, n=Any),
)
numbers = st.integers(0, 60)
trees = st.lists(st.tuples(numbers, st.integers(0, len(KINDS) - 1)), min_size=25, max_size=60)
"""For each node of a tree, under which of the nodes before it is, and of which kind."""
changes = st.lists(st.tuples(st.integers(0, 5), numbers, numbers), max_size=12)
"""What changes after each node found: the kind of change, and to which nodes."""


def is_within(node: Any, other: Any) -> bool:
    return node is other or (node.parent is not None and is_within(node.parent, other))


def change(kind: int, one: nodes.Element, other: nodes.Element) -> None:
    """Change a tree as transforms do."""
    parent = one.parent
    is_there = parent is not None and one in parent.children
    if kind == 0 and is_there:
        parent.remove(one)
    elif kind == 1 and is_there:
        one.replace_self(nodes.title("", "", nodes.emphasis(n="new"), n="new"))
    elif kind == 2:
        one.insert(0, nodes.reference(n="new"))
    elif kind == 3 and is_there and not is_within(other, one):
        parent.remove(one)
        other += one
    elif kind == 4 and is_there:
        one.replace_self(one.children)
    elif kind == 5 and is_there:
        parent[parent.index(one)] = nodes.section("", one, n="new")


def found(tree: list[tuple[int, int]], script: list[tuple[int, int, int]], condition: Any) -> list[Any]:
    """The names of the nodes that are found in a tree which changes after each of them, and before and afterwards."""
    document = new_document("")
    known: list[nodes.Element] = [document]
    for number, (under, kind) in enumerate(tree):
        node = KINDS[kind]()
        node["n"] = number
        known[under % len(known)] += node
        known[under % len(known)] += nodes.Text("same")
        known.append(node)
    SphinxTransformer(document)
    names = [node["n"] for node in document.findall(condition)]
    steps: Iterator[tuple[int, int, int]] = iter(script)
    for node in islice(document.findall(condition), 500):
        names.append(node["n"])
        for kind, one, other in islice(steps, 1):
            change(kind, known[1 + one % len(tree)], known[other % len(known)])
    return names + [node["n"] for node in islice(document.findall(condition), 500)]


@pytest.fixture
def document() -> Iterator[nodes.document]:
    """A tracked document of many nodes."""
    with ExitStack() as undo:
        for patch in node_kinds.patches(SimpleNamespace()):  # type: ignore[arg-type]
            patch.apply(undo)
        undo.callback(node_kinds.Seen.begin, None)
        document = new_document("")
        document += [nodes.section() for _number in range(200)]
        SphinxTransformer(document)
        yield document


def test_what_a_copy_holds_is_found_if_more_was_added_to_it(document: nodes.document) -> None:
    figure = nodes.figure("", nodes.image(uri="a")).deepcopy()
    figure += nodes.caption("", "題")
    document += figure
    assert [node["uri"] for node in document.findall(nodes.image)] == ["a"]


def test_equal_texts_are_found_where_they_are(document: nodes.document) -> None:
    document += nodes.paragraph("", "", nodes.Text("a"), nodes.strong("", "b"), nodes.Text("a"))
    assert list(map(str, document.findall(nodes.Text))) == ["a", "b", "a"]


def test_a_search_goes_on_if_another_document_is_begun(document: nodes.document) -> None:
    document += nodes.image(uri="a")
    search = document.findall(nodes.image)
    SphinxTransformer(new_document(""))
    assert [node["uri"] for node in search] == ["a"]


@settings(max_examples=300, deadline=None)
@given(trees, changes, st.sampled_from(CONDITIONS))
def test_a_search_finds_the_same_nodes_in_the_same_order(
    tree: list[tuple[int, int]], script: list[tuple[int, int, int]], condition: Any
) -> None:
    expected = found(tree, script, condition)
    with ExitStack() as undo:
        for patch in node_kinds.patches(SimpleNamespace()):  # type: ignore[arg-type]
            patch.apply(undo)
        undo.callback(node_kinds.Seen.begin, None)
        undo.callback(setattr, node_kinds, "FEW", node_kinds.FEW)
        node_kinds.FEW = 1  # so that few of these small documents are searched whole
        assert found(tree, script, condition) == expected


def test_a_released_tree_leaves_nothing_to_collect() -> None:
    doctree = new_document("a.md")
    section = nodes.section("", nodes.title("題", "題"), nodes.paragraph("", "段落", nodes.emphasis("語", "語")))
    doctree += section
    doctree.note_implicit_target(section)
    gc.collect()
    gc.disable()
    try:
        before = sum(isinstance(each, nodes.Node) for each in gc.get_objects())
        release(doctree)
        del doctree, section
        left = sum(isinstance(each, nodes.Node) for each in gc.get_objects())
    finally:
        gc.enable()
    assert before - left == 8
