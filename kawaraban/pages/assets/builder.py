"""The static files of the theme and the blog, copied only if they have changed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pydata_sphinx_theme
import sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.util.fileutil import copy_asset

from kawaraban.incremental.edition import PAGES
from kawaraban.incremental.files import digest
from kawaraban.incremental.manifest import PageRecord
from kawaraban.state.access import reach_of
from kawaraban.state.index import index_of

if TYPE_CHECKING:
    from kawaraban.incremental.session import Session

_FOREIGN = [Path(package.__file__ or "").resolve().parent for package in (pydata_sphinx_theme, sphinx)]


class AssetBuilder(StandaloneHTMLBuilder):
    """Sphinx's HTML builder, which copies static files only if they have changed."""

    session: Session

    def copy_image_files(self) -> None:
        """Copy nothing: `images.publish` publishes images, also those of pages that are kept."""

    def copy_download_files(self) -> None:
        """Copy nothing: `sources.media` publishes downloads, once nothing is wrong."""

    def copy_static_files(self) -> None:
        """Copy the static files of the theme and the blog if one of them has changed."""
        config = self.config
        folders = tuple(f"{folder}/" for folder in map(str, config.html_static_path))
        files = {str(config.html_logo or ""), str(config.html_favicon or "")}
        sources = self.session.sources
        found = sorted({*files, *(path for path in sources if path.startswith(folders))})
        found += sorted(reach_of(self._app).elsewhere)
        lines = [f"{path} {self.session.digest(path)}\n" for path in found]
        signature = digest("".join([self.session.editions[PAGES], *lines]))
        if not self.session.retain_folder_if_current("_static", signature):
            super().copy_static_files()

    def copy_theme_static_files(self, context: dict[str, Any]) -> None:
        """Copy the static files of our theme and of themes based on it; no page uses those that it inherits."""
        folders = [Path(path).resolve() for path in self.theme.get_theme_dirs()]
        own = [folder for folder in folders if not any(folder.is_relative_to(foreign) for foreign in _FOREIGN)]
        for entry in reversed(own):
            copy_asset(Path(entry, "static"), self._static_dir, context=context, renderer=self.templates, force=True)

    def dump_inventory(self) -> None:
        """Write nothing: `outputs.sitemap` has the inventory written."""

    def retain_inventory(self) -> bool:
        """Retain the inventory of titles and anchors for intersphinx if it is current; return whether it is."""
        signature = digest(repr((self.config.project, sorted(index_of(self.env).link_targets.items()))))
        self.session.note("objects.inv", PageRecord(signature))
        return self.session.retain_if_current("objects.inv", signature)

    def write_inventory(self) -> None:
        """Write the inventory."""
        super().dump_inventory()

    def write_buildinfo(self) -> None:
        """Write nothing: the manifest records what was built, and how."""

    def create_pygments_style_file(self) -> None:
        """Write nothing: the colours of code are part of our stylesheet (`stylesheet`)."""

    def copy_translation_js(self) -> None:
        """Copy nothing: no script of Sphinx is published."""

    def copy_stemmer_js(self) -> None:
        """Copy nothing: no script of Sphinx is published."""
