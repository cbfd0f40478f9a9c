"""Source files as text: UTF-8, Unix line ends, nothing that XML forbids; what is else is told with its line."""

from __future__ import annotations

import re
from typing import NamedTuple

from sphinx.locale import get_translation

_ = get_translation("sphinx")


_ILLEGAL = re.compile("[^\t\n\r\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML 1.0 document may have (https://www.w3.org/TR/xml/#charsets), and the control characters that it advises
against."""


CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
"""What no source may have: what XML forbids, and the control characters that HTML forbids (U+007F to U+009F)."""


def legal(text: str) -> str:
    """Return a text without what XML forbids."""
    return _ILLEGAL.sub("", text)


def legal_html(text: str) -> str:
    """Return HTML without what XML forbids, written as it is or as a number such as `&#11;`."""

    def kept(reference: re.Match[str]) -> str:
        code = int(reference[1], 16) if reference[1] else int(reference[2])
        return reference[0] if code < 0x110000 and legal(chr(code)) else ""

    return re.sub(r"&#(?:[xX]([0-9a-fA-F]{1,9})|([0-9]{1,9}));?", kept, legal(text))


class Fault(NamedTuple):
    """A problem before it knows its file: line counted from 1, and the text."""

    line: int
    text: str


def decode(data: bytes) -> tuple[str, list[Fault]]:
    """Return the text of a source file, with Unix line ends, and what is wrong with its encoding."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
            name = "UTF-16"
        else:
            name = next((n for n, c in (("Shift_JIS", "cp932"), ("EUC-JP", "euc_jp")) if _decodes(data, c)), "")
        guess = " " + _("It looks like %s.") % name if name else ""
        return "", [Fault(line, _("this file is not UTF-8; save it as UTF-8.") + guess)]
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    faults = [
        Fault(number, control(char))
        for number, line in enumerate(text.split("\n"), 1)
        for char in dict.fromkeys(CONTROL.findall(line))
    ]
    return text, faults


def control(char: str) -> str:
    """Return what is wrong with a control character."""
    return _("a control character (U+%04X) that cannot be published; delete it.") % ord(char)


def _decodes(data: bytes, codec: str) -> bool:
    try:
        data.decode(codec)
    except UnicodeDecodeError:
        return False
    return True


_LIKE_A_TITLE = re.compile(r"^ {0,3}(?:#(?:[ \t]|$)|=+[ \t]*$)", re.MULTILINE)


def may_have_title(body: str) -> bool:
    """Return whether a body may have a heading of the first level: where not, it has none (CommonMark 4.2, 4.3).

    Whether a line that looks like one is a heading, and not part of code or of a formula, the parser will know.
    """
    return _LIKE_A_TITLE.search(body) is not None
