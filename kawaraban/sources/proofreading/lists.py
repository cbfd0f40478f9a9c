"""Find lists with Japanese markers and tables without a delimiter row, which Markdown shows as a paragraph."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from markdown_it.rules_block.table import escapedSplit
from sphinx.locale import get_translation

from kawaraban.sources.proofreading.finding import Finding, Replacement

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kawaraban.sources.proofreading.document import Document, Part, Text

_ = get_translation("sphinx")

_BULLET = re.compile(r"([ \u3000]*)[・･•●○◆◇■□][ \u3000]*(?=\S)")
_NUMBER = re.compile(r"([ \u3000]*)([0-9０-９]{1,3})(?:．|(?<=[０-９])\.)[ \u3000]*(?![0-9０-９])(?=\S)")
_ROW = re.compile(r"\|.*\|\s*")
_DELIMITER = re.compile(r"\|?(?:\s*:?-+:?\s*\|)*\s*:?-+:?\s*\|?\s*")


def lists(part: Part) -> Iterator[Finding]:
    """Yield paragraphs whose lines begin with list markers that Markdown does not know."""
    for text in _paragraphs(part):
        lines = text.token.content.split("\n")
        for pattern, numbered in ((_BULLET, False), (_NUMBER, True)):
            if found := _items(lines, pattern, numbered=numbered):
                right = "1. " if numbered else "- "
                message = _(
                    "lines that begin with “%s” are joined to one paragraph; begin the items of a list with “%s”."
                )
                mark = lines[found[0]].strip()[: 2 if numbered else 1]
                replacements = _as_items(part.document, text, lines, found[0], pattern)
                yield Finding(text.first + found[0], message % (mark, right), replacements=replacements)


def _paragraphs(part: Part) -> Iterator[Text]:
    """Yield texts of several lines without hard line breaks, which would keep the lines apart."""
    for text in part.texts():
        if not any(child.type in ("hardbreak", "html_inline") for child in text.children) and text.last > text.first:
            yield text


def _items(lines: list[str], pattern: re.Pattern[str], *, numbered: bool) -> list[int]:
    """Return the indexes of lines that begin an item, if there are two or more, with numbers from 1 on."""
    found = [(at, match) for at, line in enumerate(lines) if (match := pattern.match(line))]
    if numbered and [int(match[2]) for _at, match in found] != list(range(1, len(found) + 1)):
        return []
    if not numbered and len({match[0].strip(" \u3000") for _at, match in found}) > 1:
        return []
    return [at for at, _match in found] if len(found) > 1 else []


def _as_items(
    document: Document, text: Text, lines: list[str], first: int, pattern: re.Pattern[str]
) -> tuple[Replacement, ...]:  # fmt: skip
    """Return the corrected lines, or nothing if any line from *first* on is indented, or no item with `・` or `１．`.

    Other signs, such as `■`, may be meant as headings.
    """
    found = []
    for number, line in enumerate(lines[first:], text.first + first):
        match, column = pattern.match(line), document.column(number, line)
        if not match or match[1] or column < 0 or not (match[0][0] == "・" or pattern is _NUMBER):
            return ()
        mark = "- " if pattern is _BULLET else f"{int(unicodedata.normalize('NFKC', match[2]))}. "
        found.append(Replacement(number, (document.lines[number - 1][:column] + mark + line[match.end() :],)))
    return tuple(found)


def tables(part: Part) -> Iterator[Finding]:
    """Yield tables without a delimiter row, or with one of another number of cells."""
    for text in _paragraphs(part):
        lines = text.token.content.split("\n")
        head = next((at for at, line in enumerate(lines) if _ROW.fullmatch(line)), len(lines))
        rows = lines[head:]
        if len(rows) < 2 or _cells(rows[0]) < 2 or _DELIMITER.fullmatch(rows[0]):
            continue
        count, line = _cells(rows[0]), text.first + head
        if _DELIMITER.fullmatch(rows[1]):
            message = _("the second line of this table has %d cells, and the first %d; it should be “%s”.")
            yield Finding(line + 1, message % (_cells(rows[1]), count, _delimiter(count)))
        elif _ROW.fullmatch(rows[1]) and _cells(rows[1]) == count:
            certain = all(_ROW.fullmatch(row) and _cells(row) == count for row in rows)
            message = _("a table needs “%s” as its second line; without it, it is shown as text.")
            replacements = _with_delimiter(part.document, line, rows[0]) if certain else ()
            yield Finding(line, message % _delimiter(count), replacements=replacements)


def _cells(row: str) -> int:
    """Return the number of cells in a row, as the parser counts them."""
    cells = escapedSplit(row.strip())
    return len(cells) - (not cells[0].strip()) - (len(cells) > 1 and not cells[-1].strip())


def _delimiter(count: int) -> str:
    return "| " + " | ".join(["---"] * count) + " |"


def _with_delimiter(document: Document, line: int, row: str) -> tuple[Replacement, ...]:
    """Return the header with a delimiter row below it, or nothing within an indented list item."""
    column = document.column(line, row)
    prefix = document.lines[line - 1][:column]
    if column < 0 or prefix.strip(" >"):
        return ()
    return (Replacement(line, (document.lines[line - 1], prefix + _delimiter(_cells(row)))),)
