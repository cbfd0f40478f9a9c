"""Document trees as HTML: as Sphinx writes it, with what a reader's browser and screen reader miss there."""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.locale import get_translation
from sphinx.util.images import get_image_size
from sphinx.writers.html5 import HTML5Translator

from kawaraban.phrases import mark_title
from kawaraban.words import is_japanese

_ = get_translation("sphinx")


class Translator(HTML5Translator):
    """Writes images with their size, loaded when they come near; names boxes; lets code be scrolled by keyboard."""

    def visit_image(self, node: nodes.image) -> None:
        """Give the image its size in pixels, unless the author gave one."""
        uri = str(node["uri"])
        if "width" not in node and "scale" not in node and "://" not in uri:
            size = get_image_size(self.builder.srcdir / uri)
            if size:
                node["kawaraban_size"] = size
        super().visit_image(node)

    def visit_title(self, node: nodes.title) -> None:
        """Let a Japanese heading break between phrases."""
        if isinstance(node.parent, nodes.section) and is_japanese(self.config):
            mark_title(node)
        super().visit_title(node)

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
            attributes["loading"], attributes["decoding"] = "lazy", "async"
            if size := node.get("kawaraban_size"):
                attributes["width"], attributes["height"] = map(str, size)
        written: str = super().emptytag(node, tagname, suffix, **attributes)
        return written.replace(" />", ">")
