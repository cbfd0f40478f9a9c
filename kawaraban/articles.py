"""The finished text of each document, kept aside while it is written: for feeds, for search, for its next page.

So none of them needs a document tree, and a build that writes one article again renders only that.
"""

from __future__ import annotations

import pickle
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urljoin

import lxml.html
import nh3
from lxml import etree

from kawaraban.build import build_of

if TYPE_CHECKING:
    from sphinx.application import Sphinx

    from kawaraban.navigation import Heading
    from kawaraban.press.press import Press

_NOT_TEXT = '(.//h1)[1] | .//*[contains(concat(" ", @class, " "), " headerlink ")]'
"""The title, which feeds and search keep apart, and the signs that link to headings."""
_MATHML = {
    "math", "mrow", "mi", "mo", "mn", "mtext", "mspace", "mfrac", "msqrt",
    "mroot", "msub", "msup", "msubsup", "munder", "mover", "munderover", "mtable", "mtr",
    "mtd", "mstyle", "mpadded", "mphantom", "menclose", "mmultiscripts", "mprescripts", "semantics", "annotation",
}  # fmt: skip
_TAGS = nh3.ALLOWED_TAGS | _MATHML | {"figure", "figcaption", "picture", "source", "video", "audio", "section", "main"}
_ATTRIBUTES = {
    **{tag: set(names) for tag, names in nh3.ALLOWED_ATTRIBUTES.items()},
    "*": {"lang", "title", "id", "dir"},
    "img": {"src", "srcset", "alt", "width", "height"},
    "source": {"src", "srcset", "type", "media"},
    "video": {"src", "poster", "controls", "width", "height"},
    "audio": {"src", "controls"},
    "math": {"display", "xmlns"},
    "mo": {"stretchy", "fence", "form"},
    "mi": {"mathvariant"},
    "mtable": {"displaystyle"},
}


@dataclass(frozen=True, slots=True)
class Article:
    """A document as HTML: its title, its body with links relative to its page, its own meta elements.

    `pictures` are the images in it, as paths below the source folder, `contents` its headings.
    """

    title: str
    body: str
    metatags: str
    pictures: tuple[str, ...]
    contents: tuple[Heading, ...]


def name_of(docname: str) -> str:
    """Return the name under which the cache keeps an article."""
    return f"article {docname}".encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def keep_article(press: Press, docname: str, article: Article) -> None:
    """Keep an article, and its words for search."""
    press.remember(name_of(docname), pickle.dumps((article, text_of(article.body)), pickle.HIGHEST_PROTOCOL))


def _kept(app: Sphinx, docname: str) -> tuple[Article, str]:
    press = build_of(app).press
    if (data := press.recall(name_of(docname))) is None:  # the cache has lost it
        app.builder.write_documents({docname})
        data = press.recall(name_of(docname))
    assert data is not None
    kept: tuple[Article, str] = pickle.loads(data)  # noqa: S301 - our own, of this edition
    return kept


def article_of(app: Sphinx, docname: str) -> Article:
    """Return an article as it was last written."""
    return _kept(app, docname)[0]


def words_of(app: Sphinx, docname: str) -> str:
    """Return the words of an article, for search."""
    return _kept(app, docname)[1]


def _parse(body: str) -> lxml.html.HtmlElement:
    return lxml.html.fragment_fromstring(body, create_parent="div")


def for_feeds(body: str, url: str) -> str:
    """Return an article as it reads outside the site, at the page *url*.

    Without its title and anchors' signs, every address absolute, nothing that runs (nh3's allowlist).
    """
    root = _parse(body)
    for node in root.xpath(_NOT_TEXT):
        node.drop_tree()
    for node in root.iter(etree.Element):
        for name in ("href", "src", "poster"):
            if (value := node.get(name)) is not None:
                node.set(name, urljoin(url, value))
        if srcset := node.get("srcset"):
            pairs = [part.split(None, 1) for part in srcset.split(",") if part.strip()]
            node.set("srcset", ", ".join(" ".join([urljoin(url, pair[0]), *pair[1:]]) for pair in pairs))
    inner = (root.text or "") + "".join(etree.tostring(child, encoding="unicode", method="html") for child in root)
    return nh3.clean(inner, tags=_TAGS, attributes=_ATTRIBUTES, link_rel=None, url_schemes={"http", "https", "mailto"})


def text_of(body: str) -> str:
    """Return an article's text for search: headings, text, tables, code and the alternatives of images."""
    root = _parse(body)
    for node in root.xpath(f"{_NOT_TEXT} | .//script | .//style"):
        node.drop_tree()
    for image in root.iter("img"):
        image.text = image.get("alt", "")
    for block in root.iter("p", "li", "td", "th", "h2", "h3", "h4", "figcaption", "pre", "dt", "dd", "img"):
        block.tail = " " + (block.tail or "")
    return re.sub(r"\s+", " ", root.text_content()).strip()
