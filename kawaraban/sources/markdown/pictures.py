"""Pictures as people type them: a plugin of markdown-it-py, and the directives of docutils.

CommonMark ends an address at the first blank, so that `![港](港の 写真.png)` stays as it is typed, and docutils leaves
blanks out. Here what ends like the name of a picture is read as one, as is an address with Zenn's size,
`![港](/images/港.png =250x)`.
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
    """Read images that CommonMark does not: with blanks in the address, with a size behind it."""
    md.inline.ruler.after("image", "loose_image", read_image)


def read_image(state: StateInline, silent: bool) -> bool:
    """Read one image at the state's position; return whether there is one."""
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
    """`{image}`, also `<img>` in a post, whose address may have blanks."""

    def run(self) -> Sequence[nodes.Node]:
        """Return the image; a blank is written as docutils keeps it."""
        self.arguments[0] = "%20".join(self.arguments[0].split(" "))
        return super().run()


class LooseFigure(Figure):
    """`{figure}` whose address may have blanks."""

    def run(self) -> list[nodes.Node]:
        """Return the figure; see `LooseImage`."""
        self.arguments[0] = "%20".join(self.arguments[0].split(" "))
        return super().run()
