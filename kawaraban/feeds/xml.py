"""XML written piece by piece, so that an entry is written once for all feeds that carry it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

if TYPE_CHECKING:
    from collections.abc import Iterable

_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML 1.0 document may have (https://www.w3.org/TR/xml/#charsets)."""


def legal(text: str) -> str:
    """Return a text without what XML forbids."""
    return _ILLEGAL.sub("", text)


def leaf(name: str, text: str = "", **attributes: str | int) -> str:
    """Return an element with a text in it, empty attributes left out; `xml_lang` is written `xml:lang`."""
    return whole(name, escape(legal(text)), **attributes)


def branch(name: str, children: Iterable[str], **attributes: str | int) -> str:
    """Return an element with others in it, a line each."""
    inner = "\n".join(child for child in children if child)
    return whole(name, f"\n{inner}\n" if inner else "", **attributes)


def whole(name: str, inner: str, **attributes: str | int) -> str:
    """Return an element around what is XML already."""
    written = "".join(
        f" {key.replace('_', ':')}={quoteattr(legal(str(value)))}" for key, value in attributes.items() if value != ""
    )
    return f"<{name}{written}>{inner}</{name}>" if inner else f"<{name}{written}/>"
