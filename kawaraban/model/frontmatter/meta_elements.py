"""Meta elements that an author adds to a page: of the attributes that HTML has for them, and no others.

A key of `html_meta` holds attributes (`description lang=en`, `property=og:title`). docutils prints their names as they
are, so that a name with `>` in it would leave the element.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx.locale import get_translation

from kawaraban.model.problems import suggest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_ = get_translation("sphinx")

ATTRIBUTES = ("name", "property", "itemprop", "http-equiv", "lang", "media", "scheme")
"""Attributes of <meta>, `content` left out (https://html.spec.whatwg.org/#the-meta-element, RDFa, Dublin Core)."""


def faults_in(keys: Iterable[str]) -> Iterator[str]:
    """Yield what is wrong with keys of `html_meta`."""
    for key in keys:
        first, *rest = key.split() or [""]
        named = rest if first and "=" not in first else [first, *rest]
        for part in named:
            name, _equals, value = part.partition("=")
            if name.lower() not in ATTRIBUTES or not value:
                yield told(part)


def told(part: str) -> str:
    """Return what is wrong with a part of a key."""
    text = _("“%s” is no attribute of a meta element; write “description”, “description lang=en”, “property=og:title”.")
    return text % part[:60] + suggest(part.partition("=")[0][:60], ATTRIBUTES)
