"""RSS 2.0 (https://www.rssboard.org/rss-specification), following the RSS Advisory Board's best practices."""

from __future__ import annotations

from email.utils import format_datetime
from typing import TYPE_CHECKING

from kawaraban.model.feeds import KINDS, updated_of
from kawaraban.outputs.feeds.atom import media
from kawaraban.outputs.feeds.xml import branch, leaf

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kawaraban.model.feeds import Channel, Entry, Publisher

SPACES = {
    "xmlns_atom": "http://www.w3.org/2005/Atom",
    "xmlns_content": "http://purl.org/rss/1.0/modules/content/",
    "xmlns_dc": "http://purl.org/dc/elements/1.1/",
    "xmlns_media": "http://search.yahoo.com/mrss/",
}


def feed(channel: Channel, publisher: Publisher, entries: Sequence[Entry], written: Sequence[str]) -> str:
    """Return the feed; *written* are its items as serialised by `item`."""
    site, home = publisher.site, publisher.address(f"{channel.path}.html")
    parts = [
        leaf("title", channel.title),
        leaf("link", home),
        leaf("description", site.tagline or channel.title),
        leaf("language", site.language.replace("_", "-")),
        leaf("copyright", publisher.rights) if publisher.rights else "",
        leaf("lastBuildDate", format_datetime(updated_of(entries))),
        leaf("generator", "Kawaraban"),
        leaf("docs", "https://www.rssboard.org/rss-specification"),
        leaf("atom:link", rel="self", type=KINDS["rss.xml"], href=publisher.address(f"{channel.path}/rss.xml")),
        leaf("atom:link", rel="hub", href=site.websub) if site.websub else "",
        _image(publisher.icon, channel.title, home),
    ]
    return branch("rss", [branch("channel", [*parts, *written])], version="2.0", **SPACES)


def _image(icon: str, title: str, home: str) -> str:
    """Return the channel's image; RSS allows only raster formats."""
    if not icon.lower().endswith((".png", ".jpg", ".jpeg", ".gif")):
        return ""
    return branch("image", [leaf("url", icon), leaf("title", title), leaf("link", home)])


def item(entry: Entry) -> str:
    """Return an item."""
    post, picture = entry.post, entry.picture
    parts = [
        leaf("title", post.title),
        leaf("link", entry.url),
        leaf("guid", entry.id, isPermaLink="false"),
        leaf("pubDate", format_datetime(post.date)),
        *(leaf("dc:creator", author.name) for author in entry.authors),
        *(leaf("category", label.name) for label in post.labels),
        leaf("description", entry.summary),
        leaf("content:encoded", entry.content) if entry.content else "",
    ]
    if picture:
        parts += [leaf("enclosure", url=picture.url, length=picture.length, type=picture.type), media(entry)]
    return branch("item", parts)
