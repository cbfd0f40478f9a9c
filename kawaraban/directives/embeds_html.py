"""Cards and videos as HTML."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import quote

from docutils import nodes
from sphinx.locale import get_translation

from kawaraban.directives.links import ICON
from kawaraban.images.files import size_of
from kawaraban.state import build_of
from kawaraban.text.dates import day

if TYPE_CHECKING:
    from sphinx.writers.html5 import HTML5Translator

    from kawaraban.directives.embeds import linkcard, video

_ = get_translation("sphinx")


def _picture(self: HTML5Translator, node: nodes.Element, name: str) -> str:
    """Return the picture of a card or a video, empty where it has none."""
    image = node.next_node(nodes.image)
    if image is None or image["uri"] not in self.builder.images:
        return ""
    size = size_of(self.builder.srcdir / image["uri"])
    if size and max(size) <= ICON:
        name = "linkcard-icon"
    measures = f' width="{size[0]}" height="{size[1]}"' if size else ""
    source = f"{self.builder.imgpath}/{quote(self.builder.images[image['uri']])}"
    return f'<img class="{name}" src="{source}" alt=""{measures} loading="lazy" decoding="async">'


def visit_linkcard(self: HTML5Translator, node: linkcard) -> None:
    """Write a card."""
    written = {key: self.encode(node[key]) for key in ("title", "site", "description")}
    description = f'<span class="linkcard-text">{written["description"]}</span>' if node["description"] else ""
    seen = ""
    if node["seen"]:
        when = date.fromisoformat(node["seen"])
        seen = self.encode(_(", seen on %s") % day(when, build_of(self.builder._app).site.language))
    self.body.append(
        f'<p class="linkcard"><a href="{self.attval(node["url"])}" rel="noopener">'
        f"{_picture(self, node, 'linkcard-picture')}"
        f'<span class="linkcard-title">{written["title"]}</span>{description}'
        f'<span class="linkcard-site">{written["site"]}{seen}</span></a></p>\n'
    )
    raise nodes.SkipNode


def visit_video(self: HTML5Translator, node: video) -> None:
    """Write a still that leads to the video, and becomes its player where a script can do that."""
    caption = f"<p>{self.encode(node['caption'])}</p>" if node["caption"] else ""
    told = _("A click loads the player from %s.") % node["service"]
    self.body.append(
        f'<figure class="kw-video"><a href="{self.attval(node["page"])}" '
        f'data-player="{self.attval(node["player"])}" rel="noopener" '
        f'style="aspect-ratio:{node["ratio"]}">{_picture(self, node, "kw-video-still")}'
        f'<span class="kw-video-title">{self.encode(node["title"])}</span>'
        f'<span class="kw-video-site">{self.encode(node["service"])}</span></a>'
        f"<figcaption>{caption}<p>{self.encode(told)}</p></figcaption></figure>\n"
    )
    raise nodes.SkipNode
