"""Syntax highlighting that never fails: code that a lexer cannot parse is shown as plain text."""

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
    """A filter that turns error tokens, such as Japanese in CSS, into text."""

    def filter(self, _lexer: Lexer | None, stream: Iterable[tuple[Any, str]]) -> Iterator[tuple[Any, str]]:
        """Yield the tokens with errors replaced."""
        return ((Text if kind is Error else kind, text) for kind, text in stream)


class Highlighter(PygmentsBridge):
    """Sphinx's bridge to Pygments, without warnings about code that cannot be parsed."""

    def get_lexer(
        self, source: str, lang: str, opts: dict[str, Any] | None = None, force: bool = False, location: Any = None
    ) -> Lexer:
        """Return the lexer of a language; without a language, Sphinx tries Python."""
        if lang == "default" or lang in lexers:
            return super().get_lexer(source, lang, opts, force, location)
        lexer = super().get_lexer(source, language_of(lang), opts, True, location)
        lexer.add_filter(Lenient())
        return lexer


def install_highlighter(app: Sphinx) -> None:
    """Replace the builder's highlighter, if it has one."""
    if isinstance(theirs := getattr(app.builder, "highlighter", None), PygmentsBridge):
        vars(app.builder)["highlighter"] = ours = Highlighter(theirs.dest)
        ours.formatter_args = theirs.formatter_args
