"""What Sphinx remembers of the documents, mended for a blog: found once, read again only when what they hold changes.

Sphinx compares times: it misses an older file put in place of a newer one, and reads a whole blog again after a
fresh clone. Here contents are compared. Document trees last no longer than a build; the one that is asked for again
is made anew.
"""

from __future__ import annotations

import os
import pickle
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from docutils import nodes
from docutils.utils import new_document
from sphinx.environment import BuildEnvironment

from kawaraban.model.file_checks import shorten_path
from kawaraban.model.post import FOLDER
from kawaraban.sources.duplicate_labels import tell_duplicates
from kawaraban.sources.failures import failures_of
from kawaraban.state import build_of
from kawaraban.state.index import index_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.config import Config


class BlogEnvironment(BuildEnvironment):
    """Sphinx's environment with the sources that `sources.discovery` has found."""

    def setup(self, app: Sphinx) -> None:
        """Take up what is remembered, also in another folder than that of the last build."""
        if hasattr(self, "srcdir"):
            self.srcdir = app.srcdir
        super().setup(app)

    def find_files(self, config: Config, builder: Builder) -> None:
        """Take the documents that are published; Sphinx's own search would try every file against every pattern."""
        sources, suffix = build_of(self._app).sources, self.project._first_source_suffix
        self.project.docnames = set(sources)
        known = {name: {os.fspath(self.srcdir / path) for path in paths} for name, paths in self.dependencies.items()}
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
        """Return (added, changed, removed) documents, by their content and by that of all that they include or show.

        Whether settings have changed that articles depend on, the edition of reading tells the builder of the site.
        """
        build, found = build_of(self._app), set(self.found_docs)
        removed = self.all_docs.keys() - found
        if (config_changed and self._app.builder.name != "html") or not self.all_docs:
            return found, set(), removed
        added = found - self.all_docs.keys()
        changed = (build.changed | self.reread_always) & found - added
        gone = {os.fspath(self.doc2path(docname, base=False)) for docname in removed}  # published no more
        touched = {os.fspath(self.srcdir / path) for path in build.session.changed | gone}
        if touched:
            for docname, paths in self.dependencies.items():
                if docname in found and any(os.fspath(path) in touched for path in paths):
                    changed.add(docname)
        if moved := added | removed:  # a link is right only as long as its target is there
            changed |= {docname for docname, targets in index_of(self).links.items() if not targets.isdisjoint(moved)}
        return added, (changed & found) - added, removed

    def relfn2path(self, filename: str | Path, docname: str | None = None) -> tuple[str, str]:
        """Return the path of a file from the source folder, and its absolute one; each folder is resolved once."""
        near = shorten_path(os.fspath(filename))
        folder, _slash, name = near.rpartition("/")
        if not name or name in (".", ".."):
            return super().relfn2path(near, docname)
        start = "" if near.startswith("/") else self.doc2path(docname or self.docname, base=False).parent.as_posix()
        path = Path(_resolved(f"{self.srcdir}/{start}/{folder.lstrip('/')}"), name)
        if path.is_symlink():
            return super().relfn2path(near, docname)
        return os.path.relpath(path, self.srcdir), os.fspath(path)

    def keep_tree(self, docname: str, doctree: nodes.document) -> None:
        """Keep the tree of a document until it is written, in one file for each process."""
        file = f"{self.doctreedir}/{os.getpid()}.trees"
        with Path(file).open("ab") as trees:
            data = pickle.dumps(doctree, pickle.HIGHEST_PROTOCOL)
            index_of(self).trees[docname] = (file, trees.tell(), len(data))
            trees.write(data)

    def get_doctree(self, docname: str) -> nodes.document:
        """Return the tree of a document; one that this build has not read is read now."""
        if self._app.builder.name != "html":  # which keeps its trees as Sphinx does
            return super().get_doctree(docname)
        if docname not in index_of(self).trees:
            self.read_again(docname)
        file, start, length = index_of(self).trees[docname]
        with Path(file).open("rb") as trees:
            trees.seek(start)
            self._pickled_doctree_cache[docname] = trees.read(length)
        doctree = super().get_doctree(docname)
        del self._pickled_doctree_cache[docname]
        return doctree

    def merge_info_from(self, docnames: Iterable[str], other: BuildEnvironment, app: Sphinx) -> None:
        """Take over what another process has read, and tell what is there twice; failures are told already."""
        names = frozenset(name for name in docnames if name in other.all_docs)
        tell_duplicates(self, other, names)
        super().merge_info_from(names, other, app)

    def get_and_resolve_doctree(self, docname: str, builder: Builder, **options: Any) -> nodes.document:
        """Return the tree of a document with its references resolved; where the code itself fails, an empty one."""
        with failures_of(docname):
            return super().get_and_resolve_doctree(docname, builder, **options)
        return new_document(docname)

    def read_again(self, docname: str) -> None:
        """Read a document that has not changed: for its tree, or for its table of contents.

        The numbers that it has among others stay.
        """
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
        """Return what is worth keeping.

        What ABlog says of posts is in their `Post` values, and their tables of contents are with their articles; those
        that a `{toctree}` shows stay.
        """
        state = super().__getstate__()
        state.pop("ablog_posts", None)
        if self._app is not None and build_of(self._app).is_read:
            shown = self.files_to_rebuild.keys()
            root = f"{self.srcdir}{os.sep}"
            state["dependencies"] = {
                name: {os.fspath(path).removeprefix(root) for path in paths}
                for name, paths in self.dependencies.items()
            }
            state["tocs"] = {
                name: toc for name, toc in self.tocs.items() if name in shown or not name.startswith(FOLDER)
            }
        return state


def forget(env: BuildEnvironment, docnames: Iterable[str]) -> None:
    """Let the environment, its domains and our index forget what documents said."""
    for docname in docnames:
        env.events.emit("env-purge-doc", env, docname)
        env.clear_doc(docname)


def forget_former(_app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """Forget all that is to be read before any of it is: what moves from one document to another is there once."""
    forget(env, docnames)


def read_contents(_app: Sphinx, env: BlogEnvironment) -> None:
    """Read again the posts whose contents a `{toctree}` has begun to show; take the numbers from all headings."""
    shown = {name for below in env.toctree_includes.values() for name in below} & env.all_docs.keys()
    for docname in sorted(shown - env.tocs.keys()):
        env.read_again(docname)
    for docname in env.toc_secnumbers:  # Sphinx gives them anew, but takes none back
        for node in (env.titles.get(docname), *env.tocs.get(docname, nodes.bullet_list()).findall(nodes.reference)):
            if node is not None:
                node.attributes.pop("secnumber", None)


@cache
def _resolved(folder: str) -> str:
    return os.path.realpath(folder)


def take_place(app: Sphinx) -> None:
    """Make the environment that of a blog."""
    app.env.__class__ = BlogEnvironment
    _resolved.cache_clear()
