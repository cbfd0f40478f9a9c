"""The rendered article of each document, stored in the cache for feeds, search and later builds of its page.

None of these needs the document tree, and a build that renders one article again renders only that one.
"""

from __future__ import annotations

import pickle
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from kawaraban.state import build_of
from kawaraban.text.portable_html import portable

if TYPE_CHECKING:
    from sphinx.application import Sphinx

    from kawaraban.incremental.session import Session
    from kawaraban.pages.navigation import Heading
    from kawaraban.pages.schema_org import Work
    from kawaraban.text.html_text import Words


class Parts(NamedTuple):
    """The HTML of a document: up to the end of its title, up to the end of the section below it, and the remainder."""

    heading: str
    content: str
    rest: str


@dataclass(frozen=True, slots=True)
class Article:
    """A document as HTML: title, parts (with links relative to its page), and its own meta elements.

    `pictures` are its images as paths relative to the source folder, `contents` its headings, `works` the works that it
    describes. `has_raw` is true if it contains raw HTML, `needs_more` if it needs the second stylesheet.
    """

    title: str
    parts: Parts
    metatags: str
    pictures: tuple[str, ...]
    contents: tuple[Heading, ...]
    works: tuple[Work, ...]
    has_raw: bool
    needs_more: bool


def cache_key(kind: str, docname: str) -> str:
    """Return the key in the cache of something that is kept of a document."""
    return f"{kind} {docname}".encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def article_key(docname: str) -> str:
    """Return the key of an article in the cache."""
    return cache_key("article", docname)


def keep_article(session: Session, docname: str, article: Article, url: str) -> None:
    """Store an article with its portable HTML and its words; *url* is the address of its page."""
    html, words = portable("".join(article.parts), url)
    kept = (_pack(article), html.encode(), _pack(words))  # each reader unpickles only one
    session.remember(article_key(docname), _pack(kept))


def _pack(value: object) -> bytes:
    return pickle.dumps(value, pickle.HIGHEST_PROTOCOL)


def _kept(app: Sphinx, docname: str) -> tuple[bytes, bytes, bytes]:
    session = build_of(app).session
    if (data := session.recall(article_key(docname))) is None:  # lost from the cache
        app.builder.write_documents({docname})
        data = session.recall(article_key(docname))
    assert data is not None
    kept: tuple[bytes, bytes, bytes] = pickle.loads(data)  # noqa: S301 - our own cache, same edition
    return kept


def article_of(app: Sphinx, docname: str) -> Article:
    """Return an article as it was last written."""
    article: Article = pickle.loads(_kept(app, docname)[0])  # noqa: S301
    return article


def portable_of(app: Sphinx, docname: str) -> str:
    """Return an article as portable HTML, which needs no stylesheet, script or surrounding page."""
    return _kept(app, docname)[1].decode()


def words_of(app: Sphinx, docname: str) -> Words:
    """Return the words of an article, for search."""
    words: Words = pickle.loads(_kept(app, docname)[2])  # noqa: S301
    return words


def forget_articles(app: Sphinx, _env: object, _added: object, _changed: object, removed: set[str]) -> list[str]:
    """Drop the articles of removed documents from the cache."""
    build_of(app).session.obsolete |= {article_key(docname) for docname in removed}
    return []
