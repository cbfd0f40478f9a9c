"""JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/)."""

from __future__ import annotations

import json
from html import escape
from typing import TYPE_CHECKING, Any

from kawaraban.text.encoding import strip_illegal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kawaraban.model.config import Author
    from kawaraban.model.feeds import Channel, Entry, Publisher


def feed(channel: Channel, publisher: Publisher, written: Sequence[str]) -> str:
    """Return the feed; *written* are its items as serialised by `item`."""
    site = publisher.site
    head = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": channel.title,
        "description": site.tagline,
        "home_page_url": publisher.address(f"{channel.path}.html"),
        "feed_url": publisher.address(f"{channel.path}/feed.json"),
        "language": site.language,
        "icon": publisher.icon,
        "favicon": publisher.icon,
        "authors": [_author(author) for author in publisher.authors],
        "hubs": [{"type": "WebSub", "url": site.websub}] if site.websub else [],
    }
    return _json(_present(head)).removesuffix("\n}") + ',\n "items": [\n' + ",\n".join(written) + "\n ]\n}"


def item(entry: Entry) -> str:
    """Return an item."""
    post = entry.post
    return _json(
        _present(
            {
                "id": entry.id,
                "url": entry.url,
                "title": post.title,
                "summary": entry.summary,
                "content_html": entry.content or f"<p>{escape(entry.summary)}</p>",
                "image": entry.picture.url if entry.picture else "",
                "date_published": post.date.isoformat(),
                "date_modified": entry.updated.isoformat(),
                "authors": [_author(author) for author in entry.authors],
                "tags": [label.name for label in post.labels],
                "language": post.lang,
            }
        )
    )


def _author(author: Author) -> dict[str, str]:
    return _present({"name": author.name, "url": author.url or ""})


def _present(values: dict[str, Any]) -> dict[str, Any]:
    return {key: strip_illegal(value) if isinstance(value, str) else value for key, value in values.items() if value}


def _json(values: dict[str, Any]) -> str:
    return json.dumps(values, ensure_ascii=False, indent=1)
