"""The finished text of each document, kept aside while it is written: for feeds, for search, for its next page.

So none of them needs a document tree, and a build that writes one article again renders only that.
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
    """The HTML of a document: to the end of its title, to the end of the section under it, and what follows."""

    heading: str
    content: str
    rest: str


@dataclass(frozen=True, slots=True)
class Article:
    """A document as HTML: its title, its parts with links relative to its page, its own meta elements.

    `pictures` are the images in it, as paths below the source folder, `contents` its headings, `works` those of the
    author's that it shows. `has_raw`: the author has written HTML in it. `needs_more`:
    it has a mark whose look is in the second stylesheet.
    """

    title: str
    parts: Parts
    metatags: str
    pictures: tuple[str, ...]
    contents: tuple[Heading, ...]
    works: tuple[Work, ...]
    has_raw: bool
    needs_more: bool


def name_of(docname: str) -> str:
    """Return the name under which the cache keeps an article."""
    return f"article {docname}".encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def keep_article(session: Session, docname: str, article: Article, url: str) -> None:
    """Keep the article of the page *url*, and what it is outside the site: its portable HTML, and its words."""
    html, words = portable("".join(article.parts), url)
    kept = (_pack(article), html.encode(), _pack(words))  # each is unpacked alone, by those who need it
    session.remember(name_of(docname), _pack(kept))


def _pack(value: object) -> bytes:
    return pickle.dumps(value, pickle.HIGHEST_PROTOCOL)


def _kept(app: Sphinx, docname: str) -> tuple[bytes, bytes, bytes]:
    session = build_of(app).session
    if (data := session.recall(name_of(docname))) is None:  # the cache has lost it
        app.builder.write_documents({docname})
        data = session.recall(name_of(docname))
    assert data is not None
    kept: tuple[bytes, bytes, bytes] = pickle.loads(data)  # noqa: S301 - our own, of this edition
    return kept


def article_of(app: Sphinx, docname: str) -> Article:
    """Return an article as it was last written."""
    article: Article = pickle.loads(_kept(app, docname)[0])  # noqa: S301
    return article


def portable_of(app: Sphinx, docname: str) -> str:
    """Return an article as HTML that reads anywhere."""
    return _kept(app, docname)[1].decode()


def words_of(app: Sphinx, docname: str) -> Words:
    """Return the words of an article, for search."""
    words: Words = pickle.loads(_kept(app, docname)[2])  # noqa: S301
    return words


def forget_articles(app: Sphinx, _env: object, _added: object, _changed: object, removed: set[str]) -> list[str]:
    """Let the cache drop the articles of documents that are gone."""
    build_of(app).session.obsolete |= {name_of(docname) for docname in removed}
    return []
