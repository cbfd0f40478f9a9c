"""The blocks of a post that Markdown lacks: `{linkcard}` and `{youtube}`, in their simple form.

A card is a link with a title and a sentence; a video is a card that leads to it, so a page asks nobody for anything.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.locale import get_translation
from sphinx.util.docutils import SphinxDirective

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.writers.html5 import HTML5Translator

_ = get_translation("sphinx")


class linkcard(nodes.General, nodes.Element):  # noqa: N801 - docutils names nodes so
    """A link shown as a card: attributes url, title, site, description."""


class Linkcard(SphinxDirective):
    """`{linkcard} URL` with the options title, site and description."""

    required_arguments = 1
    option_spec = dict.fromkeys(("title", "site", "description"), directives.unchanged)

    def run(self) -> list[nodes.Node]:
        """Return the card; a wrong address is an error of the directive."""
        url = directives.uri(self.arguments[0])
        if not re.match(r"https?://[^/\s]+", url):
            raise self.error(_("“%s” should be a full address, such as “https://example.org/a.html”.") % url)
        return [self.card(url, urlsplit(url).netloc.removeprefix("www."))]

    def card(self, url: str, site: str) -> linkcard:
        """Return the node of the card."""
        options = self.options
        title = options.get("title") or url
        node = linkcard(
            url=url, title=title, site=options.get("site", site), description=options.get("description", "")
        )
        self.set_source_info(node)
        return node


class Youtube(Linkcard):
    """`{youtube} ID or URL` with the options title and start (seconds)."""

    option_spec = {"title": directives.unchanged, "start": directives.nonnegative_int}

    def run(self) -> list[nodes.Node]:
        """Return a card that leads to the video."""
        found = re.search(r"(?:v=|youtu\.be/|embed/|^)([\w-]{11})(?:$|[?&#])", self.arguments[0])
        if not found:
            raise self.error(_("“%s” is no video of YouTube's; write its address or its id.") % self.arguments[0])
        start = f"&t={self.options['start']}s" if self.options.get("start") else ""
        self.options.setdefault("title", _("Video"))
        return [self.card(f"https://www.youtube.com/watch?v={found[1]}{start}", "YouTube")]


def visit_linkcard(self: HTML5Translator, node: linkcard) -> None:
    """Write a card."""
    written = {key: self.encode(node[key]) for key in ("title", "site", "description")}
    description = f'<span class="linkcard-text">{written["description"]}</span>' if node["description"] else ""
    self.body.append(
        f'<p class="linkcard"><a href="{self.attval(node["url"])}" rel="noopener">'
        f'<span class="linkcard-title">{written["title"]}</span>{description}'
        f'<span class="linkcard-site">{written["site"]}</span></a></p>\n'
    )
    raise nodes.SkipNode


def setup(app: Sphinx) -> None:
    """Register the node and the directives."""
    app.add_node(linkcard, html=(visit_linkcard, None))
    app.add_directive("linkcard", Linkcard)
    app.add_directive("youtube", Youtube)
