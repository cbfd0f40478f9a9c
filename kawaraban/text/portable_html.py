"""Convert articles to plain HTML that needs no style sheet, no script and no surrounding page, for feeds.

All URLs become absolute. Players, forms and boxes become plain elements of equivalent content.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import lxml.html
import nh3
from lxml import etree
from lxml.builder import E

from kawaraban.text.encoding import strip_illegal_html
from kawaraban.text.html_text import words_in
from kawaraban.text.mathml import plain_formula
from kawaraban.text.phrases import BREAK
from kawaraban.text.urls import absolute

if TYPE_CHECKING:
    from collections.abc import Callable

    from lxml.html import HtmlElement

    from kawaraban.text.html_text import Words

_GONE = {
    "script", "style", "template", "noscript", "object", "embed", "applet", "svg", "canvas", "button", "select",
    "textarea", "datalist", "meter", "progress", "link", "meta", "base", "title", "head", "frame", "frameset", "map",
}  # fmt: skip
"""Elements that are removed with their content."""
_TAGS = (nh3.ALLOWED_TAGS | {"figure", "figcaption", "picture", "source"}) - {
    "map", "area", "header", "footer", "nav", "span",
}  # fmt: skip
_ATTRIBUTES = {
    **{tag: set(names) for tag, names in nh3.ALLOWED_ATTRIBUTES.items() if tag in _TAGS},
    "*": {"lang", "title", "dir"},
    "img": {"src", "srcset", "sizes", "alt", "width", "height"},
    "source": {"src", "srcset", "sizes", "type", "media", "width", "height"},
}
_CLEANER = nh3.Cleaner(
    tags=_TAGS, attributes=_ATTRIBUTES, link_rel=None, url_schemes={"http", "https", "mailto", "tel"}
)


_ADDRESSES = {"href", "src", "poster", "cite"}
"""Attributes that are URLs."""
_PARSER = lxml.html.HTMLParser()
_PARSER.set_element_class_lookup(  # one class for all elements, which lxml need not look up in Python
    etree.ElementDefaultClassLookup(
        element=lxml.html.HtmlElement, comment=lxml.html.HtmlComment, pi=lxml.html.HtmlProcessingInstruction
    )
)


def portable(body: str, url: str) -> tuple[str, Words]:
    """Return the article of the page *url* as plain HTML, and its text; without its title and permalinks.

    The HTML is limited to what nh3 allows: no scripts, frames or styles. The text is for search; see `words_in`.
    """
    text = strip_illegal_html(body.replace(BREAK, ""))
    root: Any = lxml.html.document_fromstring(f"<html><body>{text}</body></html>", parser=_PARSER).find("body")
    root.tag = "div"
    root.attrib.clear()  # those of a `<body>` in the article
    if (title := next(root.iter("h1"), None)) is not None:
        title.drop_tree()
    special = [node for node in root.iterdescendants(etree.Element) if node.keys() or node.tag in _SPECIAL]
    for node in special:
        if node.getparent() is not None:  # else it was removed with a parent
            _reduce(node, url)
    html = own = _clean(root)
    if "postlist" in body:  # text of other posts is not this article's
        for listing in root.find_class("postlist"):
            listing.drop_tree()
        own = _clean(root)
    return html, words_in(own)


def _clean(root: HtmlElement) -> str:
    html = lxml.html.tostring(root, encoding="unicode", with_tail=False).removeprefix("<div>").removesuffix("</div>")
    return _CLEANER.clean(html).strip()


def _reduce(node: HtmlElement, url: str) -> None:
    """Convert one element to plain HTML."""
    by_class = _way_of_classes(node.get("class", ""))
    tag = str(node.tag)
    if tag in _GONE or by_class is _drop:  # first, since most links are permalinks
        node.drop_tree()
        return
    for name in _ADDRESSES.intersection(node.keys()):
        _put(node, name, absolute(url, node.attrib[name]))
    if reduce := _BY_TAG.get(tag):
        reduce(node, url)
    if by_class:
        by_class(node)


@lru_cache(1000)
def _way_of_classes(classes: str) -> Callable[[HtmlElement], None] | None:
    return next((_BY_CLASS[name] for name in classes.split() if name in _BY_CLASS), None)


def _put(node: HtmlElement, name: str, value: str) -> None:
    if value:
        node.set(name, value)
    else:
        del node.attrib[name]


def _image(node: HtmlElement, url: str) -> None:
    """Make the URLs of an image absolute; an image without a URL is replaced by its alternative text."""
    _sizes(node, url)
    if not node.get("src"):
        node.tail = node.get("alt", "") + (node.tail or "")
        node.drop_tree()
    elif "alt" not in node.attrib:
        node.set("alt", "")


def _sizes(node: HtmlElement, url: str) -> None:
    if "srcset" in node.attrib:
        pairs = re.findall(r"([^\s,]\S*)\s+(\d[\d.]*[wx])\s*(?:,|$)", node.attrib["srcset"])
        found = [(absolute(url, address), size) for address, size in pairs or [(node.attrib["srcset"].strip(), "")]]
        _put(node, "srcset", ", ".join(" ".join(pair).strip() for pair in found if pair[0]))


def _player(node: HtmlElement, url: str) -> None:
    """Replace a video, an audio element or a frame by a link, with its poster image or its title as content."""
    source = node if node.get("src") else next((each for each in node.iter("source") if each.get("src")), node)
    address = absolute(url, source.get("src", ""))
    address = address if address.startswith("http") else ""
    words = node.get("title") or node.get("aria-label") or " ".join(node.text_content().split()) or address
    still = node.get("poster", "")
    shown = E.img(src=still, alt=words) if still else words
    if address or still:
        node.addprevious(E.p(E.a(shown, href=address) if address else shown))
    node.drop_tree()


def _box(node: HtmlElement, _url: str) -> None:
    """Replace a check box by a character; remove other form fields."""
    if node.get("type") == "checkbox":
        node.tail = ("☑ " if "checked" in node.attrib else "☐ ") + (node.tail or "").lstrip()
    node.drop_tree()


def _code(node: HtmlElement, _url: str) -> None:
    """Remove the highlighting from code."""
    text = "".join(node.itertext())
    node.text, node[:] = None, [E.code(text)]


def _formula(node: HtmlElement, _url: str) -> None:
    """Write a simple formula with `<sup>` and `<sub>`, any other as LaTeX."""
    plain = plain_formula(node)
    node.addprevious(E.span(*plain) if plain is not None else E.code(node.get("alttext") or "".join(node.itertext())))
    node.drop_tree()


_BY_TAG: dict[str, Callable[[HtmlElement, str], None]] = {
    "img": _image, "source": _sizes, "video": _player, "audio": _player, "iframe": _player, "input": _box,
    "pre": _code, "math": _formula,
}  # fmt: skip


def _drop(node: HtmlElement) -> None:
    """Remove an element with its content."""
    node.drop_tree()


def _quotation(node: HtmlElement) -> None:
    """Turn a box into a block quotation; keep `<details>`."""
    if node.tag != "details":
        node.tag = "blockquote"


def _strong(node: HtmlElement) -> None:
    """Make a line bold."""
    inner = E.strong(node.text or "", *node)
    node.text = None
    node.append(inner)


def _note(node: HtmlElement) -> None:
    """Put the number of a footnote in front of its text."""
    label = next((child for child in node if child.tag == "span" and "label" in child.get("class", "")), None)
    if label is None:
        return
    number = label.text_content()
    for child in [each for each in node if each.tag == "span"]:
        child.drop_tree()
    first = node.find("p")
    owner = node if first is None else first
    owner.text = f"{number} {(owner.text or '').lstrip()}"
    node.tag = "div"


def _mark(node: HtmlElement) -> None:
    """Turn a footnote reference into a superscript number."""
    number = node.text_content()
    node.text, node[:] = None, [E.sup(number)]


def _card(node: HtmlElement) -> None:
    """Turn a link card into a block quotation: the linked title, then the other texts."""
    link = next(node.iter("a"), None)
    if link is None:
        return
    title, *rest = [part.text_content() for part in link.iter("span")] or [link.text_content()]
    node.tag, node.text = "blockquote", None
    node[:] = [E.p(E.a(title, href=link.get("href", ""))), *(E.p(text) for text in rest), *map(E.p, link.iter("img"))]


def _video(node: HtmlElement) -> None:
    """Turn a video embed into a link with poster, title and service, followed by its caption."""
    link = next(node.iter("a"), None)
    if link is None:
        return
    title, service = ([*(part.text_content() for part in link.iter("span")), "", ""])[:2]
    caption = list(node.iter("p"))[:-1]  # the last is about the click to play
    shown = E.a(*link.iter("img"), f"▶ {title} ({service})", href=link.get("href", ""))
    node.tag, node.text = "div", None
    node[:] = [E.p(shown), *caption]


_BY_CLASS: dict[str, Callable[[HtmlElement], None]] = {
    "headerlink": _drop, "linenos": _drop,
    "admonition": _quotation, "topic": _quotation, "sidebar": _quotation,
    "admonition-title": _strong, "topic-title": _strong, "sidebar-title": _strong,
    "footnote": _note, "citation": _note,
    "footnote-reference": _mark,
    "linkcard": _card,
    "kw-video": _video,
}  # fmt: skip
_SPECIAL = {*_GONE, *_BY_TAG}
"""Elements that need conversion even without attributes."""
