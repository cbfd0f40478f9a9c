"""The list pages: every list of posts, the archive, the overviews of categories and tags."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sphinx.locale import get_translation

from kawaraban.model.listings import KINDS, archive, by_label, by_language, listings, paginate
from kawaraban.state import build_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx

_ = get_translation("sphinx")


def gather_lists(app: Sphinx, _env: object) -> None:
    """Compute the lists of posts, once for all that need them."""
    build = build_of(app)
    build.labels = {kind: by_label(build.posts, kind) for kind in KINDS}
    build.labels["language"] = by_language(build.posts, build.site.languages, build.site.language)
    build.archive = archive(build.posts, build.site.language)
    build.lists = tuple(listings(build.posts, build.archive, build.labels))


def collect_lists(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Yield every list page and the overviews to Sphinx."""
    build = build_of(app)
    for listing in build.lists:
        for page in paginate(listing, build.site.page_size):
            inputs = [listing.title, page.newer, page.older, *(post.digest for post in page.posts)]
            year = next((year for year in build.archive if year.pagename == page.pagename), None)
            inputs += [] if page.number else [str(len(listing.posts)), repr(year and year.months)]
            context = {"title": listing.title, "listing": listing, "page": page, "year": year, "inputs": inputs}
            yield page.pagename, context, "lists/posts.html"
    rows = (f"{post.date} {post.docname} {post.draft} {post.scheduled} {post.title}" for post in build.posts)
    yield "blog/archive", {"title": _("Archive"), "archive": build.archive, "inputs": rows}, "lists/archive.html"
    titles = {"category": _("Categories"), "tag": _("Tags"), "author": _("Authors")}
    for kind in build.overviews:
        labels, title = build.labels[kind], titles[kind]
        inputs = [f"{label.slug} {label.name} {len(found)}" for label, found in labels]
        yield f"blog/{kind}", {"title": title, "labels": labels, "kind": kind, "inputs": inputs}, "lists/labels.html"


def write_months(app: Sphinx) -> None:
    """Write the months of every year (title, address, number of posts) for the archive tree in the sidebar.

    The file is found by pages of earlier builds, too, so a year is found by its page, not by its place in the tree.
    """
    build = build_of(app)
    years = {
        year.pagename.rpartition("/")[2]: [
            [month.short, f"{month.pagename}.html", len(month.posts)] for month in year.months
        ]
        for year in build.archive
    }
    build.session.write("blog/archive.json", json.dumps(years, ensure_ascii=False, separators=(",", ":")))
