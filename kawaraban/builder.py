"""The HTML builder of a blog: a post's address is its path below `posts/`, and only what pages use is copied."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pydata_sphinx_theme
import sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.util.fileutil import copy_asset

from kawaraban.posts.post import address_of
from kawaraban.translator import Translator

if TYPE_CHECKING:
    from sphinx.application import Sphinx

_FOREIGN = (Path(pydata_sphinx_theme.__file__).parent, Path(sphinx.__file__).parent)


class BlogBuilder(StandaloneHTMLBuilder):
    """Sphinx's HTML builder with the addresses of a blog."""

    name = "html"
    search = False  # the room `search` has an index of its own
    default_translator_class = Translator

    def get_target_uri(self, docname: str, typ: str | None = None) -> str:  # noqa: ARG002 - Sphinx's signature
        """Return a document's address below the root, percent-encoded."""
        return quote(address_of(docname)) + self.link_suffix

    def get_output_path(self, page_name: str, /) -> Path:
        """Return the file that a page is written to."""
        return Path(self.outdir, address_of(page_name) + self.out_suffix)

    def copy_theme_static_files(self, context: dict[str, Any]) -> None:
        """Copy what our theme and its children bring; what they inherit no page asks for."""
        own = [path for path in self.theme.get_theme_dirs() if not any(Path(path).is_relative_to(p) for p in _FOREIGN)]
        for entry in reversed(own):
            copy_asset(Path(entry, "static"), self._static_dir, context=context, renderer=self.templates, force=True)

    def create_pygments_style_file(self) -> None:
        """Write nothing: the room `styles` puts the colours of code into the one stylesheet."""

    def copy_translation_js(self) -> None:
        """Copy nothing: no script of Sphinx's is sent."""

    def copy_stemmer_js(self) -> None:
        """Copy nothing: no script of Sphinx's is sent."""


def setup(app: Sphinx) -> None:
    """Take the place of Sphinx's builder; the theme below need not write colours that nobody asks for."""
    for listener in list(app.events.listeners["build-finished"]):
        if listener.handler is pydata_sphinx_theme.pygments.overwrite_pygments_css:
            app.disconnect(listener.id)
    app.add_builder(BlogBuilder, override=True)
