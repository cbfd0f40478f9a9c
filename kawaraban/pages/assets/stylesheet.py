"""The stylesheet of every page, and a second one for components that most posts do not use, joined from small files.

So a reader of a typical post does not load the styles of list cards or code.
"""

from __future__ import annotations

import hashlib
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import lightningcss
from a11y_pygments.a11y_high_contrast_dark.style import Theme as Dark
from a11y_pygments.a11y_high_contrast_light.style import Theme as Light
from pygments.token import STANDARD_TYPES

from kawaraban.state import build_of

if TYPE_CHECKING:
    from sphinx.application import Sphinx

STYLES = Path(__file__).parents[2] / "theme" / "kawaraban" / "styles"
MORE = "more"
"""The folder of the second stylesheet's components."""


def code_colours() -> str:
    """Return the colours of code, with one rule per style for light and dark (`light-dark()`, CSS Color 5)."""
    groups: dict[str, list[str]] = {}
    for token, short in STANDARD_TYPES.items():
        if not short:
            continue
        one, two = Light.style_for_token(token), Dark.style_for_token(token)
        rule = ""
        if one["color"] and two["color"]:
            rule += f"color:light-dark(#{one['color']},#{two['color']});"
        rule += "font-weight:bold;" if one["bold"] else ""
        rule += "font-style:italic;" if one["italic"] else ""
        if rule:
            groups.setdefault(rule, []).append(f".{short}")
    return "\n".join(f".highlight :is({','.join(names)}){{{rule}}}" for rule, names in groups.items())


def stylesheet(folder: str = "") -> str:
    """Return the main stylesheet, or that of a folder below `styles`, minified."""
    parts = [path.read_text("utf-8") for path in sorted((STYLES / folder).glob("*.css"))]
    css = "\n".join([*parts, "@layer content{" + code_colours() + "}" if folder == MORE else ""])
    return str(lightningcss.process_stylesheet(css, filename="kawaraban.css", minify=True, browsers_list=None))


@cache
def marks_of_more() -> frozenset[str]:
    """Return the classes that the second stylesheet styles."""
    return frozenset(re.findall(r"\.(-?[A-Za-z_][\w-]*)", stylesheet(MORE)))


def needs_more(article: str) -> bool:
    """Return whether the HTML of an article needs the second stylesheet: for one of its classes, formulas or code."""
    if "<math" in article or "<pre" in article:
        return True
    classes = {name for found in re.findall(r'class="([^"]*)"', article) for name in found.split()}
    return not classes.isdisjoint(marks_of_more())


def hashed(name: str, text: str) -> str:
    """Return the path relative to the root under which *text* is published; it contains a hash of the text."""
    stem, dot, suffix = name.rpartition(".")
    return f"_static/{stem}.{hashlib.sha256(text.encode()).hexdigest()[:8]}{dot}{suffix}"


def write_stylesheets(app: Sphinx) -> None:
    """Write the stylesheets with a hash in their names, so that they can be cached for ever."""
    if app.builder.name != "html":
        return
    build = build_of(app)
    for name, folder in (("kawaraban.css", ""), ("more.css", MORE)):
        css = stylesheet(folder)
        file = hashed(name, css)
        build.session.write(file, css)
        build.stylesheets[folder] = file
