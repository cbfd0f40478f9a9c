"""Reading and writing with one process per core, each of which takes the next document until none is left.

Slow: Sphinx distributes small chunks, and each chunk that is read returns the environment with everything its process
has read so far; when writing, a single process resolves all references. Gain: the work is spread evenly over all cores.
Assumes: `read_doc` and `_write_docname` of Sphinx's builders process one document, `merge_info_from` merges what a
process has read, and processes can be forked.
"""

from __future__ import annotations

import gc
import inspect
import pickle
from functools import partial
from multiprocessing import get_context
from multiprocessing.connection import wait
from typing import TYPE_CHECKING, Any

from sphinx.builders import Builder, _write_docname
from sphinx.util import logging
from sphinx.util.parallel import ParallelTasks, parallel_available

from kawaraban.pages import documents
from kawaraban.text import phrases

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from sphinx.application import Sphinx

    from kawaraban.pages.builder import BlogBuilder


MANY = 1500
"""Up to this many documents, a process ends before its garbage matters (some 60 MB), so garbage collection is off."""
LARGE = 2000
"""With fewer documents, starting a process takes longer than what it would do beside this one."""
RARELY = (100_000, 10, 100)
"""Arguments of `gc.set_threshold` for larger blogs: a collection per some 400 documents. Few objects of
each document remain (see `released_trees`), but the contexts of its templates hold the text of its page."""

Awaited = list[tuple[ParallelTasks, list[Any]]]
"""What is done beside this process, and the results."""


def holds() -> bool:
    """Return whether the functions exist with the expected parameters."""
    known: list[tuple[Any, list[str]]] = [
        (Builder.read_doc, ["self", "docname", "_cache"]),
        (_write_docname, ["docname", "env", "builder", "tags"]),
    ]
    return (
        parallel_available
        and hasattr(ParallelTasks(1), "_precvs")
        and all(
            function is not None and list(inspect.signature(function).parameters) == names for function, names in known
        )
    )


class WorkQueue:
    """A queue of items shared by several processes: each takes the next one, so that a slow core does less."""

    def __init__(self, items: Sequence[Any]) -> None:
        self.items = items
        self.next = get_context("fork").Value("q", 0)

    def __iter__(self) -> Iterator[Any]:
        """Yield items that no other process takes."""
        while True:
            with self.next.get_lock():
                index, self.next.value = self.next.value, self.next.value + 1
            if index >= len(self.items):
                return
            yield self.items[index]


def run(
    builder: BlogBuilder, work: Callable[[WorkQueue], Any], items: Sequence[Any], take: Callable[[Any], None]
) -> None:
    """Run *work* on the items in one process per core, and call *take* with each result in this process."""
    cores = min(builder._app.parallel, len(items))
    tasks, claims = ParallelTasks(cores), WorkQueue(items)
    faults: list[OSError] = []

    def share() -> Any:
        gc.set_threshold(*RARELY if len(items) > MANY else (0,))
        return _attempt(builder, partial(work, claims))

    def take_or_raise(done: Any) -> None:
        if isinstance(done, OSError):
            faults.append(done)
        elif not faults:
            take(done)

    gc.freeze()  # keep existing objects out of collections, so that their memory stays shared
    try:
        for _core in range(cores):
            tasks.add_task(share, None, lambda _none, done: take_or_raise(done))
        _wait(tasks)
    finally:
        gc.unfreeze()
    if faults:
        raise faults[0]


def _attempt(builder: BlogBuilder, work: Callable[[], Any]) -> Any:
    """Return the result of *work*, or an OSError, of which Sphinx would pass on only the text."""
    try:
        done = work()
        builder.session.store.save()
    except OSError as error:
        return error
    return done


def _wait(tasks: ParallelTasks) -> None:
    for pipe in [*tasks._precvs.values()]:
        wait([pipe])  # `join` alone only polls
    tasks.join()


def beside(awaited: Awaited, builder: BlogBuilder, work: Callable[[], None]) -> None:
    """Call *work* in another process if the blog is large, while this one goes on; `join` waits for it.

    Code of a blog's own may look at what is written meanwhile, so that nothing is done beside it.
    """
    if builder._app.parallel < 2 or len(builder.env.all_docs) < LARGE or builder.build_state.has_own_code:
        work()
        return
    tasks, results = ParallelTasks(1), list[Any]()
    tasks.add_task(partial(_attempt, builder, work), None, lambda _none, done: results.append(done))
    awaited.append((tasks, results))


def join(awaited: Awaited, _builder: BlogBuilder) -> None:
    """Wait for what is done beside this process. Raises OSError where that failed."""
    while awaited:
        tasks, results = awaited.pop()
        _wait(tasks)
        if isinstance(results[0], OSError):
            raise results[0]


def read(builder: BlogBuilder, docnames: list[str], nproc: int) -> None:  # noqa: ARG001 - we count cores ourselves
    """Read documents on all cores; each process returns its environment once."""
    env, app = builder.env, builder._app

    def work(claims: WorkQueue) -> tuple[list[str], bytes]:
        done = []
        for docname in claims:
            builder.read_doc(docname, _cache=False)
            done.append(docname)
        return done, pickle.dumps(env, pickle.HIGHEST_PROTOCOL)

    def take(done: tuple[list[str], bytes]) -> None:
        env.merge_info_from(done[0], pickle.loads(done[1]), app)  # noqa: S301 - from our own process

    run(builder, work, docnames, take)


def write(builder: BlogBuilder, docnames: Sequence[str], nproc: int) -> None:  # noqa: ARG001
    """Resolve and write documents on all cores; each process returns the phrases of the titles, which lists need."""

    def work(claims: WorkQueue) -> dict[str, tuple[str, ...]]:
        with logging.pending_warnings():
            for docname in claims:
                _write_docname(docname, env=builder.env, builder=builder, tags=builder.tags)
        titles = {post.title for post in builder.build_state.posts}
        return {title: phrases.known[title] for title in titles & phrases.known.keys()}

    run(builder, work, docnames, phrases.known.update)


def _is_much(builder: BlogBuilder, items: Sequence[Any], weight: int) -> bool:
    return len(items) > 1 and len(items) * weight > documents.FEW and builder._app.parallel > 1


def spread(builder: BlogBuilder, work: Callable[[Any], None], items: Sequence[Any], weight: int = 1) -> None:
    """Call *work* for each of *items*, on all cores if there are many."""

    def share(claims: Iterable[Any]) -> None:
        for item in claims:
            work(item)

    if _is_much(builder, items, weight):
        run(builder, share, items, lambda _none: None)
    else:
        share(items)


def gather(builder: BlogBuilder, work: Callable[[Any], Any], items: Sequence[Any], weight: int = 1) -> list[Any]:
    """Return the result of *work* for each of *items*, on all cores if there are many."""
    found: dict[Any, Any] = {}
    if _is_much(builder, items, weight):
        run(builder, lambda claims: [(item, work(item)) for item in claims], items, found.update)
        return [found[item] for item in items]
    return [work(item) for item in items]


def apply(app: Sphinx) -> None:
    """Replace the builder's methods by these functions."""
    ways: dict[str, Callable[..., Any]] = {"read_many": read, "write_many": write, "spread": spread, "gather": gather}
    awaited: Awaited = []
    ways |= {"beside": partial(beside, awaited), "join": partial(join, awaited)}
    vars(app.builder).update((name, partial(way, app.builder)) for name, way in ways.items())
