"""Find ruby without the bar before its base text, which other sites for novels accept.

Here ruby is `｜漢字《かんじ》` (see `kawaraban.sources.markdown.ruby`), because 《》 alone also enclose titles of
works.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sphinx.locale import get_translation

from kawaraban.sources.proofreading.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kawaraban.sources.proofreading.document import Part

_ = get_translation("sphinx")

_KANJI = r"[\u3400-\u4dbf\u4e00-\u9fff々〆ヶ]"
_READING = re.compile(
    rf"\|(?P<barred>[^|｜《》\0]{{1,20}})《(?P<any>[ぁ-ゖァ-ヺー・｜]{{1,40}})》"
    rf"|(?P<kanji>{_KANJI}{{1,12}})《(?P<hiragana>[ぁ-ゖー]{{1,40}})》"
    r"|(?P<latin>[A-Za-z0-9][A-Za-z0-9.&'-]*)《(?P<kana>[ぁ-ゖァ-ヺー・]{1,40})》"
)
_WORKS = tuple("画図絵曲集像作詩歌劇展版書著誌編章組説本記品話文帖巻譜賞")
"""Last characters of words after which 《》 enclose the title of a work."""


def readings(part: Part) -> Iterator[Finding]:
    """Yield ruby without a bar before its base text."""
    for text in part.texts():
        for number, words in enumerate(text.lines(), text.first):
            for found in _READING.finditer(words):
                word = found["barred"] or found["kanji"] or found["latin"]
                reading = found["any"] or found["hiragana"] or found["kana"]
                if found["kanji"] and (word.endswith(_WORKS) or not len(word) <= len(reading) <= 2 + 3 * len(word)):
                    continue
                if found[0] not in text.token.content:  # an escaped bracket
                    continue
                message = _("“%s” is shown as it is typed; a reading begins with a full-width bar: “%s”.")
                yield Finding(number, message % (found[0], f"｜{word}《{reading}》"))
