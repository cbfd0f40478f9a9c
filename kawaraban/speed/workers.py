"""Reading and writing with one process per core, each of which takes the next document until none is left.

Slow: Sphinx distributes small chunks, and each chunk that is read returns the environment with everything its process
has read so far; when writing, a single process resolves all references; what follows the pages is done on one core.
Gain: the work is spread evenly over all cores. Assumes: `read_doc` and `_write_docname` of Sphinx's builders process
one document, `merge_info_from` merges what a process has read, and processes can be forked.
"""

from __future__ import annotations

import gc
import inspect
import pickle
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, Any

from sphinx.builders import Builder, _write_docname
from sphinx.util import logging
from sphinx.util.parallel import ParallelTasks, parallel_available

from kawaraban.pages import documents
from kawaraban.speed.processes import Tasks, WorkQueue
from kawaraban.text import phrases

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from sphinx.application import Sphinx

    from kawaraban.pages.builder import BlogBuilder


MANY = 1500
"""Up to this many documents, a process ends before its garbage matters (some 60 MB), so garbage collection is off."""
LARGE = 2000
"""With fewer documents, starting a process takes longer than what it would do beside this one."""
RARELY = (100_000, 10, 100)
"""Arguments of `gc.set_threshold` for larger blogs: a collection per some 400 documents. Few objects of
each document remain (see `released_trees`), but the contexts of its templates hold the text of its page."""


def holds() -> bool:
    """Return whether the functions exist with the expected parameters."""
    known: list[tuple[Any, list[str]]] = [
        (Builder.read_doc, ["self", "docname", "_cache"]),
        (_write_docname, ["docname", "env", "builder", "tags"]),
    ]
    return (
        parallel_available
        and {"_precvs", "_procs", "_join_one"} <= {*dir(ParallelTasks(1))}
        and all(
            function is not None and list(inspect.signature(function).parameters) == names for function, names in known
        )
    )


class Workers:
    """The processes of one build.

    Code of a blog's own may look at what is written meanwhile, so with such code nothing is deferred or done beside it.
    """

    def __init__(self, builder: BlogBuilder) -> None:
        self.builder = builder
        self.cores: int = builder._app.parallel
        self.first: list[Callable[[], None]] = []
        """What is done when processes are next started."""
        self.deferred: list[Callable[[], None]] = []
        """What is done when they have nothing else to do."""
        self.weight = 0
        """The cost of what is deferred, in documents."""
        self.awaited: list[tuple[Tasks, list[Any]]] = []
        """What is done beside this process, and the results."""

    def run(self, work: Callable[[WorkQueue], Any], items: Sequence[Any], take: Callable[[Any], None]) -> None:
        """Run *work* on the items in one process per core, and what is deferred; call *take* with each result here.

        Raises OSError where a process fails with one.
        """
        first, deferred = self._due()
        cores = min(self.cores, len(first) + len(items) + len(deferred))
        tasks, claims = Tasks(cores), WorkQueue(items)
        before, after = WorkQueue(first), WorkQueue(deferred)
        faults: list[OSError] = []

        def share() -> Any:
            gc.set_threshold(*RARELY if len(items) + len(deferred) > MANY else (0,))
            for each in before:
                each()
            done = work(claims)
            for each in after:
                each()
            return done

        def take_or_raise(done: Any) -> None:
            if isinstance(done, OSError):
                faults.append(done)
            elif not faults:
                take(done)

        gc.freeze()  # keep existing objects out of collections, so that their memory stays shared
        try:
            for _core in range(cores):
                tasks.add_task(partial(self._attempt, share), None, lambda _none, done: take_or_raise(done))
            tasks.join()
        finally:
            gc.unfreeze()
        if faults:
            raise faults[0]

    def _attempt(self, work: Callable[[], Any]) -> Any:
        """Return the result of *work*, or an OSError, of which Sphinx would pass on only the text."""
        try:
            done = work()
            self.builder.session.store.save()
        except OSError as error:
            return error
        return done

    def _due(self) -> tuple[list[Callable[[], None]], list[Callable[[], None]]]:
        """Return what is to be done at the beginning and at the end of a round of processes, each once."""
        due = self.first, self.deferred
        self.first, self.deferred, self.weight = [], [], 0
        return due

    def read_many(self, docnames: list[str], nproc: int) -> None:  # noqa: ARG002 - we count cores ourselves
        """Read documents on all cores; each process returns its environment once."""
        builder, env, app = self.builder, self.builder.env, self.builder._app

        def work(claims: WorkQueue) -> tuple[list[str], bytes]:
            done = []
            for docname in claims:
                builder.read_doc(docname, _cache=False)
                done.append(docname)
            return done, pickle.dumps(env, pickle.HIGHEST_PROTOCOL)

        def take(done: tuple[list[str], bytes]) -> None:
            env.merge_info_from(done[0], pickle.loads(done[1]), app)  # noqa: S301 - from our own process

        self.run(work, docnames, take)

    def write_many(self, docnames: Sequence[str], nproc: int) -> None:  # noqa: ARG002
        """Resolve and write documents on all cores; each process returns the phrases of titles, which lists need."""
        builder = self.builder

        def work(claims: WorkQueue) -> dict[str, tuple[str, ...]]:
            with logging.pending_warnings():
                for docname in claims:
                    _write_docname(docname, env=builder.env, builder=builder, tags=builder.tags)
            titles = {post.title for post in builder.build_state.posts}
            return {title: phrases.known[title] for title in titles & phrases.known.keys()}

        self.run(work, docnames, phrases.known.update)

    def spread(self, work: Callable[[Any], None], items: Sequence[Any], weight: int = 1) -> None:
        """Call *work* for each of *items*, on all cores if there are many."""

        def share(claims: Iterable[Any]) -> None:
            for item in claims:
                work(item)

        if self._is_much(len(items), weight):
            self.run(share, items, lambda _none: None)
        else:
            share(items)

    def gather(self, work: Callable[[Any], Any], items: Sequence[Any], weight: int = 1) -> list[Any]:
        """Return the result of *work* for each of *items*, on all cores if there are many."""
        found: dict[Any, Any] = {}
        if self._is_much(len(items), weight):
            self.run(lambda claims: [(item, work(item)) for item in claims], items, found.update)
            return [found[item] for item in items]
        return [work(item) for item in items]

    def _is_much(self, items: int, weight: int) -> bool:
        return items > 1 and items * weight > documents.FEW and self.cores > 1

    def defer(self, work: Callable[[Any], None], items: Sequence[Any], weight: int = 1) -> None:
        """Call *work* for each of *items* in processes that are started for something else, or by `complete`.

        If the blog is large, in processes of their own, which need less memory.
        """
        if self._never_waits() or self._is_large():
            self.spread(work, items, weight)
        else:
            self.deferred += [partial(work, item) for item in items]
            self.weight += len(items) * weight

    def beside(self, work: Callable[[], None]) -> None:
        """Call *work* in another process: a new one if the blog is large, else one that is started for more."""
        if self._never_waits():
            work()
        elif not self._is_large():
            self.first.append(work)
        else:
            tasks, results = Tasks(1), list[Any]()
            tasks.add_task(partial(self._attempt, work), None, lambda _none, done: results.append(done))
            self.awaited.append((tasks, results))

    def _is_large(self) -> bool:
        return len(self.builder.env.all_docs) >= LARGE

    def _never_waits(self) -> bool:
        return self.cores < 2 or self.builder.build_state.has_own_code

    def complete(self) -> None:
        """Do what is deferred, on all cores if it is much, and wait for what is done beside this process."""
        weight, due = self.weight, [*chain(*self._due())]
        self.spread(lambda work: work(), due, -(-weight // max(1, len(due))))
        self.join()

    def join(self) -> None:
        """Wait for what is done beside this process. Raises OSError where that failed."""
        results: list[Any] = []
        while self.awaited:
            tasks, found = self.awaited.pop()
            tasks.join()
            results += found
        if faults := [result for result in results if isinstance(result, OSError)]:
            raise faults[0]


def apply(app: Sphinx) -> None:
    """Replace the builder's methods by those of `Workers`."""
    builder: Any = app.builder
    workers = Workers(builder)
    for name in ("read_many", "write_many", "spread", "gather", "defer", "beside", "complete", "join"):
        vars(builder)[name] = getattr(workers, name)
