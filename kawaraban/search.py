"""Search: any part of a word finds the posts that contain it, also レアアース for れああーす.

A simple form: the texts of all pages, a file a year, for which only the search page asks.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sphinx.locale import get_translation

from kawaraban.articles import name_of, words_of
from kawaraban.build import build_of, pages_of
from kawaraban.output import after_build
from kawaraban.press.files import digest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx

    from kawaraban.posts.post import Post

_ = get_translation("sphinx")


def collect_search(_app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Yield the search page."""
    yield "search", {"title": _("Search"), "shows": ()}, "search.html"


def write_index(app: Sphinx) -> None:
    """Write title, address, date, labels and text of every page: a file a year, the newest first, pages last."""
    build = build_of(app)
    years: dict[str, list[Post]] = {}
    for post in build.posts:
        years.setdefault(f"{post.date.year:04}", []).append(post)
    for year, posts in years.items():
        articles = "".join(build.press.mark(name_of(post.docname)) for post in posts)
        signature = digest(articles + "".join(post.digest for post in posts))
        if not build.press.keeps(f"search/{year}.json", signature):
            records = [_record(app, post) for post in posts]
            build.press.write(f"search/{year}.json", _json(records), signature)
    pages = [_page_record(app, docname) for docname in sorted(pages_of(build) - {app.config.root_doc})]
    build.press.write("search/pages.json", _json(pages))
    build.press.write("search.json", _json([*(f"search/{year}.json" for year in years), "search/pages.json"]))


def _record(app: Sphinx, post: Post) -> dict[str, Any]:
    return {
        "title": post.title,
        "url": post.uri,
        "date": post.date.date().isoformat(),
        "labels": [label.name for label in post.labels],
        "text": words_of(app, post.docname),
    }


def _page_record(app: Sphinx, docname: str) -> dict[str, Any]:
    text = words_of(app, docname)
    return {"title": app.env.titles[docname].astext(), "url": app.builder.get_target_uri(docname), "text": text}


def _json(records: list[Any]) -> str:
    return json.dumps(records, ensure_ascii=False, separators=(",", ":"))


def setup(app: Sphinx) -> None:
    """Register the handlers."""
    app.connect("html-collect-pages", collect_search)
    after_build(app, write_index)
