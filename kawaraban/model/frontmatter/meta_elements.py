"""Validate keys of `html_meta`, so that meta elements have only attributes that HTML defines for them.

A key holds attributes (`description lang=en`, `property=og:title`). docutils does not escape their names.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx.locale import get_translation

from kawaraban.model.problems import suggest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_ = get_translation("sphinx")

ATTRIBUTES = ("name", "property", "itemprop", "http-equiv", "lang", "media", "scheme")
"""Attributes of <meta> except `content` (https://html.spec.whatwg.org/#the-meta-element, RDFa, Dublin Core)."""


def meta_key_faults(keys: Iterable[str]) -> Iterator[str]:
    """Yield a message for each invalid attribute in keys of `html_meta`."""
    for key in keys:
        first, *rest = key.split() or [""]
        named = rest if first and "=" not in first else [first, *rest]
        for part in named:
            name, _equals, value = part.partition("=")
            if name.lower() not in ATTRIBUTES or not value:
                yield attribute_message(part)


def attribute_message(part: str) -> str:
    """Return the message about an invalid attribute."""
    text = _("“%s” is no attribute of a meta element; write “description”, “description lang=en”, “property=og:title”.")
    return text % part[:60] + suggest(part.partition("=")[0][:60], ATTRIBUTES)
