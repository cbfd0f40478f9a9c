"""Markdown is parsed alike whether all rules for blocks are tried at a line, or those that can match there."""

from __future__ import annotations

import sys
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.ruler import Ruler
from markdown_it.rules_block import StateBlock, make_fence_rule
from myst_parser.config.main import MdParserConfig

from kawaraban.model.defaults import MARKDOWN
from kawaraban.sources.markdown import create_parser
from kawaraban.speed.block_rules import FIRST, SPACES, compile_chains, first_characters

OPENERS = [
    "", "文", "　字下げ", "# 題", "#題", "- 項", "-", "* * *", "___", "+ 項", "+++ 区切り", "1. 項", "2) 項", "９. 項",
    "> 引用", ">", "```py", "~~~", "```", ":::note", ":::", ": 意味", "~ 意味", ":名: 値", "$$", "$$x$$ (式)",
    "\\begin{align}", "\\end{align}", "\\begin{align}a\\end{align}", "{.字}", "{#a", "% 注", "(先)=", "　(先)=　",
    "\x1f(先)=", "[^一]: 脚注", "[一]: /a", "'題'", "[一]", "<div>", "</div>", "<!-- 注", "-->", "<em>", "---", "===",
    "--", "a--", "...", "| 列 | 列 |", "|--|--|", "a | b", "- [ ] 仕事", "- [x]  (先)=", "\\# 字", "\xa0文",
]  # fmt: skip
INDENTS = ["", " ", "  ", "   ", "    ", "     ", "\t", " \t"]
CONTAINERS = ["> ", ">", "- ", "1. ", "  ", "    ", ">\t", "- - ", "> > ", "[^一]: ", ": "]
LINES = st.builds(
    lambda inside, indent, opener: "".join(inside) + indent + opener,
    st.lists(st.sampled_from(CONTAINERS), max_size=3), st.sampled_from(INDENTS), st.sampled_from(OPENERS),
)  # fmt: skip
EXTENSIONS = {*MARKDOWN, "substitution"}


def parser(**options: Any) -> MarkdownIt:
    return create_parser(MdParserConfig(enable_extensions=EXTENSIONS, **options), RendererHTML)


def own_rule(state: StateBlock, line: int, _end: int, silent: bool) -> bool:
    """A rule of another extension: a line with a star at its end is a block."""
    if state.src[state.eMarks[line] - 1] != "★":
        return False
    if not silent:
        state.push("star", "", 0).map = [line, line + 1]
        state.line = line + 1
    return True


PLAIN, FAST = parser(), parser()
for each in (PLAIN, FAST):
    each.block.ruler.before("table", "star", own_rule, {"alt": ["paragraph", "blockquote", "list"]})
compile_chains(FAST.block.ruler)


def blocks(md: MarkdownIt, text: str) -> object:
    """What the rules for blocks make of a text: tokens and definitions, or their failure."""
    found: dict[str, Any] = {}
    try:
        return md.block.parse(text, md, found, []), found
    except (IndexError, RuntimeError) as failure:
        return repr(failure)


@settings(max_examples=800, deadline=None)
@given(st.lists(LINES, min_size=1, max_size=12).map("\n".join))
@example("- a--\n---\n文")
@example("-\n\n\n(先)=")
@example("文\n星★\n> 文\n星★")
def test_the_blocks_are_those_that_all_rules_find(text: str) -> None:
    assert blocks(FAST, text) == blocks(PLAIN, text)


def test_every_rule_of_the_table_is_one_of_the_parser() -> None:
    known = [first for rule in PLAIN.block.ruler.getRules("") if (first := first_characters(rule)) is not None]
    assert sorted(known) == sorted([*FIRST.values(), "~`", ":"])


def test_the_characters_of_a_fence_are_those_it_was_made_with() -> None:
    assert first_characters(make_fence_rule(markers=("!", "?"))) == "!?"


def test_a_chain_that_has_changed_is_compiled_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Ruler, "__compile__", compile_chains)
    md = parser()
    assert md.parse("# 題")[0].type == "heading_open"
    md.block.ruler.disable("heading")
    assert md.parse("# 題")[0].type == "paragraph_open"
    assert len(md.block.ruler.getRules()) == 1


def test_rules_within_a_line_stay_a_chain() -> None:
    before = PLAIN.inline.ruler.getRules()
    compile_chains(PLAIN.inline.ruler)
    assert PLAIN.inline.ruler.getRules() == before


def test_the_spaces_are_those_that_python_strips() -> None:
    assert set(SPACES) == {each for each in map(chr, range(sys.maxunicode + 1)) if each.isspace()}
