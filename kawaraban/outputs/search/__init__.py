"""Full-text search without a server: finds any part of a word, and loads a few kilobytes per query.

The index consists of small files, of which the search page's script fetches those that a query needs:

`search/index.json`
    `{"format": 1, "build": …, "documents": N, "settled": M, "shards": S}`; *build* is a digest of all other files.
`search/keys/<n div 64>/<n>.bin`
    Shard *n* (0 to S - 1): the documents among 0 to M - 1 in which each of its keys occurs (see `shards`). A key is a
    substring of folded text (see `keys`, `fold`).
`search/keys/new/<n>.bin`
    The same for the remaining documents, fewer than 32, in 64 shards: adding a post changes only these.
`search/text/<n div 100>/<n>.bin`
    Document *n* (0 to N - 1, see `documents`) in UTF-16. Pages have the lowest numbers, the newest post the highest.

All `.bin` files are raw deflate data (RFC 1951). A document with all keys of a query need not contain the query, so a
hit is shown only once the query has been found in the document's text. An edit rewrites the document and the shards of
keys that were added or removed; the index is rebuilt if numbers change. The other modules of this package are
independent of Kawaraban and Sphinx: `Document` → `keys_in` → `invert` → `lines_of` → `deflate`.
"""

from __future__ import annotations

import json
import os
import pickle
from collections import defaultdict
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from sphinx.locale import get_translation

from kawaraban.incremental.files import digest
from kawaraban.outputs.search.documents import Document, deflate, inflate, pack, unpack
from kawaraban.outputs.search.inverted import Piece, invert, lines_of
from kawaraban.outputs.search.keys import Keys, keys_in
from kawaraban.outputs.search.shards import count_for, patch, shard_of
from kawaraban.pages.article import article_key, words_of
from kawaraban.pages.context import context_of
from kawaraban.state import build_of, pages_of, workers_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from sphinx.application import Sphinx

    from kawaraban.incremental.session import Session

_ = get_translation("sphinx")

FORMAT = 1
STATE = "search"
"""The cache key of the index's state, a pickled list of `Known`."""


class Known(NamedTuple):
    """An indexed document: its name, the signature of its sources, and the digest of its file."""

    docname: str
    signature: str
    content: str = ""


RECENT, NEW = 32, 64
"""How many documents are moved to the main shards at once, and how many shards the remaining ones have."""


def settled(documents: int) -> int:
    """Return how many of the documents are in the main shards."""
    return documents - documents % RECENT


def text_file(number: int) -> str:
    """Return the file of a document."""
    return f"search/text/{number // 100}/{number}.bin"


def keys_file(shard: int) -> str:
    """Return the file of a main shard."""
    return f"search/keys/{shard // 64}/{shard}.bin"


def new_file(shard: int) -> str:
    """Return the file of a shard of new documents."""
    return f"search/keys/new/{shard}.bin"


def collect_search(_app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Yield the search page."""
    yield "search", {"title": _("Search"), "inputs": ()}, "search.html"


def documents_now(app: Sphinx) -> list[Known]:
    """Return the documents to index in the order of their numbers: pages, then posts from the oldest."""
    build = build_of(app)
    mark = build.session.cached_digest
    titles = ((name, app.env.titles[name].astext()) for name in sorted(pages_of(build) - {app.config.root_doc}))
    pages = [Known(name, f"{title} {mark(article_key(name))}") for name, title in titles]
    return pages + [
        Known(post.docname, f"{post.digest} {mark(article_key(post.docname))}") for post in reversed(build.posts)
    ]


def document_of(app: Sphinx, docname: str) -> Document:
    """Return a page or post as a search document."""
    lines, headings = words_of(app, docname)
    post = context_of(app).by_docname.get(docname)
    if post is None:
        return Document(app.env.titles[docname].astext(), app.builder.get_target_uri(docname), "", (), lines, headings)
    labels = tuple(label.name for label in post.labels)
    return Document(post.title, post.uri, post.date.date().isoformat(), labels, lines, headings)


def write_index(app: Sphinx) -> None:
    """Update the index: keep it, patch it or rebuild it."""
    session, now = build_of(app).session, documents_now(app)
    kept = session.recall(STATE)
    then: list[Known] = pickle.loads(kept) if kept else []  # noqa: S301 - our own cache, same edition
    changed = [
        number
        for number, known in enumerate(now)
        if number >= len(then) or (known.docname, known.signature) != then[number][:2]
    ]
    moved = [known.docname for known in then] != [known.docname for known in now[: len(then)]]
    files = _files(len(then))
    may_stay = then and not moved and _shards(then) == _shards(now) and len(changed) * 8 <= len(now)
    if may_stay and all(map(session.retain, files)):
        done = _patched(app, now, then, changed)
    else:
        session.retained.difference_update(files)
        done = _anew(app, now)
    if done != then:
        session.remember(STATE, pickle.dumps(done, pickle.HIGHEST_PROTOCOL))
    about = {
        "format": FORMAT,
        "build": digest(" ".join(known.content for known in done)),
        "documents": len(done),
        "settled": settled(len(done)),
        "shards": _shards(done),
    }
    session.write("search/index.json", json.dumps(about, separators=(",", ":")))


def _files(documents: int) -> list[str]:
    shards = [*map(keys_file, range(count_for(settled(documents)))), *map(new_file, range(NEW))]
    return [*map(text_file, range(documents)), *shards]


def _shards(known: Sequence[Known]) -> int:
    return count_for(settled(len(known)))


def _write(app: Sphinx, number: int, docname: str) -> tuple[Document, str]:
    """Write the file of a document; return the document and the digest of the file."""
    document = document_of(app, docname)
    data = pack(document)
    build_of(app).session.write(text_file(number), data)
    return document, digest(data)


def _anew(app: Sphinx, now: list[Known]) -> list[Known]:
    """Write the whole index."""
    session, shards, end = build_of(app).session, _shards(now), settled(len(now))
    step = max(1, -(-end // (2 * (os.cpu_count() or 1))))
    spans = [(start, min(start + step, end)) for start in range(0, end, step)]

    def index(span: tuple[int, int]) -> tuple[list[str], list[Piece]]:
        contents: list[str] = []

        def found() -> Iterator[Keys]:
            for number in range(*span):
                document, content = _write(app, number, now[number].docname)
                contents.append(content)
                yield keys_in(document)

        pieces = invert(span[0], found(), shards)
        return contents, pieces

    workers = workers_of(app)
    parts = workers.gather(index, spans, step)
    write = partial(_write_shard, session, keys_file, [pieces for _contents, pieces in parts])
    workers.spread(write, range(shards))
    recent = [_write(app, number, now[number].docname) for number in range(end, len(now))]
    _write_recent(session, end, [document for document, _content in recent])
    contents = [content for part, _pieces in parts for content in part] + [content for _document, content in recent]
    return [known._replace(content=content) for known, content in zip(now, contents, strict=True)]


def _write_shard(session: Session, file: Callable[[int], str], parts: Sequence[list[Piece]], shard: int) -> None:
    session.write(file(shard), deflate("\n".join(lines_of([pieces[shard] for pieces in parts]))))


def _write_recent(session: Session, end: int, documents: Sequence[Document]) -> None:
    pieces = invert(end, map(keys_in, documents), NEW)
    for shard in range(NEW):
        _write_shard(session, new_file, [pieces], shard)


def _patched(app: Sphinx, now: list[Known], then: list[Known], changed: list[int]) -> list[Known]:
    """Write the documents that were changed or added, and the shards of keys added or removed with them."""
    session, shards, before, end = build_of(app).session, _shards(now), settled(len(then)), settled(len(now))
    changes: dict[int, dict[str, list[tuple[int, int, bool]]]] = defaultdict(lambda: defaultdict(list))
    done, documents = [*then, *now[len(then) :]], {}
    for number in changed:
        documents[number], content = _write(app, number, now[number].docname)
        done[number] = now[number]._replace(content=content)
    for number in [*(each for each in changed if each < before), *range(before, end)]:
        gone = keys_in(_known(session, number)) if number < before else Keys(set(), set(), set())
        come = keys_in(documents.get(number) or _known(session, number))
        for which, (old, new) in enumerate(zip(reversed(gone), reversed(come), strict=True)):
            for key in new ^ old:
                changes[shard_of(key, shards)][key].append((which, number, key in new))

    def mend(shard: int) -> None:
        lines = patch(inflate(_published(session, keys_file(shard))), changes[shard])
        session.write(keys_file(shard), deflate(lines))

    workers_of(app).spread(mend, [*changes])
    if before != end or any(number >= end for number in changed):
        _write_recent(session, end, [documents.get(n) or _known(session, n) for n in range(end, len(now))])
    return done


def _known(session: Session, number: int) -> Document:
    return unpack(_published(session, text_file(number)))


def _published(session: Session, file: str) -> bytes:
    return Path(session.staging.site, file).read_bytes()
