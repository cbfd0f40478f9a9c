"""Formulas as MathML made at build: they read without a script and without a request to anybody."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from docutils import nodes
from docutils.utils.math import MathError
from docutils.utils.math.latex2mathml import tex2mathml
from sphinx.locale import get_translation
from sphinx.util import logging

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.writers.html5 import HTML5Translator

_ = get_translation("sphinx")
logger = logging.getLogger(__name__)


def mathml(node: nodes.math | nodes.math_block) -> str:
    """Return the MathML of a formula written in LaTeX; what cannot be read is a warning, and shown as written."""
    text = node.astext()
    try:
        written = tex2mathml(text, as_block=isinstance(node, nodes.math_block))
        return written.replace("<math ", f'<math alttext="{escape(" ".join(nodes.unescape(text).split()))}" ', 1)
    except (MathError, SyntaxError) as error:
        logger.warning(_("this formula cannot be read: %s"), error, location=node, type="math")
        return f"<code>{nodes.unescape(text)}</code>"


def visit_inline(self: HTML5Translator, node: nodes.math) -> None:
    """Write a formula within a line."""
    self.body.append(mathml(node))
    raise nodes.SkipNode


def visit_block(self: HTML5Translator, node: nodes.math_block) -> None:
    """Write a formula of its own."""
    self.body.append(self.starttag(node, "div", CLASS="math"))
    if number := node.get("number"):
        self.body.append(f'<span class="eqno">({number})</span>')
    self.body.append(mathml(node) + "</div>\n")
    raise nodes.SkipNode


def setup(app: Sphinx) -> None:
    """Register the renderer, which `html_math_renderer` chooses."""
    app.add_html_math_renderer("mathml", (visit_inline, None), (visit_block, None))
