"""Ruby annotations (`{ruby}`) and emphasis dots (`{kenten}`).

In titles, search and summaries of feeds, only the base text is shown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.locale import get_translation
from sphinx.util.docutils import SphinxRole

from kawaraban.model.messages import own_message
from kawaraban.text.graphemes import clusters

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.writers.html5 import HTML5Translator

_ = get_translation("sphinx")


class ruby(nodes.Inline, nodes.TextElement):  # noqa: N801 - node classes of docutils are lowercase
    """A word with a ruby annotation. Its text is the word.

    `readings` holds one reading for the word, or one for each of its characters.
    """


class Ruby(SphinxRole):
    """`` {ruby}`漢字|かんじ` ``: the word and its reading, or one reading per character: `` {ruby}`漢字|かん|じ` ``."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Return the word with its readings, or an error if their number does not fit."""
        word, *readings = (part.strip() for part in self.text.split("|"))
        if not (word and any(readings)):
            return self._error(_("ruby is written {ruby}`漢字|かんじ`; this is “%s”.") % self.text)
        if len(readings) not in (1, len(clusters(word))):
            text = _("“%s” has %d characters and %d readings; write one reading, or one for each character.")
            return self._error(text % (word, len(clusters(word)), len(readings)))
        return [ruby(self.rawtext, word, readings=readings)], []

    def _error(self, text: str) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        return [], [self.inliner.reporter.error(own_message(text), line=self.lineno)]


class Kenten(SphinxRole):
    """`` {kenten}`強調` ``: a dot beside each character."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Return the text as emphasis with a class of its own."""
        return [nodes.emphasis(self.rawtext, self.text, classes=["kenten"])], []


def visit_ruby(self: HTML5Translator, node: ruby) -> None:
    """Write `<ruby>`, with brackets in `<rp>` for programs that do not support it."""
    word, readings = node.astext(), node["readings"]
    parts = clusters(word) if len(readings) > 1 else [word]
    self.body.append("<ruby>")
    for part, reading in zip(parts, readings, strict=True):
        above = f"<rp>（</rp><rt>{self.encode(reading)}</rt><rp>）</rp>" if reading else "<rt></rt>"
        self.body.append(self.encode(part) + above)
    self.body.append("</ruby>")
    raise nodes.SkipNode


def setup(app: Sphinx) -> None:
    """Register the node and the roles."""
    app.add_node(ruby, html=(visit_ruby, None))
    app.add_role("ruby", Ruby())
    app.add_role("kenten", Kenten())
