"""Image URLs with spaces or sizes: a plugin of markdown-it-py, and docutils' directives.

CommonMark does not parse `![港](港の 写真.png)` as an image, and docutils removes spaces from URLs. Here spaces are
allowed if the URL ends with the suffix of a picture, and so is Zenn's syntax for sizes, `![港](/images/港.png =250x)`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from docutils.parsers.rst.directives.images import Image
from sphinx.directives.patches import Figure

if TYPE_CHECKING:
    from collections.abc import Sequence

    from docutils import nodes
    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline

_SOURCE = re.compile(
    r"\([ \t]{0,9}(?P<src>(?:[^()<>\n]|\([^()<>\n]{0,200}\)){1,400}?)"
    r"(?:[ \t]{1,9}=(?P<width>\d{0,5})x(?P<height>\d{0,5}))?"
    r"""(?:[ \t]{1,9}(?P<quote>["'])(?P<title>[^\n]{0,400}?)(?P=quote))?[ \t]{0,9}\)"""
)
_PICTURE = re.compile(r"\.(?:png|jpe?g|gif|webp|svg|avif|bmp|ico|tiff?)$", re.IGNORECASE)


def loose_images(md: MarkdownIt) -> None:
    """Parse images with spaces or a size in the URL."""
    md.inline.ruler.after("image", "loose_image", read_image)


def read_image(state: StateInline, silent: bool) -> bool:
    """Parse an image at the current position; return whether there is one."""
    start = state.pos
    if not state.src.startswith("![", start):
        return False
    end = state.md.helpers.parseLinkLabel(state, start + 1, False)
    found = _SOURCE.match(state.src, end + 1, state.posMax) if end >= 0 else None
    if not found or not ((" " in found["src"] and _PICTURE.search(found["src"])) or found["width"] or found["height"]):
        return False
    address = state.md.normalizeLink(found["src"])
    if not state.md.validateLink(address):
        return False
    if not silent:
        label = state.src[start + 2 : end]
        token = state.push("image", "img", 0)
        sizes = {name: f"{found[name]}px" for name in ("width", "height") if found[name]}
        token.attrs = {"src": address, "alt": "", **sizes, **({"title": found["title"]} if found["title"] else {})}
        token.content, token.children = label, []
        state.md.inline.parse(label, state.md, state.env, token.children)
    state.pos = found.end()
    return True


class LooseImage(Image):
    """`{image}`, also used for `<img>` in posts, with spaces allowed in the URL."""

    def run(self) -> Sequence[nodes.Node]:
        """Return the image; spaces are encoded, so that docutils keeps them."""
        self.arguments[0] = "%20".join(self.arguments[0].split(" "))
        return super().run()


class LooseFigure(Figure):
    """`{figure}` with spaces allowed in the URL."""

    def run(self) -> list[nodes.Node]:
        """Return the figure; see `LooseImage`."""
        self.arguments[0] = "%20".join(self.arguments[0].split(" "))
        return super().run()
