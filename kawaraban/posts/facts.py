"""What reading a post finds out: its plain title, its first words, its first picture, its length.

Kept in the environment as a few hundred bytes a post, beside ABlog's own record, so that lists, feeds and cards
need no document tree.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.locale import get_translation

from kawaraban.build import build_of
from kawaraban.posts.post import count_characters
from kawaraban.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

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


@dataclass(slots=True)
class Shelf:
    """What reading found out of every document, by docname; lives in the environment."""

    facts: dict[str, Facts] = field(default_factory=dict)
    problems: dict[str, list[Problem]] = field(default_factory=dict)
    lists: dict[str, list[tuple[str, str, int]]] = field(default_factory=dict)
    """What each document's `{postlist}` asks for: kind of label, its name, the line."""

    def add_problem(self, docname: str, problem: Problem) -> None:
        """Keep a problem that reading *docname* found."""
        self.problems.setdefault(docname, []).append(problem)

    def purge(self, docname: str) -> None:
        """Forget a document."""
        self.facts.pop(docname, None)
        self.problems.pop(docname, None)
        self.lists.pop(docname, None)

    def merge(self, other: Shelf, docnames: set[str]) -> None:
        """Take over what another process read."""
        self.facts |= {name: fact for name, fact in other.facts.items() if name in docnames}
        self.problems |= {name: found for name, found in other.problems.items() if name in docnames}
        self.lists |= {name: asked for name, asked in other.lists.items() if name in docnames}


_SKIPPED = (nodes.footnote_reference, nodes.citation_reference, nodes.raw, nodes.image, nodes.comment, nodes.system_message)


def plain(node: nodes.Node) -> str:
    """Return the text of a node as a reader would read it aloud: no footnote marks, no raw HTML."""
    if isinstance(node, nodes.Text):
        return node.astext()
    if isinstance(node, _SKIPPED):
        return ""
    return "".join(plain(child) for child in node.children)


def paragraphs(doctree: nodes.document) -> Iterator[str]:
    """Yield the texts of the paragraphs that stand directly in the document's sections."""
    for node in doctree.findall(nodes.paragraph):
        if isinstance(node.parent, (nodes.document, nodes.section)) and (text := " ".join(plain(node).split())):
            yield text


def excerpt_of(texts: Iterator[str], length: int = EXCERPT) -> str:
    """Return the beginning of *texts*, cut behind a sentence near *length* characters, else at it with `…`."""
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
    return _cut(whole, length) + "…"


def _cut(text: str, length: int) -> str:
    """Return the first *length* characters, never inside an emoji or between a letter and its mark."""
    joins = re.compile(r"[\u0300-\u036f\u200d\u3099\u309a\ufe00-\ufe0f\U0001f3fb-\U0001f3ff\U000e0100-\U000e01ef]")
    while length and (joins.match(text[length : length + 1]) or text[length - 1] == "\u200d"):
        length -= 1
    return text[:length].rstrip()


def facts_of(doctree: nodes.document) -> Facts:
    """Return the facts of a read document whose image paths are resolved."""
    title = doctree.next_node(nodes.title)
    image = next((n for n in doctree.findall(nodes.image) if "://" not in n["uri"] and n.get("candidates")), None)
    text = " ".join(plain(node) for node in doctree.children)
    return Facts(
        title=" ".join(plain(title).split()) if title else "",
        excerpt=excerpt_of(paragraphs(doctree)),
        characters=count_characters(text),
        image=str(image["uri"]) if image else "",
        image_alt=str(image.get("alt", "")) if image else "",
    )


def gather_facts(app: Sphinx, doctree: nodes.document) -> None:
    """Keep the facts of the post that was just read; compare its two titles."""
    docname = app.env.docname
    matter = build_of(app).matters.get(docname)
    if matter is None:
        return
    shelf_of(app.env).facts[docname] = facts = facts_of(doctree)
    if not facts.title:
        report(app.env, 1, _("the post has no title; add “title: …” or a heading “# …”."))
    elif matter.title and " ".join(matter.title.split()) != facts.title:
        title = doctree.next_node(nodes.title)
        line = (title.line if title else None) or 1
        text = _("the heading “%s” differs from the title “%s” on line %d; keep one of them.")
        report(app.env, line, text % (facts.title, matter.title, matter.lines["title"]))


def shelf_of(env: BuildEnvironment) -> Shelf:
    """Return the environment's shelf."""
    if not hasattr(env, "kawaraban_facts"):
        env.kawaraban_facts = Shelf()  # type: ignore[attr-defined]
    shelf: Shelf = env.kawaraban_facts  # type: ignore[attr-defined]
    return shelf


def source_of(env: BuildEnvironment, docname: str) -> str:
    """Return the path of a document's file below the source folder."""
    return env.doc2path(docname, base=False).as_posix()


def report(env: BuildEnvironment, line: int, text: str) -> None:
    """Keep a problem of the document that is being read."""
    shelf_of(env).add_problem(env.docname, Problem(source_of(env, env.docname), line, text))


def line_of_node(node: nodes.Node | None) -> int:
    """Return the line of a node in its source, or of what it stands in."""
    while node is not None and node.line is None:
        node = node.parent
    return (node.line if node else None) or 1


def setup(app: Sphinx) -> None:
    """Register the handlers."""
    app.connect("env-before-read-docs", lambda _app, env, _names: shelf_of(env) and None)
    app.connect("env-purge-doc", lambda _app, env, name: shelf_of(env).purge(name))
    app.connect("env-merge-info", lambda _app, env, names, other: shelf_of(env).merge(shelf_of(other), set(names)))
    app.connect("doctree-read", gather_facts, priority=600)
