"""Atom (RFC 4287) with archive pages (RFC 5005) and the picture of each post (Media RSS)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kawaraban.model.feeds import KINDS, updated_of
from kawaraban.outputs.feeds.xml import branch, leaf

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from kawaraban.model.config import Author
    from kawaraban.model.feeds import Channel, Entry, Publisher

SPACES = {
    "xmlns": "http://www.w3.org/2005/Atom",
    "xmlns_fh": "http://purl.org/syndication/history/1.0",
    "xmlns_media": "http://search.yahoo.com/mrss/",
}


def feed(channel: Channel, publisher: Publisher, entries: Sequence[Entry], written: Sequence[str]) -> str:
    """Return the feed; *written* are its entries as serialised by `entry`."""
    site = publisher.site
    parts = [
        leaf("id", publisher.id(channel)),
        leaf("title", channel.title),
        leaf("subtitle", site.tagline) if site.tagline else "",
        leaf("updated", _time(updated_of(entries))),
        *(_person(author) for author in publisher.authors),
        "" if publisher.authors else branch("author", [leaf("name", site.title)]),
        *_links(channel, publisher),
        leaf("rights", publisher.rights) if publisher.rights else "",
        leaf("icon", publisher.icon) if publisher.icon else "",
        leaf("generator", "Kawaraban"),
        "<fh:archive/>" if channel.number else "",
    ]
    return branch("feed", [*parts, *written], **SPACES, xml_lang=site.language)


def _links(channel: Channel, publisher: Publisher) -> Iterator[str]:
    kind = KINDS["atom.xml"]
    newest = f"{channel.path}/atom.xml"
    yield leaf("link", rel="alternate", type="text/html", href=publisher.address(f"{channel.path}.html"))
    own = channel.page(channel.number) if channel.number else newest
    yield leaf("link", rel="self", type=kind, href=publisher.address(own))
    if publisher.site.websub and not channel.number:
        yield leaf("link", rel="hub", href=publisher.site.websub)
    if channel.number:
        yield leaf("link", rel="current", type=kind, href=publisher.address(newest))
    for relation, number in (("prev-archive", channel.older), ("next-archive", channel.newer)):
        if number:
            yield leaf("link", rel=relation, type=kind, href=publisher.address(channel.page(number)))


def entry(item: Entry) -> str:
    """Return an entry."""
    post, picture = item.post, item.picture
    parts = [
        leaf("id", item.id),
        leaf("title", post.title),
        leaf("link", rel="alternate", type="text/html", href=item.url),
        leaf("published", _time(post.date)),
        leaf("updated", _time(item.updated)),
        *(_person(author) for author in item.authors),
        *(leaf("category", term=label.name, label=label.name) for label in post.labels),
        leaf("summary", item.summary),
        leaf("content", item.content, type="html") if item.content else "",
    ]
    if picture:
        parts += [
            leaf("link", rel="enclosure", type=picture.type, length=picture.length, href=picture.url),
            media(item),
        ]
    return branch("entry", parts, xml_lang=post.lang)


def media(item: Entry) -> str:
    """Return an entry's picture as Media RSS (https://www.rssboard.org/media-rss)."""
    assert item.picture
    picture = item.picture
    return branch(
        "media:content",
        [leaf("media:description", picture.alt, type="plain")] if picture.alt else [],
        url=picture.url,
        type=picture.type,
        medium="image",
        fileSize=picture.length,
        width=picture.width,
        height=picture.height,
    )


def _person(author: Author) -> str:
    return branch("author", [leaf("name", author.name), leaf("uri", author.url) if author.url else ""])


def _time(moment: datetime) -> str:
    """Return a time in the format of RFC 3339."""
    return moment.isoformat().replace("+00:00", "Z")
