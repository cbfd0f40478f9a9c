"""Collect warnings of Sphinx, MyST and docutils as problems, translated into the blog's language."""

from __future__ import annotations

import logging
import os
import re
from typing import TYPE_CHECKING

from docutils import nodes
from docutils.utils import get_source_line
from sphinx.util.logging import NAMESPACE, is_suppressed_warning

from kawaraban.model.config import problem_in_conf
from kawaraban.model.messages import translate_message
from kawaraban.model.problems import Problem
from kawaraban.sources.duplicate_labels import in_order
from kawaraban.state.index import line_of_node

if TYPE_CHECKING:
    from sphinx.application import Sphinx


class WarningCollector(logging.Handler):
    """A logging handler that collects `problems`, and the tracebacks of unexpected errors among them.

    `has_unknown` is whether a message of another package was not translated.
    """

    def __init__(self, app: Sphinx) -> None:
        super().__init__(logging.WARNING)
        self.app = app
        self.problems: list[Problem] = []
        self.traces: list[str] = []
        self.has_unknown = False

    def emit(self, record: logging.LogRecord) -> None:
        """Add a warning, unless the blog suppresses it."""
        kind, part = getattr(record, "type", ""), getattr(record, "subtype", "")
        if is_suppressed_warning(kind, part, self.app.config.suppress_warnings):
            return
        message = logging.LogRecord.getMessage(record)  # Sphinx's getMessage adds the location
        message, location = message.replace(f"{self.app.srcdir}{os.sep}", ""), record.__dict__.get("location")
        path, line = self.place_of(location)
        if env := getattr(self.app, "env", None):
            message, path, line = in_order(env, message, path, line)
        found = translate_message(message)
        if found and found.setting and not location:
            self.problems.append(problem_in_conf(found.setting, found.text, self.app.confdir))
        elif found:
            self.problems.append(Problem(path, line, found.text))
        is_ours = record.name.startswith(f"{NAMESPACE}.kawaraban.")
        self.has_unknown |= bool(found and not found.is_known and not is_ours)
        if trace := getattr(record, "trace", ""):
            self.traces.append(trace)

    def place_of(self, location: object) -> tuple[str, int]:
        """Return path (relative to the source folder) and line of a record's location; empty and 1 if it has none.

        A location is a node, (docname, line), a docname, or a text `/path/to/a.md:3`.
        """
        if isinstance(location, nodes.Node):
            source, number = get_source_line(location)
            location = f"{source or ''}:{number or line_of_node(location)}"
        if isinstance(location, tuple):
            return self.path_of(location[0] or ""), location[1] or 1
        found = re.fullmatch(r"(.*?)(?::(\d*))?", str(location or ""), re.DOTALL)
        path, line = (found[1], found[2]) if found else ("", "")
        return self.path_of(path), int(line or 1)

    def path_of(self, name: str) -> str:
        """Return the path, relative to the source folder, of a docname or an absolute path."""
        root, env = f"{self.app.srcdir}{os.sep}", getattr(self.app, "env", None)
        if env is not None and name in env.found_docs:
            return str(env.doc2path(name, base=False).as_posix())
        return name.removeprefix(root).replace(os.sep, "/")


def collector() -> WarningCollector | None:
    """Return the collector of the most recent application, or None."""
    handlers = logging.getLogger(NAMESPACE).handlers
    return next((handler for handler in handlers if isinstance(handler, WarningCollector)), None)


def setup(app: Sphinx) -> None:
    """Install the collector; Sphinx removes it when it sets up logging for the next application."""
    logging.getLogger(NAMESPACE).addHandler(WarningCollector(app))
