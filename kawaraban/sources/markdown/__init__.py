"""Markdown for Japanese text, as plugins and a renderer for MyST's parser.

`**「強調」**です` is bold, line breaks leave no spaces, URLs end where Japanese text begins, and ruby can be written as
in web novels.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import myst_parser.parsers.sphinx_ as myst
from myst_parser.mdit_to_docutils.sphinx_ import SphinxRenderer
from myst_parser.parsers import mdit

from kawaraban.sources.markdown.autolinks import bare_links
from kawaraban.sources.markdown.boxes import callouts
from kawaraban.sources.markdown.cjk import cjk_emphasis, cjk_line_ends
from kawaraban.sources.markdown.embeds import embeds
from kawaraban.sources.markdown.pictures import LooseImage, loose_images
from kawaraban.sources.markdown.renderer import Renderer
from kawaraban.sources.markdown.ruby import novel_marks
from kawaraban.sources.markdown.transitions import NeedlessTransitions
from kawaraban.sources.math.equations import equation_references
from kawaraban.state.patch import Patch

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markdown_it import MarkdownIt
    from myst_parser.config.main import MdParserConfig
    from sphinx.application import Sphinx


PLUGINS = (bare_links, novel_marks, loose_images, callouts, embeds, equation_references, cjk_emphasis, cjk_line_ends)


def create_parser(config: MdParserConfig, renderer: Any) -> MarkdownIt:
    """Return MyST's parser with our plugins and renderer; MyST has no setting for plugins."""
    parser = mdit.create_md_parser(config, Renderer if renderer is SphinxRenderer else renderer)
    for plugin in PLUGINS:
        parser.use(plugin)
    return parser


def patches() -> Iterator[Patch]:
    """Yield the patches that make MyST use this parser, and MyST-NB where a blog has it."""
    issue = "https://github.com/executablebooks/MyST-Parser/issues/632"
    for module in (myst, sys.modules.get("myst_nb.sphinx_")):
        if module:
            yield Patch(module, "create_md_parser", create_parser, "b7ba52b19650", (mdit.create_md_parser,), issue)


def setup(app: Sphinx) -> None:
    """Register directive and transform; the parser is installed by `patches`."""
    app.add_directive("image", LooseImage, override=True)
    app.add_transform(NeedlessTransitions)
