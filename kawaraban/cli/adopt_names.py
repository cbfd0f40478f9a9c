"""What ABlog and authors call things, in our terms: addresses, slugs, languages, dates."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from unicodedata import normalize

from babel import Locale
from dateutil.parser import parse as parse_any_date

from kawaraban.model.redirects import old_address_of

if TYPE_CHECKING:
    from collections.abc import Mapping

OWN_NAMES = ("ja", "de", "fr", "es", "pt", "it", "nl", "ru", "zh", "ko", "tr", "pl", "ca", "et")
"""Languages whose own names are known, as in `Deutsch`."""


def address_under(pagename: str, *, clean: bool) -> str:
    """Return the address of a page under Sphinx's builder `dirhtml` if *clean*, else `html`."""
    html = old_address_of(pagename)
    if not clean:
        return html
    is_index = pagename == "index" or pagename.endswith("/index")
    return html.removesuffix("index.html") if is_index else html.removesuffix(".html") + "/"


def ablog_slug(name: str) -> str:
    """Return the slug that ABlog makes of a label; it loses marks such as dakuten."""
    kept = re.sub(r"[^\w\s-]", "", normalize("NFKD", name)).strip().lower()
    return re.sub(r"[-\s]+", "-", kept)


def language_tag(name: str, languages: Mapping[str, str]) -> str:
    """Return the tag (BCP 47) of a language by its key in `blog_languages`, its English name or its own; or nothing."""
    known = {tag: text.lower() for tag, text in Locale("en").languages.items() if len(tag) == 2}
    if name.split("-")[0].lower() in known:
        return name
    named = {text: tag for tag, text in known.items()}
    named |= {(Locale(tag).get_language_name() or "").lower(): tag for tag in OWN_NAMES}
    return str(named.get(name.lower()) or named.get(languages.get(name, "").lower(), ""))


def date_of(text: str, form: str) -> str:
    """Return a date as we read it; an empty text if ABlog could not read it either."""
    try:
        when = datetime.strptime(text, form)  # noqa: DTZ007 - a date without a zone
    except ValueError:
        try:
            when = parse_any_date(text)
        except (ValueError, OverflowError):
            return ""
    return f"{when:%Y-%m-%d %H:%M}" if (when.hour, when.minute) != (0, 0) else f"{when:%Y-%m-%d}"


def year_of(date: str) -> int:
    """Return the year under which ABlog lists a post; 0 for one without a date, or of the future, which is a draft."""
    is_past = date[:10] <= f"{datetime.now(UTC):%Y-%m-%d}"
    return int(date[:4]) if is_past and date[:4].isdecimal() else 0
