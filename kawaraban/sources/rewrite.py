"""Prepare the source of documents for MyST: front matter is replaced by its values as JSON, keeping line numbers.

Of a post, MyST gets only its own settings. The title in front matter becomes a heading if the body has none; see
`kawaraban.sources.markdown.renderer`.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from kawaraban.model.frontmatter.myst_keys import read_page
from kawaraban.state import build_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx.application import Sphinx

    from kawaraban.model.frontmatter import FrontMatter


def rewrite(text: str, values: Mapping[str, Any], length: int) -> str:
    """Return a source (Unix line ends) with *values* instead of the *length* lines of its front matter."""
    block = ["---", _as_line(values), "---"] if values else []
    blank = [""] * (length - len(block))
    return "\n".join(block + blank + text.split("\n")[length:])


def settings_of(matter: FrontMatter) -> dict[str, Any]:
    """Return the front matter of a post that MyST gets."""
    settings = {**matter.myst, **({"html_meta": matter.html_meta} if matter.html_meta else {})}
    return {"myst": settings} if settings else {}


def title_of(app: Sphinx, docname: str) -> tuple[str, int] | None:
    """Return the title in a post's front matter (or an empty text) and its line.

    Return None for pages, and if the title may be in a part that could not be read.
    """
    build = build_of(app)
    if docname not in build.site.post_folders or docname not in build.sources:
        return None
    matter = build.matter(docname)
    return None if matter.is_faulty and not matter.title else (matter.title, matter.length)


def _as_line(values: Mapping[str, Any]) -> str:
    """Return values as JSON, which is YAML, in one line."""
    line = json.dumps(values, ensure_ascii=False, default=str)
    for char in "\x85\u2028\u2029":  # line ends in YAML
        line = line.replace(char, f"\\u{ord(char):04x}")
    return line


def prepare_source(app: Sphinx, docname: str, source: list[str]) -> None:
    """Replace the source of a document by what MyST should read."""
    build, text = build_of(app), source[0].replace("\r\n", "\n")
    if docname not in build.sources:
        return
    if docname in build.site.post_folders:
        matter = build.matter(docname)
        source[0] = rewrite(text, settings_of(matter), matter.length)
    elif not build.sources[docname].endswith(".rst"):  # whose titles may begin with a line of “---”
        values, length, _faults = read_page(text)
        source[0] = rewrite(text, values, length)
