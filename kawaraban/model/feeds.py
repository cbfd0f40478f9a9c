"""What a feed says: of itself (`Channel`) and of each post (`Entry`), before it is written in one form or another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kawaraban.model.config import Author, Site
    from kawaraban.model.listings import Listing
    from kawaraban.model.post import Post

KINDS = {
    "atom.xml": "application/atom+xml",
    "rss.xml": "application/rss+xml",
    "feed.json": "application/feed+json",
}
STYLES = "blog/feed.css"
COPIES = {"atom.xml": "blog/atom.xml", "rss.xml": "blog/rss.xml", "feeds/posts/default": "blog/atom.xml"}
"""The addresses that the feeds of hosted blogs have, and what answers at each."""
NAMES = {"atom.xml": "Atom", "rss.xml": "RSS", "feed.json": "JSON Feed"}
EPOCH = datetime.fromtimestamp(0, UTC)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that goes with an entry; `length` in bytes, sizes in pixels."""

    url: str
    type: str
    length: int
    width: int
    height: int
    alt: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A post as a feed carries it; `content` is HTML, empty where a feed has excerpts only."""

    post: Post
    id: str
    url: str
    summary: str
    content: str
    authors: tuple[Author, ...]
    picture: Picture | None = None

    @property
    def updated(self) -> datetime:
        """When it last changed, at least when it was published."""
        return max(self.post.date, self.post.updated or self.post.date)


@dataclass(frozen=True, slots=True)
class Channel:
    """A feed, its newest post first: `path` names its files below the root, `number` a page of its archive or 0.

    `older` and `newer` are the numbers of the pages beside it, 0 for none (RFC 5005).
    """

    path: str
    title: str
    posts: Sequence[Post]
    number: int = 0
    older: int = 0
    newer: int = 0

    @property
    def files(self) -> tuple[str, ...]:
        """The files below the root in which it is published."""
        return (self.page(self.number),) if self.number else tuple(f"{self.path}/{name}" for name in KINDS)

    def page(self, number: int) -> str:
        """Return the file of a page of its archive."""
        return f"{self.path}/atom-{number}.xml"


@dataclass(frozen=True, slots=True)
class Publisher:
    """What all feeds of a blog say: the site, whose rights, its sign (an address, or empty), full texts or excerpts."""

    site: Site
    rights: str
    icon: str
    full_text: bool

    @property
    def authors(self) -> list[Author]:
        """The authors of the blog."""
        return [self.site.authors[key] for key in self.site.default_authors]

    def address(self, file: str) -> str:
        """Return the address of a file of the site."""
        return self.site.base_url + quote(file)

    def id(self, channel: Channel) -> str:
        """Return the id that a feed keeps for ever, in all its forms: a tag URI (RFC 4151)."""
        return f"tag:{self.site.feed_authority}:/{quote(channel.path)}"


def id_of(post: Post, site: Site) -> str:
    """Return the id that a post keeps for ever: its own, else a tag URI of its address."""
    return post.id or f"tag:{site.feed_authority}:/{post.uri}"


def has_feeds(listing: Listing) -> bool:
    """Return whether a list has feeds of its own."""
    return listing.kind in ("all", "category", "tag", "author")


def title_of(listing: Listing, site: Site) -> str:
    """Return the title of a list's feeds."""
    return site.title if listing.kind == "all" else f"{listing.title} — {site.title}"


def updated_of(entries: Sequence[Entry]) -> datetime:
    """Return when a feed last changed: with its newest entry, never with the clock."""
    return max((entry.updated for entry in entries), default=EPOCH)


def channels_of(listing: Listing, site: Site) -> Iterator[Channel]:
    """Yield the feed of a list, and for all posts the pages of its archive.

    These are counted from the oldest post, *feed_length* each, so that they never change once they are full; the feed
    itself has the newest, and page by page a reader comes back to the first post (RFC 5005, section 4).
    """
    size, title = site.feed_length, title_of(listing, site)
    pages = max(0, -(-(len(listing.posts) - size) // size)) if listing.kind == "all" else 0
    yield Channel(listing.pagename, title, listing.posts[:size], older=pages)
    oldest_first = listing.posts[::-1]
    for number in range(1, pages + 1):
        posts = oldest_first[(number - 1) * size : number * size][::-1]
        newer = number + 1 if number < pages else 0
        yield Channel(listing.pagename, title, posts, number, number - 1, newer)
