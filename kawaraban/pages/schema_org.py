"""Structured data for search engines: JSON-LD with the vocabulary of https://schema.org.

The home page is a WebSite with its author, a post a BlogPosting with breadcrumbs, a list has breadcrumbs, and headings
marked `{.book}` or `{.game}` are a Book or a VideoGame.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote

from docutils import nodes
from markupsafe import Markup

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kawaraban.model.config import Author, Site
    from kawaraban.model.post import Post

WORKS = {"book": "Book", "game": "VideoGame"}
"""schema.org types of works, by the class of their heading."""
AUTHOR = {"作", "作者", "著者", "author", "by"}
"""Field names under which a work's author is given."""


class Work(NamedTuple):
    """A work on a page: kind (a key of `WORKS`), anchor, name, description and author."""

    kind: str
    anchor: str
    name: str
    description: str
    author: str


def works_in(document: nodes.document) -> tuple[Work, ...]:
    """Return the works on a page: its sections with one of the classes in `WORKS`."""
    return tuple(_works(document))


def _works(document: nodes.document) -> Iterator[Work]:
    for section in document.findall(nodes.section):
        title = section.next_node(nodes.title)
        if title is None:
            continue
        marks: set[str] = {*section.get("classes", ()), *title.get("classes", ())} & WORKS.keys()
        if not marks:
            continue
        fields = {field[0].astext().strip().lower(): field[1].astext() for field in section.findall(nodes.field)}
        author = next((value for name, value in fields.items() if name in AUTHOR), "")
        texts = [child.astext() for child in section.children if isinstance(child, nodes.paragraph)]
        yield Work(min(marks), section["ids"][0], title.astext(), " ".join(" ".join(texts[:1]).split()), author)


def person(author: Author, site: Site) -> dict[str, Any]:
    """Return an author as a Person."""
    return {
        "@type": "Person",
        "name": author.name,
        "url": author.url or f"{site.base_url}blog/author/{quote(author.key)}.html",
    }


def breadcrumbs(site: Site, steps: list[tuple[str, str]]) -> dict[str, Any]:
    """Return a BreadcrumbList from the home page to the page; *steps* are (name, address relative to the root)."""
    whole = [(site.title, ""), *steps]
    items: list[dict[str, Any]] = [
        {"@type": "ListItem", "position": number, "name": name, "item": site.base_url + address}
        for number, (name, address) in enumerate(whole, 1)
    ]
    del items[-1]["item"]  # the page itself
    return {"@type": "BreadcrumbList", "itemListElement": items}


def publisher(site: Site) -> dict[str, Any]:
    """Return the publisher of the blog: its only author as a Person, or with several the blog as an Organization."""
    if len(site.authors) == 1:
        return person(next(iter(site.authors.values())), site)
    logo = {"@type": "ImageObject", "url": f"{site.base_url}icon-512.png"}
    return {"@type": "Organization", "name": site.title, "url": site.base_url, "logo": logo}


def posting(site: Site, post: Post, address: str, picture: str) -> dict[str, Any]:
    """Return a post as a BlogPosting; *address* is its canonical address, *picture* that of its picture."""
    authors = [person(site.authors[key], site) for key in post.author_keys]
    about: dict[str, Any] = {
        "@type": "BlogPosting",
        "headline": post.title,
        "url": address,
        "mainEntityOfPage": {"@type": "WebPage", "@id": address},
        "inLanguage": post.lang or site.language,
        "image": picture,
        "datePublished": post.date.isoformat(),
        "dateModified": (post.updated or post.date).isoformat(),
        "publisher": publisher(site),
    }
    about |= {"description": post.description} if post.description else {}
    if authors:
        about["author"] = authors[0] if len(authors) == 1 else authors
    return about


def website(site: Site) -> dict[str, Any]:
    """Return the blog as a WebSite with its search page."""
    search = {
        "@type": "SearchAction",
        "target": {"@type": "EntryPoint", "urlTemplate": f"{site.base_url}search.html?q={{search_term_string}}"},
        "query-input": "required name=search_term_string",
    }
    about = {
        "@type": "WebSite",
        "name": site.title,
        "url": site.base_url,
        "inLanguage": site.language,
        "potentialAction": search,
    }
    return about | ({"description": site.tagline} if site.tagline else {})


def owner(site: Site) -> dict[str, Any] | None:
    """Return the default author with the data of the profile, None if there is none."""
    if not site.default_authors:
        return None
    about, profile = person(site.authors[site.default_authors[0]], site), site.profile
    portrait = str(profile.get("portrait", ""))
    if portrait:
        about["image"] = portrait if "://" in portrait else site.base_url + quote(portrait)
    if profile.get("text"):
        about["description"] = profile["text"]
    same = [link["url"] for link in profile.get("links", ()) if "://" in link["url"]]
    return about | ({"sameAs": same} if same else {})


def work(each: Work, address: str) -> dict[str, Any]:
    """Return a work as a Book or a VideoGame; *address* is that of its page."""
    about = {"@type": WORKS[each.kind], "name": each.name, "url": f"{address}#{quote(each.anchor)}"}
    about |= {"description": each.description} if each.description else {}
    return about | ({"author": {"@type": "Person", "name": each.author}} if each.author else {})


def script_of(things: list[dict[str, Any]]) -> Markup:
    """Return the items as a JSON-LD script, escaped so that nothing in them can end it; empty without any items."""
    if not things:
        return Markup()
    whole: dict[str, Any] = {"@context": "https://schema.org"}
    whole |= things[0] if len(things) == 1 else {"@graph": things}
    text = json.dumps(whole, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return Markup(f'<script type="application/ld+json">{text}</script>')
