"""Tables of data: strict parsing of CSV, and numbers in Japanese notation."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sphinx.locale import get_translation

from kawaraban.model.problems import suggest

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_ = get_translation("sphinx")

STEPS = ((10**12, "兆"), (10**8, "億"), (10**4, "万"))


class Unreadable(Exception):
    """A table cannot be read; the message says why, `line` is the line in the table, counted from 1."""

    def __init__(self, text: str, line: int = 1) -> None:
        super().__init__(text)
        self.line = line


@dataclass(frozen=True, slots=True)
class Table:
    """Names of columns, rows of strings, and the line of each row."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...]

    def texts(self, column: str) -> list[str]:
        """Return a column. Raises Unreadable if it does not exist."""
        if column not in self.columns:
            text = _("there is no column “%s”; there are: %s.") % (column, ", ".join(self.columns))
            raise Unreadable(text + suggest(column, self.columns))
        return [row[self.columns.index(column)] for row in self.rows]

    def numbers(self, column: str) -> list[float | None]:
        """Return a column as numbers, None for an empty cell. Raises Unreadable for other text."""
        found: list[float | None] = []
        for text, line in zip(self.texts(column), self.lines, strict=True):
            try:
                found.append(number_in(text))
            except ValueError:
                raise Unreadable(_("“%s” in the column “%s” is no number.") % (text, column), line) from None
        return found


def number_in(text: str) -> float | None:
    """Return the number in a cell, None if it is empty. Raises ValueError."""
    plain = unicodedata.normalize("NFKC", text).replace(",", "").replace("−", "-").strip()
    if plain in ("", "-", "…", "NA", "n/a"):
        return None
    number = float(plain)
    if number != number or number in (float("inf"), float("-inf")):
        raise ValueError(text)
    return int(number) if number.is_integer() and abs(number) < 1e15 else number


def read_table(text: str) -> Table:
    """Return the table in a CSV (RFC 4180). Raises Unreadable."""
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff").strip("\n") + "\n"), strict=True)
    rows: list[tuple[str, ...]] = []
    lines: list[int] = []
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append(tuple(cell.strip() for cell in cells))
                lines.append(reader.line_num)
    except csv.Error as error:
        raise Unreadable(_("this is no CSV: %s") % error, reader.line_num) from None
    if len(rows) < 2:
        raise Unreadable(_("a table needs a line of column names and at least one line of data."))
    columns: tuple[str, ...] = rows[0]
    for row, line in zip(rows[1:], lines[1:], strict=True):
        if len(row) != len(columns):
            raise Unreadable(_("there are %d cells for %d columns.") % (len(row), len(columns)), line)
    if len({*columns}) < len(columns):
        raise Unreadable(_("two columns have the same name."))
    return Table(columns, tuple(rows[1:]), tuple(lines[1:]))


def format_number(number: float | None, unit: str = "", *, japanese: bool = True) -> str:
    """Return a number for display: 4,400万トン, 1.3億, 12,345; with 万 and 億, it has three significant digits."""
    if number is None:
        return "–"
    step, name = next(((size, name) for size, name in STEPS if japanese and abs(number) >= size), (1, ""))
    share = number / step
    if step > 1:
        share = float(f"{share:.4g}") if abs(share) >= 1000 else float(f"{share:.3g}")
    text = f"{share:,.0f}" if float(share).is_integer() else f"{share:,.10g}"
    return f"{text}{name}{unit}"


def label_expression(*, japanese: bool) -> str:
    """Return the Vega expression for labels of an axis: numbers with 万, 億, 兆, or with thousands separators."""
    plain = "format(datum.value, ',~r')"
    if not japanese:
        return plain
    for size, name in reversed(STEPS):
        plain = f"abs(datum.value) >= {size} ? format(datum.value / {size}, ',~r') + '{name}' : ({plain})"
    return plain


def are_times(texts: Iterable[str]) -> bool:
    """Return whether all texts are years, months or days: 2025, 2025-10, 2025-10-27, 2025年."""
    return all(re.fullmatch(r"(1[5-9]|20|21)\d\d(年|([-/])\d{1,2}(\3\d{1,2})?)?", text) for text in texts)


def names_in(text: str, columns: Sequence[str]) -> list[str]:
    """Return the column names in an option, separated by `,` or `、`, unless the whole text is the name of a column."""
    if text.strip() in columns:
        return [text.strip()]
    return [name.strip() for name in re.split(r"[,、]", text) if name.strip()]
