"""Search: any part of a word finds the posts that contain it, also レアアース for れああーす.

A simple form: the texts of all pages in one file that only the search page asks for.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sphinx.locale import get_translation

from kawaraban.articles import article_of, text_of
from kawaraban.build import build_of
from kawaraban.output import after_build, write

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx

_ = get_translation("sphinx")


def collect_search(_app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Yield the search page."""
    yield "search", {"title": _("Search")}, "search.html"


def write_index(app: Sphinx) -> None:
    """Write title, address, date, labels and text of every page, newest post first, pages last."""
    build = build_of(app)
    records: list[dict[str, Any]] = [
        {
            "title": post.title,
            "url": post.uri,
            "date": post.date.date().isoformat(),
            "labels": [label.name for label in post.labels],
            "text": text_of(article_of(app, post.docname)),
        }
        for post in build.posts
    ]
    pages = sorted(app.env.all_docs.keys() - build.matters.keys() - {app.config.root_doc})
    for docname in pages:
        title = app.env.titles[docname].astext()
        url = app.builder.get_target_uri(docname)
        records.append({"title": title, "url": url, "text": text_of(article_of(app, docname))})
    data = json.dumps(records, ensure_ascii=False, separators=(",", ":"))
    write(app, "search.json", data)


def setup(app: Sphinx) -> None:
    """Register the handlers."""
    app.connect("html-collect-pages", collect_search)
    after_build(app, write_index)
