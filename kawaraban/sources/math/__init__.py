"""Formulas: checked when posts are read, and written as MathML."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.util import logging

from kawaraban.model.problems import Problem
from kawaraban.sources.math.equations import Math
from kawaraban.sources.math.latex import Unreadable
from kawaraban.sources.math.mathml import mathml
from kawaraban.sources.math.reasons import explain
from kawaraban.state.index import index_of, line_of_node

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.writers.html5 import HTML5Translator

    Formula = nodes.math | nodes.math_block

logger = logging.getLogger(__name__)


def to_mathml(node: Formula) -> str:
    """Return the MathML of a formula node. Raises Unreadable."""
    text = nodes.unescape(node.astext())
    return mathml(text, block=isinstance(node, nodes.math_block), numbers=node.get("numbers", ()))


def check_formulas(app: Sphinx, doctree: nodes.document) -> None:
    """Report all formulas of a document that cannot be converted, and remove them."""
    env = app.env
    formulas: list[Formula] = [*doctree.findall(nodes.math), *doctree.findall(nodes.math_block)]
    for node in formulas:
        try:
            to_mathml(node)
        except Unreadable as error:
            path, line = place_of(app, node, error.line)
            index_of(env).add_problem(env.docname, Problem(path, line, explain(error)))
            node.replace_self(nodes.inline())  # so that it is not reported again when writing


def place_of(app: Sphinx, node: Formula, lines: int) -> tuple[str, int]:
    """Return the file (below the source folder) and line of a position in a formula, *lines* after its first line."""
    start = line_of_node(node)
    path = Path(node.source or app.env.doc2path(app.env.docname))
    if not path.is_file() or not path.is_relative_to(app.srcdir):
        path = Path(app.env.doc2path(app.env.docname))
    source = path.read_text("utf-8", "replace").split("\n")[start - 1 :]
    firsts = [text.strip().split("\n", 1)[0].strip() for text in (node.rawsource, node.astext())]
    found = [number for first in firsts for number, text in enumerate(source, start) if first and first in text]
    return path.relative_to(app.srcdir).as_posix(), (found[0] if found else start) + lines


def visit_inline(self: HTML5Translator, node: nodes.math) -> None:
    """Write an inline formula."""
    self.body.append(_shown(node))
    raise nodes.SkipNode


def visit_block(self: HTML5Translator, node: nodes.math_block) -> None:
    """Write a displayed formula."""
    self.body.append(self.starttag(node, "div", CLASS="math"))
    if number := node.get("number"):
        self.body.append(f'<span class="eqno">({number})</span>')
    self.body.append(_shown(node) + "</div>\n")
    raise nodes.SkipNode


def _shown(node: Formula) -> str:
    """Return the MathML of a formula; warn if it cannot be converted, since transforms may add formulas."""
    try:
        return to_mathml(node)
    except Unreadable as error:
        logger.warning(explain(error), location=node, type="math")
        return ""


def setup(app: Sphinx) -> None:
    """Register the directive and the renderer, which is selected by `html_math_renderer`."""
    app.add_directive("math", Math, override=True)
    app.add_html_math_renderer("mathml", (visit_inline, None), (visit_block, None))
