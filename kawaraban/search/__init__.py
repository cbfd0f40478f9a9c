"""Search: any part of a word finds every post that contains it, and asks a reader for a few kilobytes.

An index in small files, of which the script of the search page fetches those that a query needs:

`search/index.json`
    `{"format": 1, "build": …, "documents": N, "shards": S}`; *build* stands for the content of all other files.
`search/keys/<n div 64>/<n>.bin`
    Shard *n* (0 to S - 1): which documents have a key (see `shards`), a piece of folded text (see `keys`, `fold`).
`search/text/<n div 100>/<n>.bin`
    Document *n* (0 to N - 1, see `documents`), as UTF-16: the newest post has the highest number, pages the lowest.

All `.bin` are raw deflate (RFC 1951). A document that has all keys of a query may still lack it; so a hit is shown
only when the query was found in the document's own text. An edit rewrites the document and the shards of the keys that
came or went; a new post those of its keys; whatever else moves the numbers makes the index anew. The modules besides
this one know nothing of Kawaraban or Sphinx: `Document` → `keys_in` → `invert` →
`lines_of` → `deflate`.
"""

from __future__ import annotations

import json
import os
import pickle
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from sphinx.locale import get_translation

from kawaraban.articles import name_of, words_of
from kawaraban.build import build_of, pages_of
from kawaraban.output import after_build
from kawaraban.press.files import digest
from kawaraban.search.documents import Document, deflate, inflate, pack, unpack
from kawaraban.search.inverted import Piece, invert, lines_of
from kawaraban.search.keys import Keys, keys_in
from kawaraban.search.shards import count_for, patch, shard_of
from kawaraban.shared import shared_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sphinx.application import Sphinx

    from kawaraban.press.press import Press

_ = get_translation("sphinx")

FORMAT = 1
STATE = "search"
"""The name in the cache of what the index knows."""


class Known(NamedTuple):
    """A document in the index: what it was made of, and a digest of its file."""

    docname: str
    signature: str
    content: str = ""


def text_file(number: int) -> str:
    """Return the file of a document."""
    return f"search/text/{number // 100}/{number}.bin"


def keys_file(shard: int) -> str:
    """Return the file of a shard."""
    return f"search/keys/{shard // 64}/{shard}.bin"


def collect_search(_app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Yield the search page."""
    yield "search", {"title": _("Search"), "shows": ()}, "search.html"


def documents_now(app: Sphinx) -> list[Known]:
    """Return what there is to be found, by number: pages first, then posts, the oldest first."""
    build = build_of(app)
    mark = build.press.mark
    titles = ((name, app.env.titles[name].astext()) for name in sorted(pages_of(build) - {app.config.root_doc}))
    pages = [Known(name, f"{title} {mark(name_of(name))}") for name, title in titles]
    return pages + [
        Known(post.docname, f"{post.digest} {mark(name_of(post.docname))}") for post in reversed(build.posts)
    ]


def document_of(app: Sphinx, docname: str) -> Document:
    """Return a page or post as search knows it."""
    lines, headings = words_of(app, docname)
    post = shared_of(app).by_docname.get(docname)
    if post is None:
        return Document(app.env.titles[docname].astext(), app.builder.get_target_uri(docname), "", (), lines, headings)
    labels = tuple(label.name for label in post.labels)
    return Document(post.title, post.uri, post.date.date().isoformat(), labels, lines, headings)


def write_index(app: Sphinx) -> None:
    """Bring the index up to date: leave it, patch it, or make it anew."""
    press, now = build_of(app).press, documents_now(app)
    kept = press.recall(STATE)
    then: list[Known] = pickle.loads(kept) if kept else []  # noqa: S301 - our own, of this edition
    changed = [
        number
        for number, known in enumerate(now)
        if number >= len(then) or (known.docname, known.signature) != then[number][:2]
    ]
    is_whole = bool(then) and len(then) <= len(now) and all(map(press.is_intact, _files(len(then))))
    moved = [known.docname for known in then] != [known.docname for known in now[: len(then)]]
    if is_whole and not moved and count_for(len(then)) == count_for(len(now)) and len(changed) * 8 <= len(now):
        done = _patched(app, now, then, changed)
    else:
        done = _anew(app, now)
    if done != then:
        press.remember(STATE, pickle.dumps(done, pickle.HIGHEST_PROTOCOL))
    about = {
        "format": FORMAT,
        "build": digest(" ".join(known.content for known in done)),
        "documents": len(done),
        "shards": count_for(len(done)),
    }
    press.write("search/index.json", json.dumps(about, separators=(",", ":")))


def _files(documents: int) -> list[str]:
    return [*map(text_file, range(documents)), *map(keys_file, range(count_for(documents)))]


def _write(app: Sphinx, number: int, docname: str) -> tuple[Document, str]:
    """Write the file of a document; return it, and the digest of the file."""
    document = document_of(app, docname)
    data = pack(document)
    build_of(app).press.write(text_file(number), data)
    return document, digest(data)


def _anew(app: Sphinx, now: list[Known]) -> list[Known]:
    """Write the whole index."""
    cores = os.cpu_count() or 1
    step = max(1, -(-len(now) // (2 * cores)))
    spans = [(start, min(start + step, len(now))) for start in range(0, len(now), step)]

    shards = count_for(len(now))

    def index(span: tuple[int, int]) -> tuple[list[str], list[Piece]]:
        contents: list[str] = []

        def found() -> Iterator[Keys]:
            for number in range(*span):
                document, content = _write(app, number, now[number].docname)
                contents.append(content)
                yield keys_in(document)

        pieces = invert(span[0], found(), shards)
        return contents, pieces

    builder: Any = app.builder
    parts = builder.gather(index, spans, len(now))
    write = partial(_write_shard, build_of(app).press, [pieces for _contents, pieces in parts])
    builder.spread(write, range(shards))
    contents = [content for part, _pieces in parts for content in part]
    return [known._replace(content=content) for known, content in zip(now, contents, strict=True)]


def _write_shard(press: Press, parts: Sequence[list[Piece]], shard: int) -> None:
    press.write(keys_file(shard), deflate("\n".join(lines_of([pieces[shard] for pieces in parts]))))


def _patched(app: Sphinx, now: list[Known], then: list[Known], changed: list[int]) -> list[Known]:
    """Write the documents that changed or came, and the shards of the keys that came or went with them."""
    press, shards = build_of(app).press, count_for(len(now))
    changes: dict[int, dict[str, list[tuple[int, int, bool]]]] = {}
    done = [*then, *now[len(then) :]]
    for number in changed:
        document, content = _write(app, number, now[number].docname)
        done[number] = now[number]._replace(content=content)
        gone = keys_in(unpack(_published(press, text_file(number)))) if number < len(then) else None
        for which, new in enumerate(reversed(keys_in(document))):
            old = [*reversed(gone)][which] if gone else set()
            for key in new ^ old:
                moves = changes.setdefault(shard_of(key, shards), {}).setdefault(key, [])
                moves.append((which, number, key in new))

    def mend(shard: int) -> None:
        before = inflate(_published(press, keys_file(shard)))
        press.write(keys_file(shard), deflate(patch(before, changes[shard])))

    app.builder.spread(mend, [*changes])  # type: ignore[attr-defined]
    for file in _files(len(now)):
        if not press.is_staged(file):
            press.keep(file)
    return done


def _published(press: Press, file: str) -> bytes:
    return Path(press.stage.site, file).read_bytes()


def setup(app: Sphinx) -> None:
    """Register the handlers."""
    app.connect("html-collect-pages", collect_search)
    after_build(app, write_index)
