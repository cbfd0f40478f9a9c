"""What the text of a post tells: its plain title, its first words, its first picture, its length."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.locale import get_translation

from kawaraban.incremental.files import digest
from kawaraban.model.frontmatter.values import LONGEST_TEXT
from kawaraban.model.post import count_characters
from kawaraban.sources.outline import is_html
from kawaraban.state.index import report
from kawaraban.text.graphemes import clusters
from kawaraban.text.html_text import text_of
from kawaraban.text.phrases import phrases

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sphinx.application import Sphinx

    from kawaraban.model.frontmatter import FrontMatter

_ = get_translation("sphinx")

EXCERPT = 120
"""Characters that an excerpt aims at."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What one post's text tells. `image` is a path below the source folder, or empty."""

    title: str
    excerpt: str
    characters: int
    image: str
    image_alt: str


_OTHERS = ("linkcard", "video")
"""What shows a picture of somebody else's."""
_SKIPPED = (
    nodes.footnote_reference,
    nodes.citation_reference,
    nodes.raw,
    nodes.image,
    nodes.comment,
    nodes.system_message,
)


def plain(node: nodes.Node) -> str:
    """Return the text of a node as a reader would read it aloud: no footnote marks, nothing of raw HTML's own."""
    if isinstance(node, nodes.Text):
        return node.astext()
    if isinstance(node, _SKIPPED):
        return ""
    if isinstance(node, nodes.TextElement) and any(map(is_html, node.children)):
        return text_of("".join(map(_as_html, node.children)))
    return "".join(map(plain, node.children))


def _as_html(node: nodes.Node) -> str:
    """Return a part of a text as HTML; between the pieces of raw HTML may stand a script."""
    return node.astext() if is_html(node) else escape(plain(node))


def paragraphs(doctree: nodes.document) -> Iterator[str]:
    """Yield the texts of the paragraphs that stand directly in the document's sections."""
    for node in doctree.findall(nodes.paragraph):
        if isinstance(node.parent, (nodes.document, nodes.section)) and (text := " ".join(plain(node).split())):
            yield text


def excerpt_of(texts: Iterator[str], length: int = EXCERPT) -> str:
    """Return the beginning of *texts*, cut behind a sentence near *length* characters, else, with `…`, a phrase."""
    whole = ""
    for text in texts:
        whole += (" " if whole and whole[-1].isascii() and text[0].isascii() else "") + text
        if len(whole) >= length * 1.25:
            break
    if len(whole) <= length * 1.25:
        return whole
    ends = [found.end() for found in re.finditer(r"[。！？!?][」』）)]*|\.(?= )", whole[: round(length * 1.25)])]
    if ends and ends[-1] >= length // 2:
        return whole[: ends[-1]]
    return cut(whole, length) + "…"


def cut(text: str, length: int) -> str:
    """Return the phrases of *text* that have room in *length*; of one that is too long, its first characters."""
    near = text[: length + 40]
    kept = _fitting(phrases(near), length)
    if len(kept) < length // 2:  # Latin text, or one long word
        kept = _fitting(clusters(near), length)
        if kept[-1:].isascii() and text[len(kept) :][:1].isascii() and " " in kept.strip():
            kept = kept.rpartition(" ")[0]
    return kept.rstrip(" \u3000、,")


def _fitting(pieces: Iterable[str], length: int) -> str:
    """Return the first of *pieces*, as many as have room in *length*."""
    kept = ""
    for piece in pieces:
        if len(kept + piece) > length:
            break
        kept += piece
    return kept


def title_of(doctree: nodes.document) -> nodes.title | None:
    """Return the title of a document, which may stand below a box that has a title, too."""
    return next((node for node in doctree.findall(nodes.title) if isinstance(node.parent, nodes.section)), None)


def facts_of(doctree: nodes.document) -> Facts:
    """Return the facts of a read document whose image paths are resolved."""
    title = title_of(doctree)
    images = (node for node in doctree.findall(nodes.image) if node.parent.tagname not in _OTHERS)
    image = next((n for n in images if not re.match(r"\w+:", n["uri"]) and n.get("candidates")), None)
    text = " ".join(plain(node) for node in doctree.children)
    return Facts(
        title=" ".join(plain(title).split()) if title else "",
        excerpt=excerpt_of(paragraphs(doctree)),
        characters=count_characters(text),
        image=str(image["uri"]) if image else "",
        image_alt=str(image.get("alt", "")) if image else "",
    )


def _form(node: nodes.Node) -> object:
    """Return a tree of nodes as plain values: kinds, attributes that are set, texts."""
    if isinstance(node, nodes.Element):
        given = sorted((name, str(value)) for name, value in node.attributes.items() if value)
        return node.tagname, given, [_form(child) for child in node.children]
    return str(node)


def face_of(doctree: nodes.document, toc: nodes.Node | None) -> str:
    """Return a digest of what another document may show of this one.

    That is its title, its table of contents, its anchors with the words at them, the numbers of its equations.
    """
    anchors = [(name, node.get("names"), _words_at(node)) for name, node in sorted(doctree.ids.items())]
    title = title_of(doctree)
    equations = [
        (node.get("label"), node.get("number"), node.get("numbers")) for node in doctree.findall(nodes.math_block)
    ]
    contents = _form(toc) if toc else ""
    return digest(repr((title.astext() if title else "", contents, anchors, equations)))


def _words_at(node: nodes.Element) -> list[str]:
    """Return the words by which a reference may name what stands at an anchor."""
    if isinstance(node, nodes.rubric):
        return [node.astext()]
    if isinstance(node, (nodes.definition_list, nodes.field_list)):
        return [part.astext() for part in node.children[:1] for part in part.children[:1]]
    return [part.astext() for part in node.children if isinstance(part, (nodes.title, nodes.caption))]


_TYPED = re.compile(r"[\s\"'`.\-“”„‟‘’‚‛«»‹›–—…]+")
"""Marks that Sphinx sets in a text as printers do (`smartquotes`): "it's" becomes “it’s”, -- a dash."""


def _words(title: str) -> str:
    """Return a title without the marks that are set."""
    return _TYPED.sub("", title)


def check_title(app: Sphinx, doctree: nodes.document, facts: Facts, matter: FrontMatter) -> None:
    """Report a post without a title, and one whose two titles differ."""
    if matter.is_faulty:
        return  # what its front matter says of the title may be what could not be read
    if not facts.title:
        report(app.env, 1, _("the post has no title; add “title: …” or a heading “# …”."))
    elif len(facts.title) > LONGEST_TEXT:
        text = _("%s: %s") % ("title", _("should have at most %d characters; it has %d."))
        title = doctree.next_node(nodes.title)
        report(app.env, (title.line if title else None) or 1, text % (LONGEST_TEXT, len(facts.title)))
    elif matter.title and _words(matter.title) != _words(facts.title):
        title = title_of(doctree)
        line = (title.line if title else None) or 1
        text = _(
            "the heading “%s” differs from the title “%s” on line %d; keep one of them, or let it begin with “##”."
        )
        report(app.env, line, text % (facts.title, matter.title, matter.lines["title"]))
