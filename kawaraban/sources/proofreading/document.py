"""A source for proofreading: its lines, and the Markdown tokens with their line numbers.

The Markdown content of directives such as `{note}` and of `:::` blocks is parsed as a part of its own.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from markdown_it.renderer import RendererHTML
from myst_parser.config.main import MdParserConfig

from kawaraban.model.defaults import MARKDOWN
from kawaraban.model.frontmatter.yaml_nodes import split_front_matter
from kawaraban.sources.markdown import create_parser

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_NESTED = re.compile(r"\{(?!code|eval|math|raw|mermaid|literal|chart|map)[\w-]+\}")
"""Directives whose content is Markdown."""
OTHER = "\0"
"""The placeholder for anything in a paragraph that is not text: code, formulas, HTML."""


class Document(NamedTuple):
    """A source: its path relative to *root*, its lines without line ends, and the root, or None without any files."""

    path: str
    lines: list[str]
    root: Path | None = None

    def column(self, number: int, words: str) -> int:
        """Return the column at which *words* begin if line *number* (from 1) ends with them, else -1."""
        line = self.lines[number - 1].rstrip() if 0 < number <= len(self.lines) else ""
        return len(line) - len(words.rstrip()) if words.strip() and line.endswith(words.rstrip()) else -1

    def line_with(self, words: str, first: int, last: int) -> int:
        """Return the first line between *first* and *last* that contains *words*, or *first*."""
        found = (number for number in range(first, last + 1) if words in self.lines[number - 1])
        return next(found, first)


class Text(NamedTuple):
    """The inline content of a paragraph, heading or table cell: its token, first and last line."""

    token: Token
    first: int
    last: int

    @property
    def children(self) -> list[Token]:
        """The inline tokens."""
        return self.token.children or []

    def lines(self) -> list[str]:
        """Return the lines of text, with escapes resolved and `OTHER` for anything that is not text."""
        return self._lines(escaped=False)

    def typed(self) -> list[str]:
        """Return the lines of text with escapes as written, and `OTHER` for anything that is not text."""
        return self._lines(escaped=True)

    def _lines(self, *, escaped: bool) -> list[str]:
        found = [""]
        for child in self.children:
            if child.type in ("softbreak", "hardbreak"):
                found.append("")
            elif escaped and child.type == "text_special":
                found[-1] += child.markup or child.content
            else:
                found[-1] += child.content if child.type == "text" else "" if child.markup == "linkify" else OTHER
        return found


class Part(NamedTuple):
    """A document or the Markdown content of a block in it: the tokens, the number of lines above, and the block."""

    document: Document
    tokens: list[Token]
    above: int
    block: Token | None = None

    def first(self, token: Token) -> int:
        """Return the first line of a token, counted from 1 in the document."""
        return self.above + (token.map[0] if token.map else 0) + 1

    def last(self, token: Token) -> int:
        """Return the last line of a token."""
        return self.above + token.map[1] if token.map else self.first(token)

    def texts(self) -> Iterator[Text]:
        """Yield all inline content."""
        for token in self.tokens:
            if token.type == "inline":
                yield Text(token, self.first(token), self.last(token))

    def fences(self) -> Iterator[Token]:
        """Yield the blocks that are fenced with backticks, tildes or colons."""
        yield from (token for token in self.tokens if token.type in ("fence", "colon_fence"))


@cache
def _parser() -> MarkdownIt:
    """Return a parser with the rules of pages, which leaves escaped characters in tokens of their own."""
    parser = create_parser(MdParserConfig(enable_extensions=set(MARKDOWN), dmath_allow_digits=False), RendererHTML)
    parser.core.ruler.disable(["text_join", "cjk_line_ends", "attr"])
    return parser


def parts_of(document: Document) -> Iterator[Part]:
    """Yield a document and each block in it whose content is Markdown, recursively."""
    _block, length, _told = split_front_matter("\n".join(document.lines))
    yield from _parts(document, "\n" * length + "\n".join(document.lines[length:]), 0)


def _parts(document: Document, body: str, above: int, block: Token | None = None) -> Iterator[Part]:
    part = Part(document, _parser().parse(body), above, block)
    yield part
    for token in part.fences():
        if is_markdown(token):
            yield from _parts(document, token.content, part.first(token), token)


def is_markdown(token: Token) -> bool:
    """Return whether the content of a block is Markdown."""
    info = token.info.strip()
    return bool(_NESTED.match(info)) or (token.type == "colon_fence" and info[:1] != "{")
