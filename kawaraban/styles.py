"""The one stylesheet: a small file a component in theme/…/styles, joined and minified at build."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

import lightningcss
from pygments.styles import get_style_by_name
from pygments.token import STANDARD_TYPES

from kawaraban.build import build_of

if TYPE_CHECKING:
    from sphinx.application import Sphinx

STYLES = Path(__file__).parent / "theme" / "kawaraban" / "styles"
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
            groups.setdefault(rule, []).append(f".highlight .{short}")
    return "\n".join(f"{','.join(names)}{{{rule}}}" for rule, names in groups.items())


def stylesheet() -> str:
    """Return the whole stylesheet, minified."""
    parts = [path.read_text("utf-8") for path in sorted(STYLES.glob("*.css"))]
    css = "\n".join([*parts, "@layer content{" + code_colours() + "}"])
    return str(lightningcss.process_stylesheet(css, filename="kawaraban.css", minify=True, browsers_list=None))


def hashed(name: str, text: str) -> str:
    """Return the file below the root under which *text* is published: its name changes with what it holds."""
    stem, dot, suffix = name.rpartition(".")
    return f"_static/{stem}.{hashlib.sha256(text.encode()).hexdigest()[:8]}{dot}{suffix}"


def write_stylesheet(app: Sphinx) -> None:
    """Write the stylesheet under a name that changes with its content, so that it can be cached for ever."""
    if app.builder.name != "html":
        return
    css = stylesheet()
    file = hashed("kawaraban.css", css)
    build_of(app).press.write(file, css)
    app.builder.kawaraban_stylesheet = file  # type: ignore[attr-defined]


def setup(app: Sphinx) -> None:
    """Register the handler."""
    app.connect("builder-inited", write_stylesheet)
