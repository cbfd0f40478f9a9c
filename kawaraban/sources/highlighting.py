"""Colours of code that never end a build: what a lexer cannot read is text, as its reader sees it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pygments.filter import Filter
from pygments.token import Error, Text
from sphinx.highlighting import PygmentsBridge, lexers

from kawaraban.sources.markdown.fences import language_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pygments.lexer import Lexer
    from sphinx.application import Sphinx


class Lenient(Filter):
    """Lets what a lexer cannot read (Japanese in CSS, say) be text among the rest."""

    def filter(self, _lexer: Lexer | None, stream: Iterable[tuple[Any, str]]) -> Iterator[tuple[Any, str]]:
        """Yield the tokens of some code."""
        return ((Text if kind is Error else kind, text) for kind, text in stream)


class Highlighter(PygmentsBridge):
    """Sphinx's bridge to Pygments, without its warnings: an author writes for readers, not for a lexer."""

    def get_lexer(
        self, source: str, lang: str, opts: dict[str, Any] | None = None, force: bool = False, location: Any = None
    ) -> Lexer:
        """Return what reads code in a language; where none is named, Sphinx tries Python, else it is text."""
        if lang == "default" or lang in lexers:
            return super().get_lexer(source, lang, opts, force, location)
        lexer = super().get_lexer(source, language_of(lang), opts, True, location)
        lexer.add_filter(Lenient())
        return lexer


def take_over(app: Sphinx) -> None:
    """Let the builder, where it writes code in colours, do so leniently."""
    if isinstance(theirs := getattr(app.builder, "highlighter", None), PygmentsBridge):
        vars(app.builder)["highlighter"] = ours = Highlighter(theirs.dest)
        ours.formatter_args = theirs.formatter_args
