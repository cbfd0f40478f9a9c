"""Extract text from HTML: of whole articles, one line per block, for search; of fragments, for excerpts."""

from __future__ import annotations

import re
from html import unescape
from typing import NamedTuple

import turbohtml

_BLOCKS = (
    "p|li|td|th|h[1-6]|figcaption|pre|dt|dd|blockquote|div|br|hr|caption|summary|ul|ol|dl|table|tr|figure|details|"
    "section|article|aside"
)  # fmt: skip
_REST = r"""[^>"]*(?:"[^"]*"[^>"]*)*>"""
_READING = re.compile(rf"<r[tp]\b{_REST}.*?</r[tp]>", re.DOTALL)
_NOTE = re.compile(rf"<a\b{_REST}<sup>\[?\w+\]?</sup></a>")
_CODE = re.compile(rf"<pre\b{_REST}.*?</pre>", re.DOTALL)
_IMAGE = re.compile(rf"""<img(?=[^>"]*(?:"[^"]*"[^>"]*)*?\balt="([^"]*)"){_REST}""")
_HEADING = re.compile(rf"<h[1-6]\b{_REST}")
_BLOCK = re.compile(rf"</?(?:{_BLOCKS})\b{_REST}")
_TAG = re.compile(rf"</?[a-z]{_REST}")

UNSEEN = (
    "script",
    "style",
    "template",
    "noscript",
    "textarea",
    "select",
    "title",
    "iframe",
    "object",
    "rt",
    "rp",
    "svg",
)
"""Elements whose text is omitted from excerpts."""


class Words(NamedTuple):
    """The text of an article, one line per block; `headings` are the indexes of the lines that are headings."""

    lines: tuple[str, ...]
    headings: tuple[int, ...]


def words_in(html: str) -> Words:
    """Return the text of HTML as nh3 writes it, including tables, code, footnotes and alternative texts of images.

    Ruby readings and footnote marks are left out, so that phrases can be found across them.
    """
    if "<rt" in html:
        html = _READING.sub("", html)
    if "<sup" in html:
        html = _NOTE.sub("", html)
    if "<pre" in html:
        html = _CODE.sub(lambda code: code[0].replace("\n", "\x01"), html)
    html = _HEADING.sub("\x01\x02", _IMAGE.sub("\x01\\1\x01", html))
    text = unescape(_TAG.sub("", _BLOCK.sub("\x01", html)))
    lines = [" ".join(line.split()) for line in text.split("\x01")]
    lines = [line for line in lines if line.strip("\x02")]
    headings = tuple(number for number, line in enumerate(lines) if line[0] == "\x02")
    return Words(tuple(line.lstrip("\x02 ") for line in lines), headings)


def text_of(html: str) -> str:
    """Return the text of HTML that readers see, without ruby readings."""
    body = turbohtml.parse_fragment(html, positions=False)
    for element in list(body.iter_elements(UNSEEN)):
        element.decompose()
    return body.text


def first_of(html: str, tag: str) -> str:
    """Return the text of the first element of a tag that is not empty, or an empty text."""
    body = turbohtml.parse_fragment(html, positions=False)
    return next((text for each in body.iter_elements(tag) if (text := text_of(each.inner_html)).strip()), "")
