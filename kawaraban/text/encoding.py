"""Decode source files (UTF-8, normalised line ends) and find characters that XML or HTML forbids."""

from __future__ import annotations

import re
from typing import NamedTuple

from sphinx.locale import get_translation

_ = get_translation("sphinx")


_ILLEGAL = re.compile("[^\t\n\r\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 forbids or discourages (https://www.w3.org/TR/xml/#charsets)."""


CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
"""Characters that sources must not contain: those that XML forbids, and the controls U+007F to U+009F."""


def one_line(text: str) -> str:
    """Return a text as one line: control characters and runs of white space become single spaces."""
    return " ".join(CONTROL.sub(" ", text).split())


def strip_illegal(text: str) -> str:
    """Return a text without the characters that XML forbids."""
    return _ILLEGAL.sub("", text)


def strip_illegal_html(text: str) -> str:
    """Return HTML without characters that XML forbids, including references such as `&#11;`."""

    def kept(reference: re.Match[str]) -> str:
        code = int(reference[1], 16) if reference[1] else int(reference[2])
        return reference[0] if code < 0x110000 and strip_illegal(chr(code)) else ""

    return re.sub(r"&#(?:[xX]([0-9a-fA-F]{1,9})|([0-9]{1,9}));?", kept, strip_illegal(text))


class Fault(NamedTuple):
    """A problem whose file is not known yet: the line (counted from 1) and a message."""

    line: int
    text: str


def decode(data: bytes) -> tuple[str, list[Fault]]:
    """Return the text of a source file, with Unix line ends, and the faults in its encoding."""
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
    lines = text.split("\n") if CONTROL.search(text) else []
    faults = [
        Fault(number, control_character_message(char))
        for number, line in enumerate(lines, 1)
        for char in dict.fromkeys(CONTROL.findall(line))
    ]
    return text, faults


def control_character_message(char: str) -> str:
    """Return the message about a control character."""
    return _("a control character (U+%04X) that cannot be published; delete it.") % ord(char)


def _decodes(data: bytes, codec: str) -> bool:
    try:
        data.decode(codec)
    except UnicodeDecodeError:
        return False
    return True


_LIKE_A_TITLE = re.compile(r"^ {0,3}(?:#(?:[ \t]|$)|=+[ \t]*$)", re.MULTILINE)


def may_have_title(body: str) -> bool:
    """Return whether *body* may contain a heading of level 1 (CommonMark 4.2, 4.3).

    A line that looks like a heading may still be part of code or a formula; only the parser can tell.
    """
    return _LIKE_A_TITLE.search(body) is not None
