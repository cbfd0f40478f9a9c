"""Marks that put other files into a page, or offer them: none opens a file that the document may not read.

`{include}`, `{literalinclude}`, `{raw}` and `{csv-table}` with a file, `{figure}` that asks how wide its picture is,
`{download}` and links to files; in Markdown and in reStructuredText.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils.parsers.rst import Directive, directives
from docutils.parsers.rst.directives.misc import Include as Standard
from docutils.parsers.rst.directives.misc import adapt_path
from myst_parser.mocking import MockIncludeDirective, MockState
from sphinx import addnodes
from sphinx.directives.code import LiteralInclude
from sphinx.directives.other import Include
from sphinx.transforms import SphinxTransform
from sphinx.util.docutils import SphinxDirective

from kawaraban.images.files import find_file, size_of
from kawaraban.sources.file_access import refused
from kawaraban.sources.markdown.pictures import LooseFigure
from kawaraban.sources.raw_html import LocalCSVTable, LocalRaw
from kawaraban.state.access import document_access_fault
from kawaraban.state.index import line_of_node

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment


def _refuses(directive: Directive, path: str, named: str) -> bool:
    """Return whether a file that a directive names may not be read; that is told then."""
    where = directive.state_machine.get_source_and_line(directive.lineno)
    return refused(_env_of(directive), path, named, *where)


def _env_of(directive: Directive) -> BuildEnvironment:
    env: BuildEnvironment = directive.state.document.settings.env
    return env


class IncludeFile(SphinxDirective):
    """`{include}`. MyST puts something of its own in place of docutils' directive and of all that inherit it."""

    required_arguments = 1
    final_argument_whitespace = True
    option_spec = {
        **(Include.option_spec or {}),
        "relative-images": directives.flag,
        "relative-docs": directives.path,
        "heading-offset": directives.nonnegative_int,
    }

    def run(self) -> list[nodes.Node]:
        """Return what the file holds, or nothing where it may not be read."""
        named = "".join(part.strip() for part in self.arguments[0].splitlines())
        if named.startswith("<") and named.endswith(">"):  # one of docutils' own
            path = str(Path(Standard.standard_include_path, named[1:-1]))
        else:
            _relative, path = self.env.relfn2path(named)
        if _refuses(self, path, named):
            return []
        given = (self.arguments, self.options, self.content, self.lineno)
        if isinstance(self.state, MockState):
            return MockIncludeDirective(self.state._renderer, self.name, Include, *given[:2], [], self.lineno).run()
        more = (self.content_offset, self.block_text, self.state, self.state_machine)
        return list(Include(self.name, *given, *more).run())


class LiteralIncludeFile(LiteralInclude):
    """`{literalinclude}`, which may compare two files."""

    def run(self) -> list[nodes.Node]:
        """Return the block, or nothing where a file may not be read."""
        named = [self.arguments[0], *filter(None, [self.options.get("diff")])]
        paths = [self.env.relfn2path(name) for name in named]
        for relative, _absolute in paths:
            self.env.note_dependency(relative)
        told = [_refuses(self, absolute, name) for (_relative, absolute), name in zip(paths, named, strict=True)]
        return [] if any(told) else super().run()


def _adopt_file(directive: Directive) -> bool:
    """Let the option `file` name a file as seen from its document; return whether the directive may go on."""
    if not (named := directive.options.get("file")):
        return True
    source = directive.state.document.current_source or ""
    path = os.path.realpath(adapt_path(named, source))
    if named.startswith("/"):
        _relative, path = _env_of(directive).relfn2path(named)
    directive.options["file"] = os.path.relpath(path, Path(source).parent)
    return not _refuses(directive, path, named)


class RawFile(LocalRaw):
    """`{raw}`, with `:file:`."""

    def run(self) -> list[nodes.Node]:
        """Return the node, or nothing where the file may not be read."""
        return list(super().run()) if _adopt_file(self) else []


class CSVFile(LocalCSVTable):
    """`{csv-table}`, with `:file:`."""

    def run(self) -> list[nodes.Node]:  # type: ignore[override]  # docutils promises more kinds
        """Return the table, or nothing where the file may not be read."""
        return list(super().run()) if _adopt_file(self) else []


class FigureOfWidth(LooseFigure):
    """`{figure}`; docutils opens a picture of which it is to take the width, below the folder where make runs."""

    def run(self) -> list[nodes.Node]:
        """Return the figure, as wide as its picture where `:figwidth: image` asks for that."""
        if self.options.get("figwidth") == "image":
            env, named = _env_of(self), self.arguments[0]
            found = find_file(env.srcdir, env.relfn2path(named)[0])
            size = size_of(env.srcdir / found) if found and not document_access_fault(env, found, named) else None
            del self.options["figwidth"]
            self.options |= {"figwidth": f"{size[0]}px"} if size else {}
        return super().run()


class CheckDownloads(SphinxTransform):
    """Leave out files that a document may not offer, before Sphinx looks at them."""

    default_priority = 295

    def apply(self, **_kwargs: Any) -> None:
        """Put its words in place of each such link."""
        for node in list(self.document.findall(addnodes.download_reference)):
            named = str(node["reftarget"])
            if "://" not in named:
                _relative, path = self.env.relfn2path(named, self.env.docname)
                if refused(self.env, path, named, node.source, line_of_node(node)):
                    node.replace_self(node.children)


def setup(app: Sphinx) -> None:
    """Take the place of the directives; register the transform."""
    app.add_directive("include", IncludeFile, override=True)
    app.add_directive("literalinclude", LiteralIncludeFile, override=True)
    app.add_directive("raw", RawFile, override=True)
    app.add_directive("csv-table", CSVFile, override=True)
    app.add_directive("figure", FigureOfWidth, override=True)
    app.add_transform(CheckDownloads)
