"""The stylesheet of every page, and one of what most posts do without: small files of components, joined at build.

A reader who comes to a post, as most do, loads nothing of the cards of lists, nor the look of code that it has not.
"""

from __future__ import annotations

import hashlib
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import lightningcss
from pygments.styles import get_style_by_name
from pygments.token import STANDARD_TYPES

from kawaraban.state import build_of

if TYPE_CHECKING:
    from sphinx.application import Sphinx

STYLES = Path(__file__).parents[2] / "theme" / "kawaraban" / "styles"
MORE = "more"
"""The folder of what most posts do without."""
LIGHT, DARK = "a11y-high-contrast-light", "a11y-high-contrast-dark"


def code_colours() -> str:
    """Return the colours of code, both schemes in one rule a token (`light-dark()`, CSS Color 5)."""
    light, dark = get_style_by_name(LIGHT), get_style_by_name(DARK)
    groups: dict[str, list[str]] = {}
    for token, short in STANDARD_TYPES.items():
        if not short:
            continue
        one, two = light.style_for_token(token), dark.style_for_token(token)
        rule = ""
        if one["color"] and two["color"]:
            rule += f"color:light-dark(#{one['color']},#{two['color']});"
        rule += "font-weight:bold;" if one["bold"] else ""
        rule += "font-style:italic;" if one["italic"] else ""
        if rule:
            groups.setdefault(rule, []).append(f".{short}")
    return "\n".join(f".highlight :is({','.join(names)}){{{rule}}}" for rule, names in groups.items())


def stylesheet(folder: str = "") -> str:
    """Return the stylesheet of every page, or that of a folder of `styles` alone, minified."""
    parts = [path.read_text("utf-8") for path in sorted((STYLES / folder).glob("*.css"))]
    css = "\n".join([*parts, "@layer content{" + code_colours() + "}" if folder == MORE else ""])
    return str(lightningcss.process_stylesheet(css, filename="kawaraban.css", minify=True, browsers_list=None))


@cache
def marks_of_more() -> frozenset[str]:
    """Return the classes that have their look in the second stylesheet."""
    return frozenset(re.findall(r"\.(-?[A-Za-z_][\w-]*)", stylesheet(MORE)))


def needs_more(article: str) -> bool:
    """Return whether an article (HTML) has a mark whose look is in the second stylesheet, or formulas or code."""
    if "<math" in article or "<pre" in article:
        return True
    classes = {name for found in re.findall(r'\bclass="([^"]*)"', article) for name in found.split()}
    return not classes.isdisjoint(marks_of_more())


def hashed(name: str, text: str) -> str:
    """Return the file below the root under which *text* is published: its name changes with what it holds."""
    stem, dot, suffix = name.rpartition(".")
    return f"_static/{stem}.{hashlib.sha256(text.encode()).hexdigest()[:8]}{dot}{suffix}"


def write_stylesheets(app: Sphinx) -> None:
    """Write the stylesheets under names that change with their content, so that they can be cached for ever."""
    if app.builder.name != "html":
        return
    build = build_of(app)
    for name, folder in (("kawaraban.css", ""), ("more.css", MORE)):
        css = stylesheet(folder)
        file = hashed(name, css)
        build.session.write(file, css)
        build.stylesheets[folder] = file
