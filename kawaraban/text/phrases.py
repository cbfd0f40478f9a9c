"""Japanese titles break between phrases, not within words: `<wbr>` where a phrase ends.

Browsers that can tell phrases themselves (`word-break: auto-phrase`) look at no mark; for the others BudouX finds the
phrases here, in headings and on cards only.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING

from docutils import nodes
from markupsafe import Markup, escape

from kawaraban.model.i18n import is_japanese
from kawaraban.text.graphemes import clusters

if TYPE_CHECKING:
    from collections.abc import Iterable

    from budoux.parser import Parser
    from sphinx.application import Sphinx

BREAK = "<wbr>"
_OPEN = (nodes.title, nodes.paragraph, nodes.emphasis, nodes.strong, nodes.reference, nodes.inline)
"""Parts of a heading whose text may break."""
_KANA = re.compile(r"[\u3041-\u30ff]")


@cache
def _parser() -> Parser:
    import budoux  # an edit of one post may need none

    return budoux.load_default_japanese_parser()


@lru_cache(10_000)
def phrases(text: str) -> tuple[str, ...]:
    """Return the phrases of a Japanese text; one without kana is one phrase, numbers and Latin words stay whole."""
    if not _KANA.search(text):
        return (text,)
    whole: list[str] = []
    ends, done = _ends(clusters(text)), 0
    for phrase in _parser().parse(text):
        joined = whole and (done not in ends or re.match(r"[0-9A-Za-z.,:/-]{2}", text[done - 1 : done + 1]))
        if joined or (whole and not whole[-1].strip()):
            whole[-1] += phrase
        else:
            whole.append(phrase)
        done += len(phrase)
    return tuple(whole)


def _ends(pieces: Iterable[str]) -> set[int]:
    """Return where each of the pieces of a text ends."""
    return set(accumulate(map(len, pieces)))


def marked(text: str) -> Markup:
    """Return a text as HTML that may break between its phrases."""
    return Markup(BREAK).join(map(escape, phrases(text)))


def mark_title(title: nodes.title | nodes.paragraph) -> None:
    """Put the marks between the phrases of a heading; code, formulas and words with a reading stay whole."""
    if len(title) == 1 and isinstance(title[0], nodes.Text):
        text = title.astext()  # a plain text: what is kept in `phrases` must not keep its document
        if len(phrases(text)) > 1:
            title[:] = [nodes.raw("", str(marked(text)), format="html")]
        return
    texts = list(title.findall(nodes.Text))
    ends, start = _ends(phrases("".join(texts))), 0
    for text in texts:
        cuts = [at - start for at in sorted(ends) if start < at < start + len(text)]
        if type(text.parent) in _OPEN and (cuts or start in ends):
            pieces: list[nodes.Node] = [nodes.raw("", BREAK, format="html")] if start in ends else []
            for begin, stop in zip([0, *cuts], [*cuts, len(text)], strict=True):
                pieces += [nodes.Text(text[begin:stop]), nodes.raw("", BREAK, format="html")]
            text.parent.replace(text, pieces[:-1])
        start += len(text)


def offer_filter(app: Sphinx) -> None:
    """Let templates mark the phrases of a title, where the blog is Japanese."""
    if app.builder.name == "html":
        app.builder.templates.environment.filters["phrases"] = marked if is_japanese(app.config) else str


def setup(app: Sphinx) -> None:
    """Register the handler."""
    app.connect("builder-inited", offer_filter, priority=900)
