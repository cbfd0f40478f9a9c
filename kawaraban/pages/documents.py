"""Reading and writing documents, in parallel if that saves time; a failure is reported with the document's name."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, cast

from sphinx.errors import SphinxError
from sphinx.locale import get_translation

from kawaraban.pages.assets.builder import AssetBuilder
from kawaraban.sources.ablog import raise_problems
from kawaraban.sources.failures import failures_reported
from kawaraban.state import build_of
from kawaraban.state.index import index_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence, Set

    from docutils import nodes

    from kawaraban.sources.environment import BlogEnvironment

_ = get_translation("sphinx")

FEW = 100
"""Up to this many documents, starting processes costs more than it saves."""


class DocumentBuilder(AssetBuilder):
    """Sphinx's HTML builder, which continues with the other documents if one fails."""

    written: set[str]
    """The documents whose article and page this build has written."""

    def _read_parallel(self, docnames: list[str], nproc: int) -> None:
        """Read in parallel if there are enough documents."""
        if len(docnames) > FEW:
            self.report_progress(_("reading %d documents …") % len(docnames))
            self.read_many(docnames, nproc)
        else:
            self._read_serial(docnames)

    def report_progress(self, text: str) -> None:
        """Report the progress of a long build if Sphinx itself is silent."""
        if self._app.quiet:
            print(text, file=sys.stderr, flush=True)  # noqa: T201

    def read(self) -> list[str]:  # type: ignore[misc]  # final in Sphinx
        """Read the documents. Without the front page, Sphinx stops after reading; then all problems are raised."""
        try:
            return super().read()
        except SphinxError:
            build, is_there = build_of(self._app), self.config.root_doc in self.env.all_docs
            build.problems += [] if is_there else [found for of in index_of(self.env).problems.values() for found in of]
            raise_problems(self._app)
            raise

    def read_doc(self, docname: str, *, _cache: bool = True) -> None:  # type: ignore[misc]  # final in Sphinx
        """Read a document, and remove it from the environment if the code fails on it."""
        with failures_reported(docname) as failures:
            super().read_doc(docname, _cache=_cache)
        if failures:
            self.env.clear_doc(docname)

    def read_many(self, docnames: list[str], nproc: int) -> None:
        """Read many documents with *nproc* processes."""
        super()._read_parallel(docnames, nproc)

    def _read_serial(self, docnames: list[str]) -> None:
        """Read documents one after the other; if there are many, their trees are kept only on disk to save memory."""
        for docname in docnames:
            self.read_doc(docname, _cache=len(docnames) <= FEW)

    def write_documents(self, docnames: Set[str]) -> None:
        """Write documents, and record which.

        They are written even if problems have been found, because writing may find more; those problems are then raised
        instead of an exception in writing.
        """
        self.written |= docnames
        try:
            super().write_documents(docnames & self.env.all_docs.keys())  # the others are reported
        except Exception:
            raise_problems(self._app)
            raise

    def write_doctree(self, docname: str, doctree: nodes.document, *, _cache: bool = True) -> None:  # type: ignore[misc]  # final in Sphinx
        """Store a document's tree until it is written, like Sphinx, but not as one file per document."""
        vars(doctree).update(reporter=None, transformer=None)
        cast("BlogEnvironment", self.env).store_tree(docname, doctree)
        if _cache:
            self.env._write_doc_doctree_cache[docname] = doctree

    def _write_parallel(self, docnames: Sequence[str], nproc: int) -> None:
        """Write in parallel if there are enough documents."""
        if len(docnames) > FEW:
            self.report_progress(_("writing %d pages …") % len(docnames))
            self.write_many(docnames, nproc)
        else:
            self._write_serial(docnames)

    def write_many(self, docnames: Sequence[str], nproc: int) -> None:
        """Write many documents with *nproc* other processes, which save each article at once, as they end abruptly."""
        batch_size, self.session.store.batch_size = self.session.store.batch_size, 1
        super()._write_parallel(docnames, nproc)
        self.session.store.batch_size = batch_size

    def spread(self, work: Callable[[Any], None], items: Sequence[Any], weight: int = 1) -> None:  # noqa: ARG002
        """Call *work* for each of *items*, each as costly as *weight* pages; `speed.workers` uses all cores."""
        for item in items:
            work(item)

    def gather(self, work: Callable[[Any], Any], items: Sequence[Any], weight: int = 1) -> list[Any]:  # noqa: ARG002
        """Return the result of *work* for each of *items*, in order; see `spread`."""
        return [work(item) for item in items]

    def defer(self, work: Callable[[Any], None], items: Sequence[Any], weight: int = 1) -> None:
        """Call *work* for each of *items*; `speed.workers` may do so later, with other work."""
        self.spread(work, items, weight)

    def beside(self, work: Callable[[], None]) -> None:
        """Call *work*; `speed.workers` does so while the build goes on, until it calls `complete`."""
        work()

    def complete(self) -> None:
        """Do what is deferred, and wait for what is done beside the build."""

    def join(self) -> None:
        """Wait for what is done beside the build."""
