"""Addresses in CSS as a browser finds them (CSS Syntax Level 3): in `@import`, in `image-set()`, behind escapes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

import tinycss2
from tinycss2.ast import IdentToken, StringToken, URLToken
from tinycss2.serializer import serialize_string_value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_MAY_LOAD = re.compile(r"url|src|image|cross-fade|[@\\]|--", re.IGNORECASE)
"""Without one of these a style names no address."""
_ADDRESSED = {"url", "src"}
_PICTURES = {"image", "image-set", "-webkit-image-set", "cross-fade", "-webkit-cross-fade"}
"""Functions in which a bare string is an address."""


class Place(NamedTuple):
    """An address among tokens: `tokens[number]` holds it. One that is not `sure` may be nothing but a text."""

    tokens: list[Any]
    number: int
    address: str
    sure: bool


def addresses(css: str, *, sure: bool = False) -> list[str]:
    """Return the addresses that a style sheet, or a `style`, may load; only those that it does where *sure*."""
    if not _MAY_LOAD.search(css):
        return []
    return [place.address for place in _places(tinycss2.parse_component_value_list(css)) if place.sure or not sure]


def changed(css: str, change: Callable[[str], str | None], *, sure: bool = False) -> str:
    """Return the CSS with each address as *change* gives it; one for which that is None becomes `none`."""
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
    """Yield where addresses stand; *pictures* names the function around, where a string in it is an address."""
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
    """Return the at-rule in which we are from a token on, `--` in a custom property."""
    if token.type == "at-keyword":
        return str(token.lower_value)
    if token.type == "ident" and token.value.startswith("--"):
        return "--"
    return "" if token.type == "literal" and token.value == ";" else rule


def _addressed(tokens: list[Any], number: int, function: Any) -> Iterator[Place]:
    """Yield the address of `url("…")`; what else stands in it, such as `var()`, holds no more than texts."""
    strings = [each for each in function.arguments if each.type == "string"]
    if strings:
        yield Place(tokens, number, strings[0].value, sure=True)
    else:
        yield from _places(function.arguments, function.lower_name)
