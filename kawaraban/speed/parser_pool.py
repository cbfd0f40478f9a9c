"""One Markdown parser for all documents of the same settings.

Slow: for each document MyST puts its parser together from thirty plugins, and looks through all methods of the
renderer. Gain: a twentieth of the time of reading. Assumes: `create_md_parser` depends on its arguments alone, and a
parser keeps nothing of a document but what the next one sets again.
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
    """Return what lends a parser that `create` once made; it comes back when its document is rendered.

    A document that includes another gets a second parser for it.
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
    """Lend parsers, none of them made before."""
    yield Patch(myst, "create_md_parser", lending(create_parser), "b7ba52b19650", (create_md_parser,))
