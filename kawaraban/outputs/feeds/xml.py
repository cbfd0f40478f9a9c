"""XML as strings, so that an entry can be serialised once for all feeds that contain it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from kawaraban.text.encoding import strip_illegal

if TYPE_CHECKING:
    from collections.abc import Iterable


def leaf(name: str, text: str = "", **attributes: str | int) -> str:
    """Return an element with text; empty attributes are omitted, and `xml_lang` becomes `xml:lang`."""
    return whole(name, escape(strip_illegal(text)), **attributes)


def branch(name: str, children: Iterable[str], **attributes: str | int) -> str:
    """Return an element with child elements, one per line."""
    inner = "\n".join(child for child in children if child)
    return whole(name, f"\n{inner}\n" if inner else "", **attributes)


def whole(name: str, inner: str, **attributes: str | int) -> str:
    """Return an element around existing XML."""
    written = "".join(
        f" {key.replace('_', ':')}={quoteattr(strip_illegal(str(value)))}"
        for key, value in attributes.items()
        if value != ""
    )
    return f"<{name}{written}>{inner}</{name}>" if inner else f"<{name}{written}/>"
