"""Parse dates as authors write them, and format dates in the blog's language."""

from __future__ import annotations

import re
import unicodedata
from contextlib import suppress
from datetime import date, datetime, timedelta, timezone
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from babel.core import Locale
from babel.dates import DateTimePattern, get_date_format
from sphinx.locale import get_translation

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

_ = get_translation("sphinx")

_DATE = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[Tt ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?)?\s*(Z|z|[+-]\d{2}:?\d{2})?"
)

_ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "R": 2018, "H": 1988, "S": 1925}
"""The year before the first of each Japanese era."""


def parse_date(text: str, zone: ZoneInfo) -> datetime:
    """Return the date and time in *text*, converted to *zone*, which also applies where no offset is given.

    Accepts `2025-10-27` and `2025-10-27 08:30`, optionally with seconds and an offset (RFC 3339 and YAML 1.1 forms).
    Raises ValueError with a message for the author.
    """
    found = _DATE.fullmatch(text.strip())
    if not found or not text.isascii():
        if near := _nearest_date(text):
            raise ValueError(_("“%s” is not a date; write “%s”.") % (text, near))
        raise ValueError(_("“%s” is not a date; write it like “2025-10-27” or “2025-10-27 08:30”.") % text)
    year, month, day, hour, minute, second, offset = found.groups()
    try:
        moment = datetime(  # noqa: DTZ001 - the zone comes next
            int(year), int(month), int(day), int(hour or 0), int(minute or 0), int(second or 0)
        )
        aware = moment.replace(tzinfo=_offset(offset) if offset else zone)
        aware.astimezone(zone)
    except (ValueError, OverflowError):
        raise ValueError(_("there is no such date or time as “%s”.") % text) from None
    return aware.astimezone(zone)


def _offset(text: str) -> timezone:
    if text in "Zz":
        return timezone(timedelta())
    sign = -1 if text[0] == "-" else 1
    return timezone(sign * timedelta(hours=int(text[1:3]), minutes=int(text[-2:])))


def _nearest_date(text: str) -> str:
    """Return the date that is probably meant, or an empty text."""
    plain = unicodedata.normalize("NFKC", text)
    numbers = re.findall(r"\d+", plain)
    if found := re.match(r"(令和|平成|昭和|[RHS](?=\d))\s*(元|\d+)", plain):
        years = int(found[2].replace("元", "1"))
        numbers = [str(_ERAS[found[1]] + years), *re.findall(r"\d+", plain[found.end() :])]
    if len(numbers) == 1 and len(numbers[0]) == 8:
        numbers = [numbers[0][:4], numbers[0][4:6], numbers[0][6:]]
    if len(numbers) >= 3 and len(numbers[0]) == 4:
        with suppress(ValueError):
            return date(*map(int, numbers[:3])).isoformat()
    return ""


def long_date(when: date, language: str) -> str:
    """Return a date in the long form of a language: 2025年10月27日, October 27, 2025."""
    return _day(when.year, when.month, when.day, language)


@lru_cache(20_000)
def _day(year: int, month: int, number: int, language: str) -> str:
    locale, pattern = _long_form(language)
    return pattern.apply(date(year, month, number), locale)


@cache
def _long_form(language: str) -> tuple[Locale, DateTimePattern]:
    """Return the locale of a language and its pattern for long dates, which `format_date` would look up each time."""
    locale = Locale.parse(language.replace("-", "_"))
    return locale, get_date_format("long", locale)
