"""Feeds: Atom, RSS 2.0 and JSON Feed of the whole blog, of every category and every tag, in full text."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from feedgen.feed import FeedGenerator
from sphinx.locale import get_translation

from kawaraban.articles import article_of, for_feeds, name_of
from kawaraban.build import build_of
from kawaraban.output import after_build
from kawaraban.posts.shelf import source_of
from kawaraban.press.files import digest
from kawaraban.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sphinx.application import Sphinx

    from kawaraban.listings import Listing
    from kawaraban.posts.post import Post
    from kawaraban.press.press import Press
    from kawaraban.site import Site

_ = get_translation("sphinx")

KINDS = {
    "atom.xml": "application/atom+xml",
    "rss.xml": "application/rss+xml",
    "feed.json": "application/feed+json",
}
EPOCH = datetime.fromtimestamp(0, UTC)


@dataclass(frozen=True, slots=True)
class Entry:
    """A post as a feed carries it."""

    post: Post
    id: str
    url: str
    content: str

    @property
    def updated(self) -> datetime:
        """When it last changed, at least when it was published."""
        return max(self.post.date, self.post.updated or self.post.date)


def id_of(post: Post, site: Site) -> str:
    """Return the id that a post keeps for ever: its own, else a tag URI (RFC 4151) of its address."""
    return post.id or f"tag:{site.feed_authority}:/{post.uri}"


def has_feeds(listing: Listing) -> bool:
    """Return whether a list has feeds of its own."""
    return listing.kind in ("all", "category", "tag")


def title_of(listing: Listing, site: Site) -> str:
    """Return the title of a list's feeds."""
    return site.title if listing.kind == "all" else f"{listing.title} — {site.title}"


def updated_of(entries: list[Entry]) -> datetime:
    """Return when a feed last changed: with its newest entry, never with the clock."""
    return max((entry.updated for entry in entries), default=EPOCH)


def xml_feed(listing: Listing, entries: list[Entry], site: Site, name: str) -> bytes:
    """Return the Atom (RFC 4287) or RSS 2.0 feed of a list."""
    home = site.base_url + quote(listing.pagename)
    feed = FeedGenerator()
    feed.id(f"{home}/{name}" if name == "atom.xml" else f"{home}/atom.xml")
    feed.title(title_of(listing, site))
    feed.subtitle(site.tagline or title_of(listing, site))
    feed.link(href=f"{home}.html", rel="alternate", type="text/html")
    feed.link(href=f"{home}/{name}", rel="self", type=KINDS[name])
    feed.language(site.language)
    feed.generator("Kawaraban")
    feed.updated(updated_of(entries))
    feed.lastBuildDate(updated_of(entries))
    for key in site.default_authors:
        feed.author({"name": site.authors[key].name, "uri": site.authors[key].url})
    feed.load_extension("dc", atom=False, rss=True)
    for entry in entries:
        _add_entry(feed, entry, site)
    return bytes(feed.atom_str() if name == "atom.xml" else feed.rss_str())


def _add_entry(feed: FeedGenerator, entry: Entry, site: Site) -> None:
    item, post = feed.add_entry(order="append"), entry.post
    item.id(entry.id)
    item.guid(entry.id, permalink=False)
    item.title(post.title)
    item.link(href=entry.url, rel="alternate")
    item.published(post.date)
    item.updated(entry.updated)
    names = [author.name for author in post.authors] or [site.title]
    item.author([{"name": name} for name in names])
    item.dc.dc_creator(names)
    for label in post.labels:
        item.category(term=label.name, label=label.name)
    item.summary(post.description or post.title)
    item.content(entry.content or " ", type="html")


def json_feed(listing: Listing, entries: list[Entry], site: Site) -> bytes:
    """Return the JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/) of a list."""
    home = site.base_url + quote(listing.pagename)
    authors = [site.authors[key] for key in site.default_authors]
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": title_of(listing, site),
        "description": site.tagline,
        "home_page_url": f"{home}.html",
        "feed_url": f"{home}/feed.json",
        "language": site.language,
        "authors": [_present({"name": author.name, "url": author.url}) for author in authors],
        "items": [_json_item(entry) for entry in entries],
    }
    return (json.dumps(_present(feed) | {"items": feed["items"]}, ensure_ascii=False, indent=1) + "\n").encode()


def _json_item(entry: Entry) -> dict[str, Any]:
    post = entry.post
    return _present(
        {
            "id": entry.id,
            "url": entry.url,
            "title": post.title,
            "summary": post.description,
            "content_html": entry.content or " ",
            "date_published": post.date.isoformat(),
            "date_modified": entry.updated.isoformat(),
            "authors": [{"name": author.name} for author in post.authors],
            "tags": [label.name for label in post.labels],
        }
    )


def _present(values: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value}


def feeds_of(
    listing: Listing, site: Site, entry_of: Callable[[Post], Entry]
) -> Iterator[tuple[str, Callable[[], bytes]]]:
    """Yield (file below the root, what makes its bytes) of each feed of a list."""
    entries = [entry_of(post) for post in listing.posts[: site.feed_length]]
    for name in ("atom.xml", "rss.xml"):
        yield f"{listing.pagename}/{name}", partial(xml_feed, listing, entries, site, name)
    yield f"{listing.pagename}/feed.json", partial(json_feed, listing, entries, site)


def write_feeds(app: Sphinx) -> None:
    """Write every feed in which something has changed, each article prepared once."""
    build = build_of(app)
    press, site = build.press, build.site
    entries: dict[str, Entry] = {}

    def entry_of(post: Post) -> Entry:
        if post.docname not in entries:
            url = site.base_url + post.uri
            content = for_feeds(article_of(app, post.docname).body, url)
            entries[post.docname] = Entry(post, id_of(post, site), url, content)
        return entries[post.docname]

    def write(listing: Listing) -> None:
        for file, make in feeds_of(listing, site, entry_of):
            press.write(file, make(), signatures[listing.pagename])

    signatures = {one.pagename: _signature(press, one, site) for one in build.lists if has_feeds(one)}
    stale = [
        one
        for one in build.lists
        if has_feeds(one) and not all(press.keeps(f"{one.pagename}/{name}", signatures[one.pagename]) for name in KINDS)
    ]
    app.builder.spread(write, stale, weight=10)  # type: ignore[attr-defined]


def _signature(press: Press, listing: Listing, site: Site) -> str:
    """Return what stands for all that the feeds of a list carry."""
    posts = listing.posts[: site.feed_length]
    carried = [post.digest + press.mark(name_of(post.docname)) for post in posts]
    return digest("\n".join([listing.title, *carried]))


def check_ids(app: Sphinx, _env: object) -> None:
    """Report two posts with one id: a feed reader would show only one of them."""
    build = build_of(app)
    if build.is_settled:
        return
    seen: dict[str, Post] = {}
    for post in build.posts:
        first = seen.setdefault(id_of(post, build.site), post)
        if first is not post:
            line = build.line(post.docname, "id")
            text = _("%s has the same id; an id belongs to one post.") % source_of(app.env, first.docname)
            build.problems.append(Problem(source_of(app.env, post.docname), line, text))


def setup(app: Sphinx) -> None:
    """Register the handlers."""
    app.connect("env-updated", check_ids, priority=210)
    after_build(app, write_feeds)
