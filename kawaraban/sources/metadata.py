"""Metadata extracted from the text of a post: plain title, excerpt, first picture, number of characters."""

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

EXCERPT, LATIN_EXCERPT = 120, 200
"""Target length of an excerpt in characters, and of one in letters, of which a sentence needs more."""


@dataclass(frozen=True, slots=True)
class Facts:
    """Metadata of a post's text. `image` is a path below the source folder, or empty."""

    title: str
    excerpt: str
    characters: int
    image: str
    image_alt: str


_OTHERS = ("linkcard", "video")
"""Nodes that contain pictures of other sites."""
_SKIPPED = (
    nodes.footnote_reference,
    nodes.citation_reference,
    nodes.raw,
    nodes.image,
    nodes.comment,
    nodes.system_message,
)


def plain_text(node: nodes.Node) -> str:
    """Return the text of a node as it would be read aloud: without footnote marks, and without tags of raw HTML."""
    if isinstance(node, nodes.Text):
        return node.astext()
    if isinstance(node, _SKIPPED):
        return ""
    if isinstance(node, nodes.TextElement) and any(map(is_html, node.children)):
        return text_of("".join(map(_as_html, node.children)))
    return "".join(map(plain_text, node.children))


def _as_html(node: nodes.Node) -> str:
    """Return a node as HTML, escaped unless it is raw HTML."""
    return node.astext() if is_html(node) else escape(plain_text(node))


def paragraphs(doctree: nodes.document) -> Iterator[str]:
    """Yield the texts of the paragraphs that are direct children of sections."""
    for node in doctree.findall(nodes.paragraph):
        if isinstance(node.parent, (nodes.document, nodes.section)) and (text := " ".join(plain_text(node).split())):
            yield text


def excerpt_of(texts: Iterator[str]) -> str:
    """Return the beginning of *texts*: whole sentences of about `EXCERPT` characters, or else whole phrases and `…`."""
    whole, length = "", EXCERPT
    for text in texts:
        whole += (" " if whole and whole[-1].isascii() and text[0].isascii() else "") + text
        length = EXCERPT if is_dense(whole) else LATIN_EXCERPT
        if len(whole) >= length * 1.25:
            break
    if len(whole) <= length * 1.25:
        return whole
    ends = [found.end() for found in re.finditer(r"[。！？!?][」』）)]*|\.(?= )", whole[: round(length * 1.25)])]
    if ends and ends[-1] >= length // 2:
        return whole[: ends[-1]]
    return truncate(whole, length) + "…"


def is_dense(text: str) -> bool:
    """Return whether a text consists of Han characters, kana or hangul rather than of letters."""
    return 4 * sum(character > "\u2e7f" for character in text[:EXCERPT]) > len(text[:EXCERPT])


def truncate(text: str, length: int) -> str:
    """Shorten *text* to whole phrases of at most *length* characters; a longer phrase is cut between characters."""
    near = text[: length + 40]
    kept = _fitting(phrases(near), length)
    if len(kept) < length // 2:  # Latin text, or one long word
        kept = _fitting(clusters(near), length)
        if kept[-1:].isascii() and text[len(kept) :][:1].isascii() and " " in kept.strip():
            kept = kept.rpartition(" ")[0]
    return kept.rstrip(" \u3000、,")


def _fitting(pieces: Iterable[str], length: int) -> str:
    """Return as many of the first *pieces* as fit in *length* characters."""
    kept = ""
    for piece in pieces:
        if len(kept + piece) > length:
            break
        kept += piece
    return kept


def title_of(doctree: nodes.document) -> nodes.title | None:
    """Return the title of a document, ignoring titles of boxes before it."""
    return next((node for node in doctree.findall(nodes.title) if isinstance(node.parent, nodes.section)), None)


def facts_of(doctree: nodes.document) -> Facts:
    """Return the metadata of a document whose image paths are resolved."""
    title = title_of(doctree)
    images = (node for node in doctree.findall(nodes.image) if node.parent.tagname not in _OTHERS)
    image = next((n for n in images if not re.match(r"\w+:", n["uri"]) and n.get("candidates")), None)
    text = " ".join(plain_text(node) for node in doctree.children)
    return Facts(
        title=" ".join(plain_text(title).split()) if title else "",
        excerpt=excerpt_of(paragraphs(doctree)),
        characters=count_characters(text),
        image=str(image["uri"]) if image else "",
        image_alt=str(image.get("alt", "")) if image else "",
    )


def _form(node: nodes.Node) -> object:
    """Return a node tree as plain values: kinds, non-empty attributes, texts."""
    if isinstance(node, nodes.Element):
        given = sorted((name, str(value)) for name, value in node.attributes.items() if value)
        return node.tagname, given, [_form(child) for child in node.children]
    return str(node)


def link_target_digest(doctree: nodes.document, toc: nodes.Node | None) -> str:
    """Return a digest of what other documents may show of this one.

    That includes its title, table of contents, anchors with their texts, and numbers of equations.
    """
    anchors = [(name, node.get("names"), _words_at(node)) for name, node in sorted(doctree.ids.items())]
    title = title_of(doctree)
    equations = [
        (node.get("label"), node.get("number"), node.get("numbers")) for node in doctree.findall(nodes.math_block)
    ]
    contents = _form(toc) if toc else ""
    return digest(repr((title.astext() if title else "", contents, anchors, equations)))


def _words_at(node: nodes.Element) -> list[str]:
    """Return the texts that a reference to a node may display."""
    if isinstance(node, nodes.rubric):
        return [node.astext()]
    if isinstance(node, (nodes.definition_list, nodes.field_list)):
        return [part.astext() for part in node.children[:1] for part in part.children[:1]]
    return [part.astext() for part in node.children if isinstance(part, (nodes.title, nodes.caption))]


_TYPED = re.compile(r"[\s\"'`.\-“”„‟‘’‚‛«»‹›–—…]+")
"""Characters that differ between source and output because of Sphinx's `smartquotes`, such as quotes and dashes."""


def _words(title: str) -> str:
    """Return a title without characters that `smartquotes` changes."""
    return _TYPED.sub("", title)


def check_title(app: Sphinx, doctree: nodes.document, facts: Facts, matter: FrontMatter) -> None:
    """Report a missing title, and a heading that differs from the title in front matter."""
    if matter.is_faulty:
        return  # the title may be in the unreadable part
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
