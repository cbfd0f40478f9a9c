"""Document trees as HTML: as Sphinx writes it, with what a reader's browser and screen reader miss there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from docutils import nodes
from sphinx.locale import get_translation
from sphinx.writers.html5 import HTML5Translator

from kawaraban.images import raster, variants
from kawaraban.images.files import size_of
from kawaraban.images.transparency import is_clear
from kawaraban.model.i18n import is_japanese
from kawaraban.model.post import FOLDER
from kawaraban.pages.article import Parts
from kawaraban.pages.phrases import mark_title
from kawaraban.text.graphemes import CELL, HEAD, width_of

if TYPE_CHECKING:
    from collections.abc import Sequence

_ = get_translation("sphinx")

SIZES, SMALL_SIZES = "(min-width: 46rem) 40rem, 92vw", "(min-width: 46rem) 14rem, 45vw"
"""How wide a picture is shown: the measure of a page, or nearly the whole of a phone; in a gallery, a part of it."""


class Translator(HTML5Translator):
    """Writes images with their size, loaded when they come near; names boxes; lets code be scrolled by keyboard."""

    has_image = False
    """Whether an image has been written: the first is loaded with the page."""
    content_start = content_end = 0
    """Between which pieces of `body` the content stands: from behind the title to the end of the last section."""

    @property
    def parts(self) -> Parts:
        """Return the HTML of the document, once it has been written."""
        whole, start, end = self.fragment, self.content_start, self.content_end or len(self.fragment)
        heading = "".join(whole[:start]).removesuffix("\n")
        return Parts(heading, "\n" * bool(start) + "".join(whole[start:end]), "".join(whole[end:]))

    def depart_section(self, node: nodes.section) -> None:
        """Note where the last section ends."""
        self.content_end = len(self.body)
        super().depart_section(node)

    def visit_image(self, node: nodes.image) -> None:
        """Give the image its size in pixels, unless the author gave one."""
        uri, start = str(node["uri"]), len(self.body)
        is_file = "://" not in uri and not uri.startswith("data:")
        nature = self._nature(uri) if is_file else None
        node["kawaraban_first"] = not self.has_image
        self.has_image = True
        if "width" not in node and "scale" not in node and is_file:
            name = self.builder.images.get(uri, "")
            size = variants.full_of(name, nature)[1:] if nature else size_of(self.builder.srcdir / uri)
            if size:
                node["kawaraban_size"] = size
        if is_file and uri in self.builder.images and is_clear(self.builder.srcdir / uri):
            node["classes"].append("kw-clear")
        super().visit_image(node)
        if nature and (found := variants.webp_of(quote(self.builder.images[uri]), nature)):
            sizes = SMALL_SIZES if node.parent.tagname == "shown" else SIZES
            self.body[start:] = [_with_copies(part, found, self.builder.imgpath, sizes) for part in self.body[start:]]
            if isinstance(node.parent, nodes.figure):
                address = f"{self.builder.imgpath}/{quote(self.builder.images[uri])}"
                self.body[start:] = [f'<a href="{address}" data-large>', *self.body[start:], "</a>"]

    def _nature(self, uri: str) -> variants.Nature | None:
        try:
            return variants.nature_of(self.builder.srcdir / uri) if uri in self.builder.images else None
        except (raster.Unusable, OSError):
            return None

    def visit_title(self, node: nodes.title) -> None:
        """Let a Japanese heading break between phrases."""
        if isinstance(node.parent, nodes.section) and is_japanese(self.config):
            mark_title(node)
        if self._is_first(node) and self.builder.current_docname.startswith(FOLDER):
            node["classes"].append("p-name")  # of an h-entry (microformats2)
        super().visit_title(node)

    def depart_title(self, node: nodes.title) -> None:
        """Note where the title of the document ends."""
        super().depart_title(node)
        if self._is_first(node):
            self.content_start = len(self.body)

    def _is_first(self, node: nodes.title) -> bool:
        """Return whether a title is that of the document: the first of the highest level."""
        return not self.content_start and isinstance(node.parent, nodes.section) and self.section_level == 1

    def add_permalink_ref(self, node: nodes.Element, title: str) -> None:
        """Write a link to a heading or a figure; the title of the page needs none, its address is that of the page."""
        if self.content_start or self.section_level != 1 or not isinstance(node, nodes.section):
            super().add_permalink_ref(node, title)

    def visit_entry(self, node: nodes.entry) -> None:
        """Keep a short cell on one line; let the head of a Japanese column break between phrases."""
        in_head = isinstance(node.parent.parent, nodes.thead)
        if width_of(node.astext()) <= (HEAD if in_head else CELL) and "kw-short" not in node["classes"]:
            node["classes"].append("kw-short")
        elif in_head and is_japanese(self.config):
            for paragraph in node.findall(nodes.paragraph):
                mark_title(paragraph)
        super().visit_entry(node)

    def visit_raw(self, node: nodes.raw) -> None:
        """Give the box of a task its name, which MyST leaves out."""
        if "task-list-item-checkbox" in (text := node.astext()):
            name = _("done") if "checked=" in text else _("to do")
            node = nodes.raw("", text.replace("<input ", f'<input aria-label="{name}" ', 1), format="html")
        super().visit_raw(node)

    def visit_literal_block(self, node: nodes.literal_block) -> None:
        """Let code that is wider than the page be scrolled by keyboard."""
        start = len(self.body)
        try:
            super().visit_literal_block(node)
        finally:
            self.body[start:] = [part.replace("<pre>", '<pre tabindex="0">', 1) for part in self.body[start:]]

    def emptytag(self, node: nodes.Element, tagname: str, suffix: str = "\n", **attributes: Any) -> str:
        """Write an empty tag; an image as HTML wants it."""
        if tagname == "img":
            if not node.get("kawaraban_first"):
                attributes["loading"] = "lazy"
            attributes["decoding"] = "async"
            if size := node.get("kawaraban_size"):
                attributes["width"], attributes["height"] = map(str, size)
        written: str = super().emptytag(node, tagname, suffix, **attributes)
        return written.replace(" />", ">")


def _with_copies(html: str, found: Sequence[variants.Copy], images: str, sizes: str) -> str:
    """Return the HTML of an image with its copies for browsers that can choose."""
    srcset = ", ".join(f"{images}/{copy.name} {copy.width}w" for copy in found)
    source = f'<source type="image/webp" srcset="{srcset}" sizes="{sizes}">'
    return re.sub(r"<img\b[^>]*>", lambda image: f"<picture>{source}{image[0]}</picture>", html, count=1)
