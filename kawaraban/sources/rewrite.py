"""Each post in the form that MyST reads right, line for line as long as the author's.

Of the front matter, which has been read and checked by now, MyST gets its own settings alone. The title becomes a
heading where the body has none, which the renderer knows (`kawaraban.sources.markdown.renderer`).
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
    """Return the source of a post with what MyST is to know of its front matter."""
    settings = ["---", _settings(matter), "---"] if matter.myst or matter.html_meta else []
    blank = [""] * (matter.length - len(settings))
    body = text.replace("\r\n", "\n").split("\n")[matter.length :]
    return "\n".join(settings + blank + body)


def title_of(app: Sphinx, docname: str) -> tuple[str, int] | None:
    """Return the title that a post's front matter gives (or an empty text), and its line.

    Return None for a page, and where the title may be what could not be read.
    """
    build = build_of(app)
    if not docname.startswith(FOLDER) or docname not in build.sources:
        return None
    matter = build.matter(docname)
    return None if matter.is_faulty and not matter.title else (matter.title, matter.length)


def _settings(matter: FrontMatter) -> str:
    """Return the settings of MyST for one post as a line of YAML."""
    given = {**matter.myst, **({"html_meta": matter.html_meta} if matter.html_meta else {})}
    line = json.dumps({"myst": given}, ensure_ascii=False, default=str)
    for char in "\x85\u2028\u2029":  # line ends to YAML
        line = line.replace(char, f"\\u{ord(char):04x}")
    return line


def prepare_source(app: Sphinx, docname: str, source: list[str]) -> None:
    """Give MyST the rewritten source of a post."""
    build = build_of(app)
    if docname.startswith(FOLDER) and docname in build.sources:
        source[0] = rewrite(source[0], build.matter(docname))
