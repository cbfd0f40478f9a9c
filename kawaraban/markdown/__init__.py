"""Markdown as Japanese writes it: `**「強調」**です` is bold, and a line may end anywhere without leaving a space."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import myst_parser.parsers.sphinx_ as myst
from myst_parser.parsers import mdit

from kawaraban.markdown.cjk import cjk_emphasis, cjk_line_ends

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from myst_parser.config.main import MdParserConfig
    from sphinx.application import Sphinx


def create_parser(config: MdParserConfig, renderer: Any) -> MarkdownIt:
    """Return MyST's parser with our rules; MyST has no setting for plugins."""
    return mdit.create_md_parser(config, renderer).use(cjk_emphasis).use(cjk_line_ends)


def setup(_app: Sphinx) -> None:
    """Let MyST take it for every document."""
    vars(myst)["create_md_parser"] = create_parser
