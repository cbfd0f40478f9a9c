"""Reuses Markdown parsers for documents with the same settings.

Slow: for each document MyST builds a parser from thirty plugins, and inspects all methods of the renderer. Gain: a
twentieth of the time for reading. Assumes: the result of `create_md_parser` depends only on its arguments, and a parser
keeps no state between documents that is not set again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import myst_parser.parsers.sphinx_ as myst
from myst_parser.parsers.mdit import create_md_parser

from kawaraban.sources.markdown import create_parser
from kawaraban.state.patch import Patch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from markdown_it import MarkdownIt
    from myst_parser.config.main import MdParserConfig
    from sphinx.application import Sphinx


def lending(create: Callable[[MdParserConfig, Any], MarkdownIt]) -> Callable[[MdParserConfig, Any], MarkdownIt]:
    """Return a replacement of `create_md_parser` that reuses a parser once its document is rendered.

    A document that includes another one needs a second parser for it.
    """
    free: list[tuple[MdParserConfig, MarkdownIt]] = []

    def lend(config: MdParserConfig, renderer: Any) -> MarkdownIt:
        for pair in free:
            if pair[0] == config:
                free.remove(pair)
                vars(pair[1].renderer)["_inventories"] = None
                return pair[1]
        parser = create(config, renderer)
        render = parser.render

        def render_and_come_back(source: str, env: Any = None) -> Any:
            rendered = render(source, env)
            free.append((config, parser))
            return rendered

        vars(parser)["render"] = render_and_come_back
        return parser

    return lend


def patches(_app: Sphinx) -> Iterator[Patch]:
    """Reuse parsers, starting with an empty pool."""
    yield Patch(myst, "create_md_parser", lending(create_parser), "b7ba52b19650", (create_md_parser,))
