"""Prepare the source of posts for MyST: front matter is reduced to MyST's settings, keeping line numbers.

The title in front matter becomes a heading if the body has none; see `kawaraban.sources.markdown.renderer`.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from kawaraban.model.post import FOLDER
from kawaraban.state import build_of

if TYPE_CHECKING:
    from sphinx.application import Sphinx

    from kawaraban.model.frontmatter import FrontMatter


def rewrite(text: str, matter: FrontMatter) -> str:
    """Return the source of a post with its front matter reduced to MyST's settings."""
    settings = ["---", _settings(matter), "---"] if matter.myst or matter.html_meta else []
    blank = [""] * (matter.length - len(settings))
    body = text.replace("\r\n", "\n").split("\n")[matter.length :]
    return "\n".join(settings + blank + body)


def title_of(app: Sphinx, docname: str) -> tuple[str, int] | None:
    """Return the title in a post's front matter (or an empty text) and its line.

    Return None for pages, and if the title may be in a part that could not be read.
    """
    build = build_of(app)
    if not docname.startswith(FOLDER) or docname not in build.sources:
        return None
    matter = build.matter(docname)
    return None if matter.is_faulty and not matter.title else (matter.title, matter.length)


def _settings(matter: FrontMatter) -> str:
    """Return MyST's settings as one line of YAML."""
    given = {**matter.myst, **({"html_meta": matter.html_meta} if matter.html_meta else {})}
    line = json.dumps({"myst": given}, ensure_ascii=False, default=str)
    for char in "\x85\u2028\u2029":  # line ends in YAML
        line = line.replace(char, f"\\u{ord(char):04x}")
    return line


def prepare_source(app: Sphinx, docname: str, source: list[str]) -> None:
    """Replace the source of a post by what MyST should read."""
    build = build_of(app)
    if docname.startswith(FOLDER) and docname in build.sources:
        source[0] = rewrite(source[0], build.matter(docname))
