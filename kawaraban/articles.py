"""The finished text of each page, kept aside while it is written, for feeds and search.

So neither needs a document tree, and a build that writes one page again renders only that page.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

import lxml.html
import nh3
from lxml import etree

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx

FOLDER = "articles"
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


def _path(app: Sphinx, docname: str) -> Path:
    return Path(app.doctreedir, FOLDER, docname + ".html")


def keep_article(app: Sphinx, pagename: str, _template: str, context: dict[str, Any], doctree: nodes.document) -> None:
    """Keep the body of a page that was made from a source."""
    if doctree is not None and "body" in context:
        path = _path(app, pagename)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(context["body"], "utf-8")


def article_of(app: Sphinx, docname: str) -> str:
    """Return the body of a page as it was last written; its links are relative to the page."""
    return _path(app, docname).read_text("utf-8")


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


def setup(app: Sphinx) -> None:
    """Register the handler, before the page template takes the body apart."""
    app.connect("html-page-context", keep_article, priority=100)
