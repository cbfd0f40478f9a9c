"""What must not be read yet: title, address and first sentences of each draft and each scheduled post.

They are read from the sources, not from a build, so that a mistake of a build cannot hide itself.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple
from zoneinfo import ZoneInfo

from kawaraban.model.config import clock
from kawaraban.model.frontmatter import FrontMatter, read
from kawaraban.model.links import read_links
from kawaraban.model.post import PostFolders
from kawaraban.model.settings import SETTINGS
from kawaraban.sources.discovery import find_documents
from kawaraban.sources.proofreading.document import OTHER, Document, parts_of
from kawaraban.text.encoding import decode

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

SENTENCES = 3
"""How many pieces of the beginning of a post are looked for."""
SHORTEST, TITLE = 10, 4
"""How much text a piece of a sentence, or of a title, must have at least to be looked for, see `weight`."""
_ENDS = re.compile(rf"[{OTHER}\s]*[。！？!?{OTHER}\n&<>\"'`\\.…‥\-–—‘’“”«»]+[{OTHER}\s]*")
"""Where pieces are cut: at ends of sentences, and at characters that pages may show in another way."""
_HEADING = re.compile(r"(?m)^ {0,3}#[ \t]+(.+?)[ \t#]*$|^(\S.*)\n=+[ \t]*$")


class Unpublished(NamedTuple):
    """A post that is not published: its source, the line of its title, its future address, what it shows.

    `title` and `sentences` are pieces of its title and of its beginning that pages show exactly as they are here.
    """

    path: str
    line: int
    address: str
    title: str
    sentences: tuple[str, ...]


class Sources(NamedTuple):
    """The unpublished posts of a blog, the paths of its published documents, and the files of their `pages`.

    `names` are titles and labels of published documents, and what other sites call their pages (`links.toml`).
    """

    unpublished: list[Unpublished]
    published: list[str]
    names: frozenset[str]
    pages: frozenset[str]


def weight(text: str) -> float:
    """Return how much a text says: a Japanese character counts as 1, a Latin letter as a half, other marks as 0."""
    return sum((0.5 if ord(each) < 0x2E80 else 1) for each in text if each.isalnum())


def read_sources(root: Path, conf: Mapping[str, Any]) -> Sources:
    """Return what of a blog is published now and what is not; *conf* are the values that conf.py sets.

    Documents with mistakes are read as far as possible, since a build reports them. Raises OSError, InvalidFile.
    """
    zone, now = ZoneInfo(str(conf.get("kawaraban_timezone", SETTINGS["kawaraban_timezone"].default))), clock()
    folders = PostFolders.of(conf.get("kawaraban_posts", SETTINGS["kawaraban_posts"].default))
    found: list[Unpublished] = []
    published: list[str] = []
    names = {link.title for link in read_links(root).values()}
    for path in find_documents(root, conf):
        text, _faults = decode((root / path).read_bytes())
        matter, _faults = read(text, zone)
        is_waiting = matter.draft or (matter.date is not None and matter.date > now)
        if path in folders and is_waiting:
            found.append(_unpublished(path, text, matter, folders))
        else:
            published.append(path)
            names.update(_names(text, matter))
    pages = frozenset(page_of(path, folders) for path in published)
    return Sources(found, published, frozenset(names), pages)


def _names(text: str, matter: FrontMatter) -> Iterator[str]:
    """Yield the title, the labels and the series of a published document."""
    yield from (matter.series, *matter.category, *matter.tags)
    heading = None if matter.title else _HEADING.search(text)
    yield matter.title or (heading[1] or heading[2] if heading else "")


def _unpublished(path: str, text: str, matter: FrontMatter, folders: PostFolders) -> Unpublished:
    headings: list[str] = []
    sentences: list[str] = []
    for heading, lines in _blocks(Document(path, text.split("\n"))):
        (headings if heading else sentences).append("\n".join(lines))
    title = matter.title or next(iter(headings), "")
    beginning = [matter.description, *sentences]
    pieces = (piece for block in beginning for piece in _ENDS.split(block) if weight(piece) >= SHORTEST)
    line = matter.lines.get("title", 1)
    return Unpublished(path, line, page_of(path, folders), longest_piece(title), tuple(islice(pieces, SENTENCES)))


def page_of(path: str, folders: PostFolders) -> str:
    """Return the file of the page of a document."""
    return f"{folders.address_of(path.rpartition('.')[0])}.html"


def longest_piece(title: str) -> str:
    """Return the part of a title that says most and is shown everywhere as it is written; empty if it is too short."""
    piece = max(_ENDS.split(title), key=weight)
    return piece if weight(piece) >= TITLE else ""


def _blocks(document: Document) -> Iterator[tuple[bool, list[str]]]:
    """Yield the texts of a document in order, as lines, and for each whether it is a heading."""
    for part in parts_of(document):
        heading_lines = {part.first(token) for token in part.tokens if token.type == "heading_open"}
        for text in part.texts():
            yield text.first in heading_lines, text.lines()
