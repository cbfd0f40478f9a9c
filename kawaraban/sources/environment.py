"""Sphinx's environment adapted to a blog: changes are detected by content, and document trees are temporary.

Sphinx compares modification times, so it misses an older file that replaces a newer one, and reads everything again
after a fresh clone. Document trees only exist during a build. One that is needed later is made by reading the document
again.
"""

from __future__ import annotations

import os
import pickle
from collections import defaultdict
from copy import copy
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from docutils import nodes
from docutils.utils import new_document
from sphinx.environment import BuildEnvironment
from sphinx.util.docutils import LoggingReporter

from kawaraban.model.file_checks import shorten_path
from kawaraban.sources.duplicate_labels import warn_of_duplicates
from kawaraban.sources.failures import failures_reported
from kawaraban.state import build_of
from kawaraban.state.index import StoredTree, index_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from docutils.frontend import Values
    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.config import Config


class BlogEnvironment(BuildEnvironment):
    """Sphinx's environment with the sources found by `sources.discovery`."""

    def setup(self, app: Sphinx) -> None:
        """Allow the source folder to differ from that of the last build."""
        if hasattr(self, "srcdir"):
            self.srcdir = app.srcdir
        super().setup(app)

    def find_files(self, config: Config, builder: Builder) -> None:
        """Set the documents to those that are published, without searching for files again."""
        sources = build_of(self._app).sources
        self.project.docnames = set(sources)
        self.project._first_source_suffix = suffix = ".md"  # that of nearly all documents
        root = os.fspath(self.srcdir)
        known = {name: {os.path.join(root, path) for path in paths} for name, paths in self.dependencies.items()}
        self.dependencies = cast("defaultdict[str, set[Any]]", defaultdict(set, known))
        odd = {name: Path(path) for name, path in sources.items() if path != name + suffix}
        self.project._docname_to_path = odd
        self.project._path_to_docname = {path: name for name, path in odd.items()}
        if builder.use_message_catalog and self._has_catalogs(config):
            super().find_files(config, builder)
            self.project.docnames &= set(sources)

    def _has_catalogs(self, config: Config) -> bool:
        return any((self.srcdir / folder).is_dir() for folder in config.locale_dirs)

    def get_outdated_files(self, config_changed: bool) -> tuple[set[str], set[str], set[str]]:
        """Return (added, changed, removed) documents, by content of the documents and of their dependencies.

        With the builder of the site, changed settings are handled by the editions instead of *config_changed*.
        """
        build, found = build_of(self._app), set(self.found_docs)
        removed = self.all_docs.keys() - found
        if (config_changed and self._app.builder.name != "html") or not self.all_docs:
            return found, set(), removed
        added = found - self.all_docs.keys()
        changed = (build.changed | self.reread_always) & found - added
        gone = {os.fspath(self.doc2path(docname, base=False)) for docname in removed}  # no longer published
        touched = {os.fspath(self.srcdir / path) for path in build.session.changed | gone}
        if touched:
            for docname, paths in self.dependencies.items():
                if docname in found and any(os.fspath(path) in touched for path in paths):
                    changed.add(docname)
        if self._app.builder.name != "html":  # this folder may be shared with the builder of the site
            changed |= {
                docname for docname in found - added if not Path(self.doctreedir, f"{docname}.doctree").is_file()
            }
        if moved := added | removed:  # links depend on which documents exist
            changed |= {docname for docname, targets in index_of(self).links.items() if not targets.isdisjoint(moved)}
        return added, (changed & found) - added, removed

    def relfn2path(self, filename: str | Path, docname: str | None = None) -> tuple[str, str]:
        """Return the path of a file relative to the source folder, and its absolute path."""
        near = shorten_path(os.fspath(filename))
        folder, _slash, name = near.rpartition("/")
        if not name or name in (".", ".."):
            return super().relfn2path(near, docname)
        document, root = self.doc2path(docname or self.docname, base=False), os.path.join(self.srcdir, "")
        start = "" if near.startswith("/") else os.path.dirname(document)
        path = os.path.join(_resolved(f"{root}{start}/{folder.lstrip('/')}"), name)
        if os.path.islink(path):
            return super().relfn2path(near, docname)
        return path.removeprefix(root) if path.startswith(root) else os.path.relpath(path, root), path

    def store_tree(self, docname: str, doctree: nodes.document) -> None:
        """Store a document's tree until it is written, in one file per process."""
        file, settings = os.path.join(self.doctreedir, f"{os.getpid()}.trees"), doctree.settings
        packed, source = _Settings.pack(settings), vars(settings).get("_source", "")
        with open(file, "ab") as trees:
            vars(doctree)["settings"] = None
            data = pickle.dumps(doctree, pickle.HIGHEST_PROTOCOL)
            doctree.settings = settings
            index_of(self).trees[docname] = StoredTree(file, trees.tell(), len(data), packed, source)
            trees.write(data)

    def get_doctree(self, docname: str) -> nodes.document:
        """Return the tree of a document, reading the document if this build has not done so."""
        if self._app.builder.name != "html":  # other builders store trees as Sphinx does
            return super().get_doctree(docname)
        if docname not in index_of(self).trees:
            self.reread(docname)
        stored = index_of(self).trees[docname]
        with open(stored.file, "rb") as trees:
            trees.seek(stored.start)
            doctree: nodes.document = pickle.loads(trees.read(stored.length))  # noqa: S301 - of this build
        doctree.settings = copy(_Settings.unpack(stored.settings))
        doctree.settings._source, doctree.settings.env = stored.source, self
        doctree.reporter = LoggingReporter(os.fspath(self.doc2path(docname)))
        return doctree

    def merge_info_from(self, docnames: Iterable[str], other: BuildEnvironment, app: Sphinx) -> None:
        """Merge what another process has read, and warn of duplicate labels.

        Documents on which reading failed are left out; they have been reported.
        """
        names = frozenset(name for name in docnames if name in other.all_docs)
        warn_of_duplicates(self, other, names)
        super().merge_info_from(names, other, app)

    def get_and_resolve_doctree(self, docname: str, builder: Builder, **options: Any) -> nodes.document:
        """Return the tree of a document with its references resolved; an empty one if that fails unexpectedly."""
        with failures_reported(docname):
            return super().get_and_resolve_doctree(docname, builder, **options)
        return new_document(docname)

    def reread(self, docname: str) -> None:
        """Read an unchanged document again, for its tree or its table of contents, and keep its section numbers."""
        numbered: tuple[dict[str, Any], ...] = (
            self.toc_secnumbers, self.toc_fignumbers, self.titles, self.longtitles, self.tocs,
        )  # fmt: skip
        known = [found.get(docname) for found in numbered]
        forget(self, [docname])
        self._app.builder.read_doc(docname, _cache=False)
        for now, before in zip(numbered, known, strict=True):
            if before is not None:
                now[docname] = before

    def __getstate__(self) -> dict[str, Any]:
        """Return the state to be pickled, without what can be restored otherwise.

        ABlog's data is contained in the `Post` values, and tables of contents in the articles. Tables of contents of
        pages, and of posts in a `{toctree}`, are kept.
        """
        state = super().__getstate__()
        state.pop("ablog_posts", None)
        state["project"] = project = copy(self.project)
        project._docname_to_path, project._path_to_docname = {}, {}  # see `find_files`
        if self._app is not None and build_of(self._app).is_read:
            shown = self.files_to_rebuild.keys()
            root, folders = f"{self.srcdir}{os.sep}", build_of(self._app).site.post_folders.names
            state["dependencies"] = {
                name: {os.fspath(path).removeprefix(root) for path in paths}
                for name, paths in self.dependencies.items()
            }
            state["kawaraban_index"] = index = copy(index_of(self))
            index.trees = {}  # they exist only during a build
            tocs = self.tocs.items()
            state["tocs"] = {name: toc for name, toc in tocs if name in shown or not name.startswith(folders)}
        return state


def forget(env: BuildEnvironment, docnames: Iterable[str]) -> None:
    """Remove documents from the environment, its domains and our index."""
    for docname in docnames:
        env.events.emit("env-purge-doc", env, docname)
        env.clear_doc(docname)


def purge_outdated(_app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """Remove all outdated documents before any is read, so that what moves between documents is not a duplicate."""
    forget(env, docnames)


def refresh_contents(_app: Sphinx, env: BlogEnvironment) -> None:
    """Read posts again whose table of contents is newly shown by a `{toctree}`; remove all section numbers."""
    shown = {name for below in env.toctree_includes.values() for name in below} & env.all_docs.keys()
    for docname in sorted(shown - env.tocs.keys()):
        env.reread(docname)
    for docname in env.toc_secnumbers:  # Sphinx assigns them again, but does not remove old ones
        for node in (env.titles.get(docname), *env.tocs.get(docname, nodes.bullet_list()).findall(nodes.reference)):
            if node is not None:
                node.attributes.pop("secnumber", None)


class _Settings:
    """Settings of document trees, pickled apart from them: they are the same for nearly all documents."""

    last: Values | None = None
    pickled = b""

    @classmethod
    def pack(cls, settings: Values) -> bytes:
        """Return pickled settings, without those that belong to one document or one process."""
        shared: Any = copy(settings)
        shared._source = shared.env = shared.warning_stream = shared.record_dependencies = None
        if cls.last is None or vars(cls.last) != vars(shared):
            cls.last, cls.pickled = shared, pickle.dumps(shared, pickle.HIGHEST_PROTOCOL)
        return cls.pickled

    @staticmethod
    @lru_cache(8)
    def unpack(pickled: bytes) -> Values:
        """Return settings, of which each document needs a copy."""
        found: Values = pickle.loads(pickled)  # noqa: S301 - of this build
        return found


@cache
def _resolved(folder: str) -> str:
    return os.path.realpath(folder)


def install_environment(app: Sphinx) -> None:
    """Replace the class of the application's environment."""
    app.env.__class__ = BlogEnvironment
    _resolved.cache_clear()
