"""`{gallery}`: a grid of images with captions. A click, or the keyboard, shows one large.

Without JavaScript each image links to its largest copy. An image in a gallery or figure without alternative text is an
error.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.locale import get_translation
from sphinx.util.docutils import SphinxDirective

from kawaraban.model.messages import own_message
from kawaraban.state.index import line_of_node, report

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.writers.html5 import HTML5Translator

_ = get_translation("sphinx")


class gallery(nodes.General, nodes.Element):  # noqa: N801 - node classes of docutils are lowercase
    """A gallery, whose children are `shown`; `caption` is a string."""


class shown(nodes.General, nodes.Element):  # noqa: N801
    """An image of a gallery, its child, and its `caption`."""


class Gallery(SphinxDirective):
    """`{gallery}` with Markdown images as content, one per line. A caption is the image's title, else its alt text."""

    has_content = True
    option_spec = {"caption": directives.unchanged}

    def run(self) -> list[nodes.Node]:
        """Return the gallery. Raises DirectiveError if it has no image."""
        parsed = self.parse_content_to_nodes()
        images = [image for node in parsed for image in node.findall(nodes.image)]
        if not images:
            raise self.error(
                own_message(_("a gallery has images as its content, one in a line: ![words](picture.jpg)"))
            )
        node = gallery("", caption=self.options.get("caption", ""))
        self.set_source_info(node)
        for image in images:
            if image.line is None:
                image.line = self.lineno
            node += shown("", image, caption=image.get("title") or image.get("alt", ""))
        return [node]


def check_words(app: Sphinx, doctree: nodes.document) -> None:
    """Report each image in a figure or gallery that has no alternative text."""
    text = _("“%s” has no words for those who cannot see it: ![words](picture.jpg), or `:alt: words`.")
    for image in doctree.findall(nodes.image):
        is_figure = isinstance(image.parent, (nodes.figure, shown)) or isinstance(image.parent.parent, nodes.figure)
        if is_figure and not image.get("alt", "").strip():
            report(app.env, line_of_node(image), text % str(image["uri"]).rpartition("/")[2])


def visit_gallery(self: HTML5Translator, _node: gallery) -> None:
    """Open a gallery."""
    self.body.append('<figure class="kw-gallery"><ul>\n')


def depart_gallery(self: HTML5Translator, node: gallery) -> None:
    """Close a gallery."""
    caption = f"<figcaption><p>{self.encode(node['caption'])}</p></figcaption>" if node["caption"] else ""
    self.body.append(f"</ul>{caption}</figure>\n")


def visit_shown(self: HTML5Translator, node: shown) -> None:
    """Open an image of a gallery: a link to its largest copy."""
    image: Any = node.next_node(nodes.image)
    name = self.builder.images.get(image["uri"], "") if image is not None else ""
    if image is not None and image.get("alt") == node["caption"]:
        image["alt"] = ""  # the caption says the same, and need not be read out twice
    self.body.append(f'<li><a href="{self.builder.imgpath}/{quote(name)}" data-large>')


def depart_shown(self: HTML5Translator, node: shown) -> None:
    """Close an image of a gallery."""
    words = f"<span>{self.encode(node['caption'])}</span>" if node["caption"] else ""
    self.body.append(f"{words}</a></li>\n")


def setup(app: Sphinx) -> None:
    """Register nodes and directive."""
    app.add_node(gallery, html=(visit_gallery, depart_gallery))
    app.add_node(shown, html=(visit_shown, depart_shown))
    app.add_directive("gallery", Gallery)
