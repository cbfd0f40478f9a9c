"""Find characters that a search for their usual form does not find."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from sphinx.locale import get_translation

from kawaraban.sources.proofreading.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kawaraban.sources.proofreading.document import Document

_ = get_translation("sphinx")

_HALF = re.compile(r"[\uff66-\uff9f]+")


def letters(document: Document) -> Iterator[Finding]:
    """Yield half-width kana and decomposed characters, one finding of each a line."""
    for number, line in enumerate(document.lines, 1):
        if found := _HALF.search(line):
            wide = unicodedata.normalize("NFKC", found[0])
            yield Finding(number, _("“%s” is half-width kana; in full width it is “%s”.") % (found[0], wide))
        if not unicodedata.is_normalized("NFC", line):
            parts = re.finditer(r"\w[\u0300-\u036f\u3099\u309a]+", line)
            if part := next((each[0] for each in parts if not unicodedata.is_normalized("NFC", each[0])), ""):
                message = _("“%s” is typed as a letter and a separate mark (NFD); type it as one letter.")
                yield Finding(number, message % unicodedata.normalize("NFC", part))
