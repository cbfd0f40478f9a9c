"""Each post in the form that MyST and ABlog read right, line for line as long as the author's.

ABlog sees lists as `["\\u7532"`, dates with an offset as a crash and a post without `#` heading not at all; so the
checked front matter is written again as one line of JSON, and a title from front matter becomes the heading.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from kawaraban.build import build_of
from kawaraban.posts.post import FOLDER

if TYPE_CHECKING:
    from sphinx.application import Sphinx

    from kawaraban.frontmatter import FrontMatter


def as_ablog_reads(matter: FrontMatter, default_authors: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return the metadata of a post in ABlog's terms: texts joined by commas, a date without zone."""
    assert matter.date is not None
    given = {
        "blogpost": "true",
        "date": matter.date.strftime("%Y-%m-%d %H:%M:%S"),
        "category": ", ".join(matter.category),
        "tags": ", ".join(matter.tags),
        "author": ", ".join(matter.author or default_authors),
        "myst": {**matter.myst, **({"html_meta": matter.html_meta} if matter.html_meta else {})},
    }
    return {key: value for key, value in given.items() if value}


def heading_of(title: str) -> str:
    """Return the Markdown heading whose plain text is *title*: every mark of Markdown in it escaped."""
    return "# " + re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", title)


def rewrite(text: str, matter: FrontMatter, default_authors: tuple[str, ...] = ()) -> str:
    """Return the source of a post with its front matter in ABlog's form and its title as a heading."""
    metadata = json.dumps(as_ablog_reads(matter, default_authors), ensure_ascii=False, default=str)
    for char in "\x85\u2028\u2029":  # line ends to YAML
        metadata = metadata.replace(char, f"\\u{ord(char):04x}")
    head = ["---", metadata, "---"]
    head += [""] * (matter.length - len(head))
    body = text.replace("\r\n", "\n").split("\n")[matter.length :]
    if matter.title and not matter.has_heading:
        head[3:] = [*head[4:], heading_of(matter.title)]
    return "\n".join(head + body)


def prepare_source(app: Sphinx, docname: str, source: list[str]) -> None:
    """Give MyST the rewritten source of a post."""
    build = build_of(app)
    if docname.startswith(FOLDER) and docname in build.sources:
        source[0] = rewrite(source[0], build.matter(docname), build.site.default_authors)


def setup(app: Sphinx) -> None:
    """Register the handler."""
    app.connect("source-read", prepare_source, priority=100)
