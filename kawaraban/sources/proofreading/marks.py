"""Find marks that are shown literally, and headings that skip levels."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sphinx.locale import get_translation

from kawaraban.sources.literal_marks import LITERAL_MARKS
from kawaraban.sources.proofreading.document import OTHER
from kawaraban.sources.proofreading.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markdown_it.token import Token

    from kawaraban.sources.proofreading.document import Part

_ = get_translation("sphinx")

_SECTIONS = re.compile(r"markdown\s*=\s*[\"']?(?:1|block|span)", re.IGNORECASE)
"""The attribute that enables Markdown within HTML in other implementations."""
_LEFT = re.compile(r"\*\*|~~|(?<![0-9A-Za-z_])__(?![0-9A-Za-z_])|\*[^*\s][^*]*\*")


def marks(part: Part) -> Iterator[Finding]:
    """Yield marks that are shown literally."""
    for text in part.texts():
        yield from _in_lines(text.lines(), text.first)
    for token in part.tokens:
        line = part.first(token)
        if token.type == "html_block" and _SECTIONS.search(token.content):
            message = _("Markdown within HTML is read where blank lines stand around it, not for “markdown=”.")
            yield Finding(line, message)
        elif token.type == "attrs_block" and "{%" in (words := part.document.lines[line - 1]):
            yield from _in_lines([words], line)  # MyST parses it as a comment


def _in_lines(lines: list[str], line: int) -> Iterator[Finding]:
    """Yield literal marks in lines of text, of which *line* is the first; each kind is reported once."""
    for pattern, text in [*LITERAL_MARKS, (_LEFT, "")]:
        for number, words in enumerate(lines, line):
            if found := pattern.search(words):
                yield Finding(number, _(text) % found[0].replace(OTHER, "…") if text else _left(words, found))
                break


def _left(words: str, found: re.Match[str]) -> str:
    near = words[max(0, found.start() - 8) : found.end() + 8].replace(OTHER, "…").strip()
    return _("“%s” shows marks of emphasis; are there spaces inside them, or is one missing?") % near


def headings(part: Part) -> Iterator[Finding]:
    """Yield headings that are not meant as such, skip levels, or repeat level 1."""
    level, titled = 1, False
    for at, token in enumerate(part.tokens):
        if token.type == "heading_open" and not token.level:
            line = part.first(token)
            yield from _heading(token, part.tokens[at + 1].content, level, line)
            level = int(token.tag[1])
            if level == 1 and titled:
                yield Finding(line, _("“#” is the title of the whole; its parts begin with “##”."))
            titled = titled or level == 1


def _heading(token: Token, words: str, above: int, line: int) -> Iterator[Finding]:
    """Yield likely mistakes in a heading that follows one of level *above*."""
    level = int(token.tag[1])
    if token.markup == "-" and ("\n" in words or words.rstrip().endswith(("。", "！", "？", "…", "!", "?"))):
        message = _("a line of “---” below text makes it a heading; a blank line between them makes it a line.")
        yield Finding(line, message)
    elif level > above + 1:
        message = _("“%s” stands below “%s”; the next level is “%s”.")
        yield Finding(line, message % ("#" * level, "#" * above, "#" * (above + 1)))
