"""The base class of `{chart}` and `{map}`, which reads the table and creates the node."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from docutils.parsers.rst import directives
from sphinx.locale import get_translation
from sphinx.util.docutils import SphinxDirective

from kawaraban.directives.charts.node import chart
from kawaraban.directives.charts.tables import Table, Unreadable, read_table
from kawaraban.images.lookup import find_file
from kawaraban.incremental.files import digest
from kawaraban.model.i18n import is_japanese
from kawaraban.model.messages import own_message
from kawaraban.sources.file_access import refused
from kawaraban.state.index import index_of
from kawaraban.text.encoding import decode

if TYPE_CHECKING:
    from collections.abc import Callable

    from docutils import nodes

_ = get_translation("sphinx")

HERE = sorted(path for path in Path(__file__).parent.iterdir() if path.is_file())
DESIGN = digest("".join(digest(path.read_bytes()) for path in HERE))
"""A digest of the code that draws charts. It is part of the names of drawings, so that changed code draws all anew."""
TEXT = directives.unchanged


class FigureDirective(SphinxDirective):
    """Base class of `{chart}` and `{map}`. Their table is a CSV file beside the post, or the directive's content."""

    has_content = True
    optional_arguments = 1
    final_argument_whitespace = True
    common: ClassVar[dict[str, Callable[[str], Any]]] = dict.fromkeys(
        ("title", "caption", "unit", "source", "notes", "alt"), TEXT
    )

    def run(self) -> list[nodes.Node]:
        """Return the figure, or a message at the line of its table that cannot be read. Raises DirectiveError."""
        self.file = ""
        if self.arguments and self.is_refused(self.arguments[0].strip()):
            return []
        try:
            table = self.table()
            node = self.figure(table)
        except Unreadable as error:
            text = own_message(f"{self.file}:{error.line}: {error}" if self.file else str(error))
            line = self.lineno if self.arguments else self.lineno + self.content_offset + error.line
            return [self.state_machine.reporter.error(text, line=line)]
        except ValueError as error:
            raise self.error(own_message(str(error))) from None
        self.set_source_info(node)
        return [node]

    def is_refused(self, named: str) -> bool:
        """Find the CSV file named by the argument; return whether the document may not read it."""
        relative, _absolute = self.env.relfn2path(named, self.env.docname)
        self.env.note_dependency(relative)
        self.file = find_file(Path(self.env.srcdir), relative) or ""
        return refused(self.env, self.file or relative, named, *self.get_source_info())

    def table(self) -> Table | None:
        """Return the table of the CSV file or of the content, None without either. Raises Unreadable."""
        if not self.arguments:
            return read_table("\n".join(self.content)) if self.content else None
        if not self.file:
            raise Unreadable(_("there is no table “%s”; its path is relative to the post.") % self.arguments[0])
        text, faults = decode(Path(self.env.srcdir, self.file).read_bytes())
        for fault in faults:
            raise Unreadable(fault.text, fault.line)
        return read_table(text)

    def figure(self, table: Table | None) -> chart:
        """Return the node of the figure. Raises Unreadable or ValueError."""
        raise NotImplementedError

    def japanese(self) -> bool:
        """Return whether numbers are written with 万 and 億."""
        return is_japanese(self.config)

    def node(
        self, drawings: list[tuple[dict[str, Any], tuple[int, int]]], table: Table | None, alt: str, **more: Any
    ) -> chart:
        """Return the node of drawings (specification, size), and record them in the index to be drawn later."""
        found, noted = [], index_of(self.env).charts.setdefault(self.env.docname, {})
        for spec, size in drawings:
            text = json.dumps(spec, ensure_ascii=False, sort_keys=True)
            name = f"chart.{digest(DESIGN + text)[:12]}.svg"
            noted[name] = text
            found.append((name, *size))
        words = {name: self.options.get(name, "") for name in ("title", "caption", "source", "notes")}
        node = chart(drawings=found, table=table, csv="", alt=self.options.get("alt") or alt, **words, **more)
        if self.file:
            node["csv"] = self.env.dlfiles.add_file(self.env.docname, self.file).as_posix()
        return node
