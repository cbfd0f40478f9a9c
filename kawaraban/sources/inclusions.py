"""Directives and roles that include or offer files, restricted to files that the document may read.

`{include}`, `{literalinclude}`, `{raw}` and `{csv-table}` with a file, `{figure}` with `:figwidth: image`, `{download}`
and links to files, in Markdown and reStructuredText.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from docutils.parsers.rst import Directive, directives
from docutils.parsers.rst.directives.misc import Include as Standard
from docutils.parsers.rst.directives.misc import adapt_path
from myst_parser.mocking import MockIncludeDirective, MockState
from sphinx import addnodes
from sphinx.directives.code import LiteralInclude
from sphinx.directives.other import Include
from sphinx.transforms import SphinxTransform
from sphinx.util.docutils import SphinxDirective

from kawaraban.images.files import size_of
from kawaraban.images.lookup import find_file
from kawaraban.sources.file_access import refused
from kawaraban.sources.markdown.pictures import LooseFigure
from kawaraban.sources.raw_html import LocalCSVTable, LocalRaw
from kawaraban.state.access import document_access_fault
from kawaraban.state.index import line_of_node

if TYPE_CHECKING:
    from collections.abc import Iterator

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment


def _refuses(directive: Directive, path: str, named: str) -> bool:
    """Report a file in a directive that must not be read; return whether it must not."""
    where = directive.state_machine.get_source_and_line(directive.lineno)
    return refused(_env_of(directive), path, named, *where)


def _env_of(directive: Directive) -> BuildEnvironment:
    env: BuildEnvironment = directive.state.document.settings.env
    return env


class IncludeFile(SphinxDirective):
    """`{include}`. MyST replaces docutils' directive and its subclasses, so this is not one."""

    required_arguments = 1
    final_argument_whitespace = True
    option_spec = {
        **(Include.option_spec or {}),
        "relative-images": directives.flag,
        "relative-docs": directives.path,
        "heading-offset": directives.nonnegative_int,
    }

    def run(self) -> list[nodes.Node]:
        """Return the contents of the file, or nothing if it must not be read."""
        named = "".join(part.strip() for part in self.arguments[0].splitlines())
        if named.startswith("<") and named.endswith(">"):  # a file that docutils provides
            path = str(Path(Standard.standard_include_path, named[1:-1]))
        else:
            _relative, path = self.env.relfn2path(named)
        if _refuses(self, path, named):
            return []
        given = (self.arguments, self.options, self.content, self.lineno)
        if isinstance(self.state, MockState):
            directive = MockIncludeDirective(self.state._renderer, self.name, Include, *given[:2], [], self.lineno)
            with self._inclusion(path):
                return directive.run()
        more = (self.content_offset, self.block_text, self.state, self.state_machine)
        return list(Include(self.name, *given, *more).run())

    @contextmanager
    def _inclusion(self, path: str) -> Iterator[None]:
        """Remember the file while it is included. Raises DirectiveError, with docutils' message, if it already is."""
        own = str(self.env.doc2path(self.env.docname))
        files = cast("list[str]", self.env.temp_data.setdefault("kawaraban_included", [own]))
        if path in files:
            chain = " > ".join(os.path.relpath(each, self.env.srcdir) for each in [*files, path])
            raise self.severe(f'circular inclusion in "{self.name}" directive:\n{chain}')
        files.append(path)
        try:
            yield
        finally:
            files.pop()


class LiteralIncludeFile(LiteralInclude):
    """`{literalinclude}`, with one file or two to compare."""

    def run(self) -> list[nodes.Node]:
        """Return the block, or nothing if a file must not be read."""
        named = [self.arguments[0], *filter(None, [self.options.get("diff")])]
        paths = [self.env.relfn2path(name) for name in named]
        for relative, _absolute in paths:
            self.env.note_dependency(relative)
        is_refused = [_refuses(self, absolute, name) for (_relative, absolute), name in zip(paths, named, strict=True)]
        return [] if any(is_refused) else super().run()


def _adopt_file(directive: Directive) -> bool:
    """Resolve the option `file` relative to the document; return whether the file may be read."""
    if not (named := directive.options.get("file")):
        return True
    source = directive.state.document.current_source or ""
    path = os.path.realpath(adapt_path(named, source))
    if named.startswith("/"):
        _relative, path = _env_of(directive).relfn2path(named)
    directive.options["file"] = os.path.relpath(path, Path(source).parent)
    return not _refuses(directive, path, named)


class RawFile(LocalRaw):
    """`{raw}` with `:file:`."""

    def run(self) -> list[nodes.Node]:
        """Return the node, or nothing if the file must not be read."""
        return list(super().run()) if _adopt_file(self) else []


class CSVFile(LocalCSVTable):
    """`{csv-table}` with `:file:`."""

    def run(self) -> list[nodes.Node]:  # type: ignore[override]  # narrower than docutils' type
        """Return the table, or nothing if the file must not be read."""
        return list(super().run()) if _adopt_file(self) else []


class FigureOfWidth(LooseFigure):
    """`{figure}`. With `:figwidth: image`, docutils would open the picture relative to the working folder."""

    def run(self) -> list[nodes.Node]:
        """Return the figure, with the width of its picture for `:figwidth: image`."""
        if self.options.get("figwidth") == "image":
            env, named = _env_of(self), self.arguments[0]
            found = find_file(env.srcdir, env.relfn2path(named)[0])
            size = size_of(env.srcdir / found) if found and not document_access_fault(env, found, named) else None
            del self.options["figwidth"]
            self.options |= {"figwidth": f"{size[0]}px"} if size else {}
        return super().run()


class CheckDownloads(SphinxTransform):
    """Remove download links to files that must not be offered, before Sphinx collects them."""

    default_priority = 295

    def apply(self, **_kwargs: Any) -> None:
        """Replace each such link by its text."""
        for node in list(self.document.findall(addnodes.download_reference)):
            named = str(node["reftarget"])
            if "://" not in named:
                _relative, path = self.env.relfn2path(named, self.env.docname)
                if refused(self.env, path, named, node.source, line_of_node(node)):
                    node.replace_self(node.children)


def setup(app: Sphinx) -> None:
    """Replace the directives; register the transform."""
    app.add_directive("include", IncludeFile, override=True)
    app.add_directive("literalinclude", LiteralIncludeFile, override=True)
    app.add_directive("raw", RawFile, override=True)
    app.add_directive("csv-table", CSVFile, override=True)
    app.add_directive("figure", FigureOfWidth, override=True)
    app.add_transform(CheckDownloads)
