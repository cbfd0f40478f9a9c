"""Feeds: Atom, RSS 2.0 and JSON Feed of the whole blog, of each category, tag, author and language, in full text.

An entry is serialised once per format for all feeds that contain it. A feed is written if one of its entries changed.
"""

from __future__ import annotations

import mimetypes
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import quoteattr

from sphinx.locale import get_translation

from kawaraban.images.thumbnails import CARD, thumbnail
from kawaraban.incremental.edition import FEEDS
from kawaraban.incremental.files import digest
from kawaraban.model.config import Author
from kawaraban.model.feeds import COPIES, STYLES, Channel, Entry, Picture, Publisher, channels_of, has_feeds, id_of
from kawaraban.model.problems import Problem
from kawaraban.model.redirects import feed_copies
from kawaraban.outputs.feeds import atom, json_feed, rss
from kawaraban.pages.article import article_key, portable_of
from kawaraban.state import build_of, workers_of
from kawaraban.state.index import source_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from sphinx.application import Sphinx

    from kawaraban.incremental.session import Session
    from kawaraban.model.post import Post
    from kawaraban.state import Build

_ = get_translation("sphinx")


def publisher_of(app: Sphinx) -> Publisher:
    """Return what all feeds of the blog have in common."""
    site, icon = build_of(app).site, app.config.html_favicon or ""
    if icon and "://" not in icon:
        icon = f"{site.base_url}_static/{Path(icon).name}"
    return Publisher(site, app.config.copyright or "", icon, app.config.blog_feed_fulltext)


def entry_of(app: Sphinx, post: Post, publisher: Publisher) -> Entry:
    """Return a post as a feed entry."""
    site = publisher.site
    return Entry(
        post=post,
        id=id_of(post, site),
        url=site.base_url + post.uri,
        summary=post.description or post.title,
        content=portable_of(app, post.docname) if publisher.full_text else "",
        authors=tuple(site.authors[key] for key in post.author_keys) or (Author("", site.title, None),),
        picture=_picture(app, post, publisher),
    )


def _picture(app: Sphinx, post: Post, publisher: Publisher) -> Picture | None:
    """Return the picture of a post's card, or None."""
    if (small := thumbnail(app, post, CARD)) is None:
        return None
    kind = mimetypes.guess_type(small.name)[0] or "image/webp"
    address = publisher.address(f"_images/{small.name}")
    return Picture(address, kind, small.length, small.width, small.height, post.image_alt)


def all_channels(build: Build) -> list[Channel]:
    """Return every feed of the blog, including the pages of the Atom archive."""
    return [channel for one in build.lists if has_feeds(one) for channel in channels_of(one, build.site)]


class Items:
    """The entries of one build, each created once, and serialised once per format."""

    def __init__(self, app: Sphinx, publisher: Publisher) -> None:
        self.app, self.publisher = app, publisher
        self.entries: dict[str, Entry] = {}
        self.texts: dict[tuple[str, str], str] = {}

    def of(self, channel: Channel) -> list[Entry]:
        """Return the entries of a feed."""
        for post in channel.posts:
            if post.docname not in self.entries:
                self.entries[post.docname] = entry_of(self.app, post, self.publisher)
        return [self.entries[post.docname] for post in channel.posts]

    def written(self, entries: list[Entry], way: Callable[[Entry], str]) -> list[str]:
        """Return the entries serialised by *way*, a function of one of the formats."""
        for entry in entries:
            if (key := (way.__module__, entry.post.docname)) not in self.texts:
                self.texts[key] = way(entry)
        return [self.texts[way.__module__, entry.post.docname] for entry in entries]


def copies_of(build: Build) -> dict[str, str]:
    """Return the files that are copies of feeds at other addresses, each with the file that it copies."""
    return COPIES | feed_copies(build.redirects, build.lists)


def feeds_of(channel: Channel, items: Items, head: str, copies: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield (file, text) of each format of a feed, and of its *copies* at other addresses."""
    publisher, entries = items.publisher, items.of(channel)
    newest, *others = channel.files
    found = {newest: head + atom.feed(channel, publisher, entries, items.written(entries, atom.entry))}
    if others:
        found[others[0]] = head + rss.feed(channel, publisher, entries, items.written(entries, rss.item))
        found[others[1]] = json_feed.feed(channel, publisher, items.written(entries, json_feed.item))
    yield from found.items()
    yield from ((file, found[origin]) for file, origin in copies.items() if origin in found)


def write_feeds(app: Sphinx) -> None:
    """Write every feed that has changed."""
    build, items = build_of(app), Items(app, publisher_of(app))
    session, copies = build.session, copies_of(build)
    styles = build.site.base_path + STYLES  # relative to the host, so that feeds in all folders share one text
    head = f'<?xml version="1.0" encoding="utf-8"?>\n<?xml-stylesheet type="text/css" href={quoteattr(styles)}?>\n'

    def write(stale: tuple[Channel, str]) -> None:
        channel, signature = stale
        for file, text in feeds_of(channel, items, head, copies):
            session.write(file, f"{text}\n", signature)

    mark = cache(lambda docname: session.cached_digest(article_key(docname)))
    signed = [(channel, _signature(session, channel, mark)) for channel in all_channels(build)]
    workers_of(app).defer(write, [pair for pair in signed if not _keeps(session, copies, *pair)], weight=4)


def _keeps(session: Session, copies: Mapping[str, str], channel: Channel, signature: str) -> bool:
    """Return whether all files of a feed are up to date."""
    others = [file for file, origin in copies.items() if origin in channel.files]
    return all(session.retain_if_current(file, signature) for file in (*channel.files, *others))


def _signature(session: Session, channel: Channel, mark: Callable[[str], str]) -> str:
    """Return the digest of everything that a feed contains; *mark* returns that of an article."""
    carried = [post.digest + mark(post.docname) for post in channel.posts]
    about = [session.editions[FEEDS], channel.title, str(channel.older), str(channel.newer)]
    return digest("\n".join([*about, *carried]))


def collect_page(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Yield the page that lists all feeds."""
    lists = [one for one in build_of(app).lists if has_feeds(one)]
    inputs = [f"{one.kind} {one.pagename} {one.title}" for one in lists]
    kinds = {"category": _("Categories"), "tag": _("Tags"), "author": _("Authors"), "language": _("Languages")}
    groups = [(title, [one for one in lists if one.kind == kind]) for kind, title in kinds.items()]
    yield "blog/feeds", {"title": _("Feeds"), "whole": lists[0], "groups": groups, "inputs": inputs}, "feeds.html"


def write_styles(app: Sphinx) -> None:
    """Write the stylesheet with which a browser shows a feed along with an explanation."""
    words = {"what": _("This is a feed."), "how": _("Give its address to your feed reader, and new posts come to you.")}
    build_of(app).session.write(STYLES, app.builder.templates.render("feed.css", words))


def check_ids(app: Sphinx, _env: object) -> None:
    """Report two posts with the same id, since a feed reader would show only one of them."""
    build = build_of(app)
    if build.is_catalogue_checked:
        return
    seen: dict[str, Post] = {}
    for post in build.posts:
        first = seen.setdefault(id_of(post, build.site), post)
        if first is not post:
            line = build.line(post.docname, "id")
            text = _("%s has the same id; an id belongs to one post.") % source_of(app.env, first.docname)
            build.problems.append(Problem(source_of(app.env, post.docname), line, text))
