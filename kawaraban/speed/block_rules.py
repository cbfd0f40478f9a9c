"""Tries only those rules for blocks of Markdown that can match at the first character of a line.

Slow: at each line that may begin a block, or end a paragraph, markdown-it calls some twenty rules, almost all of which
return at once because of the first character. Gain: a third of the time for finding blocks, a twenty-fifth of that for
reading. Assumes: a rule in `FIRST` does nothing unless the line begins with one of its characters, is the first line
of the document, or is indented like code; a chain of rules is used only to call them in order until one matches. Other
rules are always tried.
"""

from __future__ import annotations

import inspect
from types import CodeType
from typing import TYPE_CHECKING, Any

from markdown_it import rules_block
from markdown_it.parser_block import ParserBlock
from markdown_it.ruler import Ruler
from markdown_it.rules_block import StateBlock
from markdown_it.rules_block.list import skipBulletListMarker, skipOrderedListMarker
from mdit_py_plugins import utils
from mdit_py_plugins.amsmath import amsmath_block
from mdit_py_plugins.attrs.index import _attr_block_rule
from mdit_py_plugins.dollarmath.index import math_block_dollar
from mdit_py_plugins.field_list import _fieldlist_rule, parseNameMarker
from mdit_py_plugins.footnote.index import footnote_def
from mdit_py_plugins.front_matter.index import _front_matter_rule
from mdit_py_plugins.myst_blocks.index import block_break, line_comment, target

from kawaraban.state.patch import Patch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sphinx.application import Sphinx

    Rule = Callable[[StateBlock, int, int, bool], bool]

SPACES = (
    "\t\n\v\f\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)
"""What `str.strip` removes; only blanks and tabs are skipped before the first character."""
FIRST: dict[Callable[..., Any], str] = {
    _attr_block_rule: "{",
    _fieldlist_rule: ":",
    _front_matter_rule: "",
    amsmath_block: "\\",
    block_break: "+",
    footnote_def: "[",
    line_comment: "%",
    math_block_dollar: "$",
    rules_block.blockquote: ">",
    rules_block.code: "",
    rules_block.heading: "#",
    rules_block.hr: "*-_",
    rules_block.html_block: "<",
    rules_block.list_block: "*+-0123456789",
    rules_block.reference: "[",
    target: "(" + SPACES,
}
"""The characters at which each rule can match; `math_block_dollar` makes a rule."""
SOURCES: tuple[Callable[..., Any], ...] = (
    *FIRST, rules_block.make_fence_rule, rules_block.lheading, rules_block.paragraph, rules_block.table,
    skipBulletListMarker, skipOrderedListMarker, parseNameMarker, utils.is_code_block, StateBlock.is_code_block,
    ParserBlock.tokenize, Ruler.__compile__, Ruler.getRules,
)  # fmt: skip
_compile = Ruler.__compile__
_by_code = {
    code: first
    for function, first in FIRST.items()
    for code in (function.__code__, *function.__code__.co_consts)
    if isinstance(code, CodeType)
}
"""The same by the code of rules, which is one for all rules that a function makes."""


def first_characters(rule: Rule) -> str | None:
    """Return the characters at which a rule can match, or None if it is not known."""
    code = getattr(rule, "__code__", None)
    if code is rules_block.fence.__code__:
        return "".join(inspect.getclosurevars(rule).nonlocals["markers"])
    return _by_code.get(code) if code else None


def by_first_character(chain: list[Rule]) -> Rule:
    """Return one rule that tries those rules of a chain that can match."""
    first = [(rule, first_characters(rule)) for rule in chain]
    others = [rule for rule, known in first if known is None]
    at = {
        character: [rule for rule, known in first if known is None or character in known]
        for character in "".join(known or "" for _rule, known in first)
    }
    at[""] = chain

    def matches(state: StateBlock, line: int, end: int, silent: bool) -> bool:
        start = state.bMarks[line] + state.tShift[line]
        is_special = not line or state.sCount[line] - state.blkIndent > 3
        for rule in chain if is_special else at.get(state.src[start : start + 1], others):
            if rule(state, line, end, silent):
                return True
        return False

    return matches


def compile_chains(self: Ruler[Any]) -> None:
    """Build the chains of active rules, and make one rule of each chain of rules for blocks."""
    _compile(self)
    chains = self.__cache__ or {}
    for name, chain in chains.items():
        if any(first_characters(rule) is not None for rule in chain):
            chains[name] = [by_first_character(chain)]


def patches(_app: Sphinx) -> Iterator[Patch]:
    """Compile chains of rules to one that chooses among them."""
    yield Patch(Ruler, "__compile__", compile_chains, "4a25675e474b", SOURCES)
