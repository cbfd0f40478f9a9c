r"""Numbers and labels of equations: as in LaTeX, each row of an `align` has its own number.

Labels are those of Sphinx, written as `:label:` of `{math}`, `$$ … $$ (label)`, or `\label{…}` in the formula.
References are written `` {eq}`label` `` or `\eqref{label}`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.directives.patches import MathDirective

from kawaraban.sources.math.latex import NUMBERED, without_remarks
from kawaraban.sources.math.mathml import spans_of

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline
    from sphinx.environment import BuildEnvironment

_LABEL = re.compile(r"\s*\\label\s*\{([^{}]+)\}")
_UNNUMBERED = re.compile(r"\\(?:notag|nonumber|tag)(?![A-Za-z])")
_REFERENCE = re.compile(r"\$\s*\\eqref\{([^{}\n]+)\}\s*\$|\\eqref\{([^{}\n]+)\}")


def numbered(env: BuildEnvironment, document: nodes.document, node: nodes.math_block) -> list[nodes.target]:
    """Number a formula or its rows; return the target nodes of its labels, to be placed before it."""
    text, label = node.astext(), node.get("label")
    node[:] = [nodes.Text(_LABEL.sub("", text))]
    rows = NUMBERED.fullmatch(without_remarks(text))
    if not rows and not label and (found := _LABEL.search(text)):
        label = node["label"] = found[1]
    if label:
        node["number"] = _note(env, node, label)
        return [_target(document, label)]
    if not rows or rows[2]:
        return []
    parts = [rows[3][slice(*span)] for span in spans_of(rows[1], rows[3])]
    labels = ["" if _UNNUMBERED.search(part) else _label(env, part) for part in parts]
    node["numbers"] = [str(_note(env, node, each)) if each else "" for each in labels]
    return [_target(document, each) for each in labels if each and not each.startswith(OWN)]


OWN = "\0"
"""Prefix of generated labels."""


def _label(env: BuildEnvironment, row: str) -> str:
    """Return the label of a row, generated if it has none."""
    if found := _LABEL.search(row):
        return found[1]
    return f"{OWN}{env.docname}:{env.new_serialno('sphinx.ext.math#equations')}"


def _note(env: BuildEnvironment, node: nodes.math_block, label: str) -> int | None:
    node["docname"] = env.docname
    domain = env.domains.math_domain
    domain.note_equation(env.docname, label, location=node)
    return domain.get_equation_number_for(label)


def _target(document: nodes.document, label: str) -> nodes.target:
    target = nodes.target("", "", ids=[nodes.make_id(f"equation-{label}")])
    document.note_explicit_target(target)
    return target


class Math(MathDirective):
    """Sphinx's directive, with rows and labels numbered as in LaTeX."""

    def add_target(self, ret: list[nodes.Node]) -> None:
        """Insert the targets of all labels before the formula."""
        node = ret[0]
        assert isinstance(node, nodes.math_block)
        if node["label"] == "" or (self.config.math_number_all and not node["label"]):
            super().add_target(ret)
        else:
            ret[:0] = numbered(self.env, self.state.document, node)


def equation_references(md: MarkdownIt) -> None:
    r"""Parse `\eqref{label}` in text, with or without dollars, as a reference (plugin of markdown-it-py)."""
    md.inline.ruler.after("text", "equation_reference", read_reference)


def read_reference(state: StateInline, silent: bool) -> bool:
    """Parse a reference at the current position; return whether there is one."""
    if state.src[state.pos] not in "\\$" or not (found := _REFERENCE.match(state.src, state.pos, state.posMax)):
        return False
    if not silent:
        token = state.push("myst_role", "", 0)
        token.meta, token.content = {"name": "eq"}, found[1] or found[2]
    state.pos = found.end()
    return True
