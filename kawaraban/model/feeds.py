"""The contents of feeds, independent of format: a `Channel` with its `Entry` items."""

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
"""Feed addresses used by hosted blog services, and our files that are copied there."""
NAMES = {"atom.xml": "Atom", "rss.xml": "RSS", "feed.json": "JSON Feed"}
EPOCH = datetime.fromtimestamp(0, UTC)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of an entry; `length` in bytes, `width` and `height` in pixels."""

    url: str
    type: str
    length: int
    width: int
    height: int
    alt: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A post in a feed; `content` is HTML, or empty in feeds that contain excerpts only."""

    post: Post
    id: str
    url: str
    summary: str
    content: str
    authors: tuple[Author, ...]
    picture: Picture | None = None

    @property
    def updated(self) -> datetime:
        """When it was last changed; at least its date of publication."""
        return max(self.post.date, self.post.updated or self.post.date)


@dataclass(frozen=True, slots=True)
class Channel:
    """A feed, newest post first. `path` is its folder on the site; `number` is that of an archive page, or 0.

    `older` and `newer` are the numbers of the adjacent archive pages, 0 for none (RFC 5005).
    """

    path: str
    title: str
    posts: Sequence[Post]
    number: int = 0
    older: int = 0
    newer: int = 0

    @property
    def files(self) -> tuple[str, ...]:
        """The files in which it is published."""
        return (self.page(self.number),) if self.number else tuple(f"{self.path}/{name}" for name in KINDS)

    def page(self, number: int) -> str:
        """Return the file of an archive page."""
        return f"{self.path}/atom-{number}.xml"


@dataclass(frozen=True, slots=True)
class Publisher:
    """What all feeds of a blog share; `icon` is a URL or empty, `full_text` is whether articles are included."""

    site: Site
    rights: str
    icon: str
    full_text: bool

    @property
    def authors(self) -> list[Author]:
        """The authors of the blog."""
        return [self.site.authors[key] for key in self.site.default_authors]

    def address(self, file: str) -> str:
        """Return the URL of a published file."""
        return self.site.base_url + quote(file)

    def id(self, channel: Channel) -> str:
        """Return the permanent id of a feed, the same in all formats: a tag URI (RFC 4151)."""
        return f"tag:{self.site.feed_authority}:/{quote(channel.path)}"


def id_of(post: Post, site: Site) -> str:
    """Return the permanent id of a post: that in its front matter, otherwise a tag URI (RFC 4151)."""
    return post.id or f"tag:{site.feed_authority}:/{post.uri}"


def has_feeds(listing: Listing) -> bool:
    """Return whether a list has its own feeds."""
    return listing.kind in ("all", "category", "tag", "author", "language")


def title_of(listing: Listing, site: Site) -> str:
    """Return the title of a list's feeds."""
    return site.title if listing.kind == "all" else f"{listing.title} — {site.title}"


def updated_of(entries: Sequence[Entry]) -> datetime:
    """Return when a feed last changed, according to its entries."""
    return max((entry.updated for entry in entries), default=EPOCH)


def channels_of(listing: Listing, site: Site) -> Iterator[Channel]:
    """Yield the feed of a list and, for the list of all posts, its archive pages (RFC 5005, section 4).

    Archive pages contain *feed_length* posts each, counted from the oldest, so that full pages never change.
    """
    size, title = site.feed_length, title_of(listing, site)
    pages = max(0, -(-(len(listing.posts) - size) // size)) if listing.kind == "all" else 0
    yield Channel(listing.pagename, title, listing.posts[:size], older=pages)
    oldest_first = listing.posts[::-1]
    for number in range(1, pages + 1):
        posts = oldest_first[(number - 1) * size : number * size][::-1]
        newer = number + 1 if number < pages else 0
        yield Channel(listing.pagename, title, posts, number, number - 1, newer)
