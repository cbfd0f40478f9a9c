"""Titles that break between phrases: headings of articles, and a filter for templates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from kawaraban.model.i18n import is_japanese
from kawaraban.text.phrases import BREAK, ends_of, phrases, with_breaks

if TYPE_CHECKING:
    from sphinx.application import Sphinx

_OPEN = (nodes.title, nodes.paragraph, nodes.emphasis, nodes.strong, nodes.reference, nodes.inline)
"""Nodes of a heading whose text may break."""


def mark_title(title: nodes.title | nodes.paragraph) -> None:
    """Insert `<wbr>` between the phrases of a heading; code, formulas and words with ruby stay whole."""
    if len(title) == 1 and isinstance(title[0], nodes.Text):
        text = title.astext()  # plain text: the cache in `phrases` must not hold a node and thereby its document
        if len(phrases(text)) > 1:
            title[:] = [nodes.raw("", str(with_breaks(text)), format="html")]
        return
    texts = list(title.findall(nodes.Text))
    ends, start = ends_of(phrases("".join(texts))), 0
    for text in texts:
        cuts = [at - start for at in sorted(ends) if start < at < start + len(text)]
        if type(text.parent) in _OPEN and (cuts or start in ends):
            pieces: list[nodes.Node] = [nodes.raw("", BREAK, format="html")] if start in ends else []
            for begin, stop in zip([0, *cuts], [*cuts, len(text)], strict=True):
                pieces += [nodes.Text(text[begin:stop]), nodes.raw("", BREAK, format="html")]
            text.parent.replace(text, pieces[:-1])
        start += len(text)


def offer_filter(app: Sphinx) -> None:
    """Add a template filter that marks the phrases of a title, if the blog is Japanese."""
    if app.builder.name == "html":
        app.builder.templates.environment.filters["phrases"] = with_breaks if is_japanese(app.config) else str
