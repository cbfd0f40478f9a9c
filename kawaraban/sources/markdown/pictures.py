"""Image URLs with spaces or sizes: a plugin of markdown-it-py, and docutils' directives.

CommonMark does not parse `![港](港の 写真.png)` as an image, and docutils removes spaces from URLs. Here spaces are
allowed if the URL ends with the suffix of a picture, and so is Zenn's syntax for sizes, `![港](/images/港.png =250x)`.
A `file:` URL is parsed as well, to be reported as a picture that is not in the blog.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote

from docutils.parsers.rst.directives.images import Image
from sphinx.directives.patches import Figure

from kawaraban.images.files import PICTURES
from kawaraban.images.lookup import is_file_url

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
_PICTURE = re.compile(f"(?:{'|'.join(map(re.escape, PICTURES))})$", re.IGNORECASE)


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
    if not found or not (_is_loose(found["src"]) or found["width"] or found["height"]):
        return False
    address = state.md.normalizeLink(found["src"])
    if not is_file_url(address) and not state.md.validateLink(address):
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


def _is_loose(address: str) -> bool:
    """Return whether CommonMark, or markdown-it-py, refuses a picture at this address."""
    return bool(_PICTURE.search(address)) and (" " in address or is_file_url(address))


def encode_dropped(address: str) -> str:
    """Return an address with spaces and Windows' backslashes percent-encoded, as docutils drops them."""
    return re.sub(r"[^\S\n]|\\(?=[^\W_])", lambda found: quote(found[0]), address)


class LooseImage(Image):
    """`{image}`, also used for `<img>` in posts, with spaces allowed in the URL."""

    def run(self) -> Sequence[nodes.Node]:
        """Return the image; what docutils would drop is encoded."""
        self.arguments[0] = encode_dropped(self.arguments[0])
        return super().run()


class LooseFigure(Figure):
    """`{figure}` with spaces allowed in the URL."""

    def run(self) -> list[nodes.Node]:
        """Return the figure; see `LooseImage`."""
        self.arguments[0] = encode_dropped(self.arguments[0])
        return super().run()
