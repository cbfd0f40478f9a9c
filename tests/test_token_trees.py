"""Trees of Markdown tokens that are built in one pass are those that markdown-it builds."""

from __future__ import annotations

from pathlib import Path

import pytest
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode
from myst_parser.config.main import MdParserConfig

from kawaraban.model.defaults import MARKDOWN
from kawaraban.sources.markdown import create_parser
from kawaraban.speed import token_trees

TEXT = Path(__file__).with_name("kitchen_sink.md").read_text("utf-8")
OPEN, CLOSE = Token("em_open", "em", 1), Token("em_close", "em", -1)


def described(node: SyntaxTreeNode) -> tuple[object, ...]:
    """A node's tokens and those of its descendants, by identity; and whether each child knows its parent."""
    known = all(child.parent is node for child in node.children)
    own = [id(token) for token in (node.token, *(node.nester_tokens or ())) if token]
    return own, known, vars(node).keys(), [described(child) for child in node.children]


def test_the_tree_of_all_kinds_of_markdown(monkeypatch: pytest.MonkeyPatch) -> None:
    tokens = create_parser(MdParserConfig(enable_extensions=set(MARKDOWN)), RendererHTML).parse(TEXT)
    expected = described(SyntaxTreeNode(tokens))
    monkeypatch.setattr(SyntaxTreeNode, "_set_children_from_tokens", token_trees.set_children)
    monkeypatch.setattr(SyntaxTreeNode, "_add_child", None)
    assert described(SyntaxTreeNode(tokens)) == expected


@pytest.mark.parametrize(
    "tokens", [[OPEN], [CLOSE], [OPEN, CLOSE, CLOSE, OPEN], [Token("inline", "", 0, children=[OPEN])]]
)
def test_tokens_that_are_not_balanced_are_refused(monkeypatch: pytest.MonkeyPatch, tokens: list[Token]) -> None:
    with pytest.raises(ValueError, match=r"nesting|unclosed") as refused:
        SyntaxTreeNode(tokens)
    monkeypatch.setattr(SyntaxTreeNode, "_set_children_from_tokens", token_trees.set_children)
    with pytest.raises(ValueError) as also:
        SyntaxTreeNode(tokens)
    assert str(also.value) == str(refused.value)


def test_nodes_of_another_kind_make_their_own_children(monkeypatch: pytest.MonkeyPatch) -> None:
    class Own(SyntaxTreeNode):
        """A kind of another extension."""

    monkeypatch.setattr(SyntaxTreeNode, "_set_children_from_tokens", token_trees.set_children)
    assert {type(node) for node in Own([OPEN, Token("text", "", 0), CLOSE]).walk()} == {Own}
