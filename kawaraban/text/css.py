"""Find and replace the URLs in CSS (CSS Syntax Level 3), including those in `image-set()` and behind escapes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

import tinycss2
from tinycss2.ast import IdentToken, StringToken, URLToken
from tinycss2.serializer import serialize_string_value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_MAY_LOAD = re.compile(r"url|src|image|cross-fade|[@\\]|--", re.IGNORECASE)
"""CSS that does not match this contains no URL."""
_ADDRESSED = {"url", "src"}
_PICTURES = {"image", "image-set", "-webkit-image-set", "cross-fade", "-webkit-cross-fade"}
"""Functions in which a plain string is a URL."""


class Place(NamedTuple):
    """A URL in a list of tokens: `tokens[number]` holds it. If not `sure`, it may be an ordinary string."""

    tokens: list[Any]
    number: int
    address: str
    sure: bool


def addresses(css: str, *, sure: bool = False) -> list[str]:
    """Return the URLs that a style sheet or a `style` attribute may load; with *sure*, only those it certainly does."""
    if not _MAY_LOAD.search(css):
        return []
    return [place.address for place in _places(tinycss2.parse_component_value_list(css)) if place.sure or not sure]


def replace_addresses(css: str, change: Callable[[str], str | None], *, sure: bool = False) -> str:
    """Return the CSS with each URL replaced by what *change* returns for it; None is written as `none`."""
    if not _MAY_LOAD.search(css):
        return css
    tokens = tinycss2.parse_component_value_list(css)
    before = tinycss2.serialize(tokens)
    for place in list(_places(tokens)):
        if (place.sure or not sure) and (new := change(place.address)) != place.address:
            place.tokens[place.number] = _token(place.tokens[place.number], new)
    after: str = tinycss2.serialize(tokens)
    return css if after == before else after


def _token(old: Any, address: str | None) -> Any:
    at = (old.source_line, old.source_column)
    if address is None:
        return IdentToken(*at, "none")
    string = f'"{serialize_string_value(address)}"'
    return StringToken(*at, address, string) if old.type == "string" else URLToken(*at, address, f"url({string})")


def _places(tokens: list[Any], pictures: str = "") -> Iterator[Place]:
    """Yield the positions of URLs; *pictures* is the name of the enclosing function if strings in it may be URLs."""
    rule = ""
    for number, token in enumerate(tokens):
        rule = _rule_from(token, rule)
        if token.type == "url" and rule != "namespace":
            yield Place(tokens, number, token.value, sure=True)
        elif token.type == "string" and (pictures or rule in ("import", "--")):
            yield Place(tokens, number, token.value, sure=rule == "import" or pictures in _PICTURES)
        elif token.type == "function":
            if token.lower_name not in _ADDRESSED:
                yield from _places(token.arguments, pictures if pictures in _PICTURES else token.lower_name)
            elif rule != "namespace":
                yield from _addressed(tokens, number, token)
        elif token.type in ("{} block", "() block", "[] block"):
            yield from _places(token.content, "--" if rule == "--" else "")


def _rule_from(token: Any, rule: str) -> str:
    """Return the at-rule that applies after a token, or `--` within a custom property."""
    if token.type == "at-keyword":
        return str(token.lower_value)
    if token.type == "ident" and token.value.startswith("--"):
        return "--"
    return "" if token.type == "literal" and token.value == ";" else rule


def _addressed(tokens: list[Any], number: int, function: Any) -> Iterator[Place]:
    """Yield the URL in `url("…")`; other contents, such as `var()`, are searched for strings."""
    strings = [each for each in function.arguments if each.type == "string"]
    if strings:
        yield Place(tokens, number, strings[0].value, sure=True)
    else:
        yield from _places(function.arguments, function.lower_name)
