"""Reading and writing documents: on several cores where that saves time, each failure told by the document's name."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, cast

from sphinx.locale import get_translation

from kawaraban.pages.assets.builder import AssetBuilder
from kawaraban.sources.ablog import raise_problems
from kawaraban.sources.failures import failures_reported

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence, Set

    from docutils import nodes

    from kawaraban.sources.environment import BlogEnvironment

_ = get_translation("sphinx")

FEW = 100
"""Up to this many documents, starting more processes costs more than they save."""


class DocumentBuilder(AssetBuilder):
    """Sphinx's HTML builder, which goes on where a document fails."""

    written: set[str]
    """The documents that this build has written anew, article and page."""

    def _read_parallel(self, docnames: list[str], nproc: int) -> None:
        """Read on several cores where that saves more than it costs."""
        if len(docnames) > FEW:
            self.tell(_("reading %d documents …") % len(docnames))
            self.read_many(docnames, nproc)
        else:
            self._read_serial(docnames)

    def tell(self, text: str) -> None:
        """Say how far a long build has come, where Sphinx itself is silent."""
        if self._app.quiet:
            print(text, file=sys.stderr, flush=True)  # noqa: T201

    def read_doc(self, docname: str, *, _cache: bool = True) -> None:  # type: ignore[misc]  # final in Sphinx
        """Read a document, and forget it where the code itself fails on it."""
        with failures_reported(docname) as failures:
            super().read_doc(docname, _cache=_cache)
        if failures:
            self.env.clear_doc(docname)

    def read_many(self, docnames: list[str], nproc: int) -> None:
        """Read many documents on *nproc* cores."""
        super()._read_parallel(docnames, nproc)

    def _read_serial(self, docnames: list[str]) -> None:
        """Read one after the other; the trees of many would fill the memory, so they are kept on disk alone."""
        for docname in docnames:
            self.read_doc(docname, _cache=len(docnames) <= FEW)

    def write_documents(self, docnames: Set[str]) -> None:
        """Write documents, and remember which.

        They are written where something is wrong, too, as writing may find more; what fails then is no news.
        """
        self.written |= docnames
        try:
            super().write_documents(docnames & self.env.all_docs.keys())  # what could not be read is told already
        except Exception:
            raise_problems(self._app)
            raise

    def write_doctree(self, docname: str, doctree: nodes.document, *, _cache: bool = True) -> None:  # type: ignore[misc]  # final in Sphinx
        """Keep a document's tree until it is written, as Sphinx does, but not in thousands of files."""
        vars(doctree).update(reporter=None, transformer=None)
        doctree.settings = doctree.settings.copy()
        doctree.settings.warning_stream = doctree.settings.env = None
        vars(doctree.settings)["record_dependencies"] = None
        cast("BlogEnvironment", self.env).store_tree(docname, doctree)
        if _cache:
            self.env._write_doc_doctree_cache[docname] = doctree

    def _write_parallel(self, docnames: Sequence[str], nproc: int) -> None:
        """Write on several cores where that saves more than it costs."""
        if len(docnames) > FEW:
            self.tell(_("writing %d pages …") % len(docnames))
            self.write_many(docnames, nproc)
        else:
            self._write_serial(docnames)

    def write_many(self, docnames: Sequence[str], nproc: int) -> None:
        """Write many documents on *nproc* cores besides this one, each of which ends without a word."""
        batch_size, self.session.store.batch_size = self.session.store.batch_size, 1
        super()._write_parallel(docnames, nproc)
        self.session.store.batch_size = batch_size

    def spread(self, work: Callable[[Any], None], items: Sequence[Any], weight: int = 1) -> None:  # noqa: ARG002
        """Do a piece of work for each of *items*, as long as *weight* pages take; an acceleration uses all cores."""
        for item in items:
            work(item)

    def gather(self, work: Callable[[Any], Any], items: Sequence[Any], weight: int = 1) -> list[Any]:  # noqa: ARG002
        """Return what a piece of work finds out of each of *items*, in order; see `spread`."""
        return [work(item) for item in items]
