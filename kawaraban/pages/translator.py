"""The HTML translator: Sphinx's output plus responsive images, labels for screen readers, and keyboard scrolling."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote

from docutils import nodes
from sphinx.locale import get_translation
from sphinx.writers.html5 import HTML5Translator

from kawaraban.images import variants
from kawaraban.images.files import size_of
from kawaraban.model.i18n import is_japanese
from kawaraban.pages.article import Parts
from kawaraban.pages.phrases import mark_title
from kawaraban.state import build_of
from kawaraban.text.graphemes import CELL_WIDTH, HEADER_WIDTH, width_of

if TYPE_CHECKING:
    from kawaraban.state.index import ImageInfo

_ = get_translation("sphinx")

SIZES, SMALL_SIZES = "(min-width: 46rem) 40rem, 92vw", "(min-width: 46rem) 14rem, 45vw"
"""`sizes` of images (HTML): the width of the text column, or almost that of a phone; in a gallery, a part of it."""


_SPECIAL = re.compile(f"[{re.escape(''.join(map(chr, HTML5Translator.special_characters)))}]")


class ImageTag(NamedTuple):
    """How the `<img>` of an image is written: lazy or not, its width and height in pixels, its copies, and the value
    of `sizes`, by which browsers choose among the copies.
    """

    lazy: bool = True
    size: tuple[int, int] | None = None
    copies: tuple[variants.Copy, ...] = ()
    sizes: str = SIZES


class Translator(HTML5Translator):
    """Writes images with size, copies and lazy loading, labels checkboxes, makes wide code scrollable by keyboard."""

    has_image = False
    """Whether an image has been written; the first one is not loaded lazily."""
    _image_tag = ImageTag()
    """The image being written; it is passed on to `emptytag`, which the base class's `visit_image` calls."""
    content_start = content_end = 0
    """The range of `body` that holds the content: from after the title to the end of the last section."""

    @property
    def parts(self) -> Parts:
        """Return the HTML of the document once it has been written."""
        whole, start, end = self.fragment, self.content_start, self.content_end or len(self.fragment)
        heading = "".join(whole[:start]).removesuffix("\n")
        return Parts(heading, "\n" * bool(start) + "".join(whole[start:end]), "".join(whole[end:]))

    def depart_section(self, node: nodes.section) -> None:
        """Record where the last section ends."""
        self.content_end = len(self.body)
        super().depart_section(node)

    def visit_image(self, node: nodes.image) -> None:
        """Write an image with its copies; one in a figure links to the largest copy."""
        uri = str(node["uri"])
        is_file = "://" not in uri and not uri.startswith("data:")
        name = self.builder.images.get(uri, "") if is_file else ""
        info = variants.info_in(self.builder.env, self.builder.current_docname, uri) if name else None
        self._image_tag = tag = self._image_tag_of(node, uri, name, info) if is_file else ImageTag(lazy=self.has_image)
        self.has_image = True
        if info and info.is_clear:
            node["classes"].append("kw-clear")
        is_link = tag.copies and isinstance(node.parent, nodes.figure)
        if is_link:
            self.body.append(f'<a href="{self.builder.imgpath}/{quote(name)}" data-large>')
        super().visit_image(node)
        if is_link:
            self.body.append("</a>")
        self._image_tag = ImageTag()

    def _image_tag_of(self, node: nodes.image, uri: str, name: str, info: ImageInfo | None) -> ImageTag:
        """Return how to write the image of a file published as *name*; *name* is "" if it is not published."""
        size = None
        if "width" not in node and "scale" not in node:  # else the author gave a size
            size = (
                variants.full_copy(name, info)[1:] if info and info.width >= 0 else size_of(self.builder.srcdir / uri)
            )
        copies = variants.webp_copies(quote(name), info) if info else ()
        return ImageTag(self.has_image, size, copies, SMALL_SIZES if node.parent.tagname == "shown" else SIZES)

    def encode(self, text: object) -> str:
        """Return escaped text; checking whether anything has to be escaped is faster than escaping."""
        written = str(text)
        return str(super().encode(written)) if _SPECIAL.search(written) else written

    def visit_title(self, node: nodes.title) -> None:
        """Insert `<wbr>` between the phrases of a Japanese heading."""
        if isinstance(node.parent, nodes.section) and is_japanese(self.config):
            mark_title(node)
        if self._is_first(node) and self._is_post():
            node["classes"].append("p-name")  # class of an h-entry (microformats2)
        super().visit_title(node)

    def _is_post(self) -> bool:
        return self.builder.current_docname in build_of(self.builder._app).site.post_folders

    def depart_title(self, node: nodes.title) -> None:
        """Record where the title of the document ends."""
        super().depart_title(node)
        if self._is_first(node):
            self.content_start = len(self.body)

    def _is_first(self, node: nodes.title) -> bool:
        """Return whether a title is that of the document: the first one of the highest level."""
        return not self.content_start and isinstance(node.parent, nodes.section) and self.section_level == 1

    def add_permalink_ref(self, node: nodes.Element, title: str) -> None:
        """Write the permalink of a heading or figure; the page's title needs none, the page's address links to it."""
        if self.content_start or self.section_level != 1 or not isinstance(node, nodes.section):
            super().add_permalink_ref(node, title)

    def visit_entry(self, node: nodes.entry) -> None:
        """Keep short cells on one line; let Japanese column headings break between phrases."""
        in_head = isinstance(node.parent.parent, nodes.thead)
        if width_of(node.astext()) <= (HEADER_WIDTH if in_head else CELL_WIDTH) and "kw-short" not in node["classes"]:
            node["classes"].append("kw-short")
        elif in_head and is_japanese(self.config):
            for paragraph in node.findall(nodes.paragraph):
                mark_title(paragraph)
        super().visit_entry(node)

    def visit_raw(self, node: nodes.raw) -> None:
        """Label the checkbox of a task list item, which MyST leaves unlabelled."""
        if "task-list-item-checkbox" in (text := node.astext()):
            name = _("done") if "checked=" in text else _("to do")
            node = nodes.raw("", text.replace("<input ", f'<input aria-label="{name}" ', 1), format="html")
        super().visit_raw(node)

    def visit_literal_block(self, node: nodes.literal_block) -> None:
        """Make code that is wider than the page scrollable by keyboard."""
        start = len(self.body)
        try:
            super().visit_literal_block(node)
        finally:
            self.body[start:] = [part.replace("<pre>", '<pre tabindex="0">', 1) for part in self.body[start:]]

    def emptytag(self, node: nodes.Element, tagname: str, suffix: str = "\n", **attributes: Any) -> str:
        """Return an empty tag in HTML syntax; an image that has copies is wrapped in `<picture>`."""
        tag = self._image_tag if tagname == "img" else None
        if tag:
            attributes |= {"decoding": "async"} | ({"loading": "lazy"} if tag.lazy else {})
            if tag.size:
                attributes["width"], attributes["height"] = map(str, tag.size)
        if not tag or not tag.copies:
            return self._void_element(node, tagname, suffix, attributes)
        srcset = ", ".join(f"{self.builder.imgpath}/{copy.name} {copy.width}w" for copy in tag.copies)
        source = f'<source type="image/webp" srcset="{srcset}" sizes="{tag.sizes}">'
        # docutils would write further ids as <span>s beside the <img>, but <picture> may not contain any
        spans = "".join(f'<span id="{each}"></span>' for each in node["ids"][1:])
        image = self._void_element(nodes.image(ids=node["ids"][:1], classes=node["classes"]), "img", "", attributes)
        return f"{spans}<picture>{source}{image}</picture>{suffix}"

    def _void_element(self, node: nodes.Element, tagname: str, suffix: str, attributes: dict[str, Any]) -> str:
        written: str = super().emptytag(node, tagname, suffix, **attributes)
        return written.replace(" />", ">")
