"""A sitemap for machines (sitemap.xml, robots.txt), one for people (sitemap.html), and the 404 page.

With `kawaraban_indexnow`, there is also the file that proves to search engines that its key is this blog's
(https://www.indexnow.org/documentation).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote
from xml.sax.saxutils import escape

from sphinx.locale import get_translation

from kawaraban.images.thumbnails import CARD, for_sharing, thumbnail
from kawaraban.model.listings import paginate
from kawaraban.pages.context import context_of
from kawaraban.state import build_of, pages_of, workers_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx

_ = get_translation("sphinx")


def collect_pages(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Yield the sitemap for people and the 404 page."""
    build = build_of(app)
    order = {name: number for number, name in enumerate((app.config.root_doc, *context_of(app).chapters))}
    names = sorted(pages_of(build), key=lambda name: (order.get(name, len(order)), name))
    pages = [(name, app.env.titles[name].astext()) for name in names]
    rows = (f"{post.docname} {post.date} {post.title}" for post in build.posts)
    inputs = [repr(pages), *rows, *(f"{label.slug} {label.name} {len(of)}" for label, of in build.labels["category"])]
    yield "sitemap", {"title": _("Site map"), "pages": pages, "inputs": inputs}, "sitemap.html"
    yield "404", {"title": _("Page not found"), "inputs": ()}, "404.html"


class Address(NamedTuple):
    """An entry of the sitemap: address, last change (ISO 8601), address of its picture; empty if unknown."""

    url: str
    changed: str = ""
    picture: str = ""


def sitemap(addresses: list[Address]) -> str:
    """Return sitemap.xml (https://www.sitemaps.org/protocol.html) with Google's image extension."""
    lines = [
        f"<url><loc>{escape(url)}</loc>"
        + (f"<lastmod>{changed}</lastmod>" if changed else "")
        + (f"<image:image><image:loc>{escape(picture)}</image:loc></image:image>" if picture else "")
        + "</url>"
        for url, changed, picture in addresses
    ]
    head = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
        ' xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">'
    )
    return "\n".join([head, *lines, "</urlset>", ""])


def write_sitemap(app: Sphinx) -> None:
    """Have what only programs read written beside what follows: the sitemap, the inventory and robots.txt."""
    builder: Any = app.builder
    has_inventory = builder.retain_inventory()

    def write() -> None:
        if not has_inventory:
            builder.write_inventory()
        _write(app)

    workers_of(app).beside(write)


def _write(app: Sphinx) -> None:
    """Write sitemap.xml and robots.txt, and the key of IndexNow."""
    build, base = build_of(app), build_of(app).site.base_url
    found = []
    for post in build.posts:
        small = for_sharing(app, post) or thumbnail(app, post, CARD)
        picture = f"{base}_images/{quote(small.name)}" if small else ""
        found.append(Address(base + post.uri, (post.updated or post.date).isoformat(), picture))
    for docname in sorted(pages_of(build)):
        uri = app.builder.get_target_uri(docname)
        found.append(Address(base if docname == app.config.root_doc else base + uri))
    for listing in build.lists if build.posts else ():
        pages = paginate(listing, build.site.page_size)
        found += [Address(base + app.builder.get_target_uri(page.pagename)) for page in pages]
    if build.posts:
        found += [Address(f"{base}blog/{name}.html") for name in ("archive", *build.overviews, "feeds")]
    build.session.write("sitemap.xml", sitemap(found))
    if build.site.indexnow and not build.site.preview:
        build.session.write(f"{build.site.indexnow}.txt", build.site.indexnow)
    build.session.write("robots.txt", f"User-agent: *\nAllow: /\n\nSitemap: {base}sitemap.xml\n")
