"""XML written piece by piece, so that an entry is written once for all feeds that carry it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from kawaraban.text.encoding import strip_illegal

if TYPE_CHECKING:
    from collections.abc import Iterable


def leaf(name: str, text: str = "", **attributes: str | int) -> str:
    """Return an element with a text in it, empty attributes left out; `xml_lang` is written `xml:lang`."""
    return whole(name, escape(strip_illegal(text)), **attributes)


def branch(name: str, children: Iterable[str], **attributes: str | int) -> str:
    """Return an element with others in it, a line each."""
    inner = "\n".join(child for child in children if child)
    return whole(name, f"\n{inner}\n" if inner else "", **attributes)


def whole(name: str, inner: str, **attributes: str | int) -> str:
    """Return an element around what is XML already."""
    written = "".join(
        f" {key.replace('_', ':')}={quoteattr(strip_illegal(str(value)))}"
        for key, value in attributes.items()
        if value != ""
    )
    return f"<{name}{written}>{inner}</{name}>" if inner else f"<{name}{written}/>"
