"""What each page shows, in a few digits: where they are as they were, the page stays as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kawaraban.images.transform import NEWEST
from kawaraban.incremental.files import digest
from kawaraban.pages.article import article_of
from kawaraban.pages.context import has_strangers, shared_of
from kawaraban.pages.sidebar import OURS
from kawaraban.state import build_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kawaraban.pages.builder import BlogBuilder


def signature(builder: BlogBuilder, pagename: str, shows: Iterable[str]) -> str:
    """Return what stands for all that a page shows: *shows*, and what surrounds the text of every page.

    A sidebar with parts that only the blog knows may show anything of any post.
    """
    parts = [shared_of(builder._app).frame, *shows]
    if builder.config.html_sidebars and not all(part.startswith(OURS) for part in builder._get_sidebars(pagename)):
        parts.append(build_of(builder._app).catalogue)
    return digest("\n".join(parts))


def signature_of(builder: BlogBuilder, docname: str) -> str:
    """Return what stands for all that the page of a document shows, its article left out."""
    shared, build = shared_of(builder._app), build_of(builder._app)
    shows = []
    if docname == builder.config.root_doc:
        shows += [post.digest for post in build.posts[: NEWEST * 2]]
    if post := shared.by_docname.get(docname):
        shows += [post.digest]
        shown = (*shared.neighbours[docname], *shared.related[docname], None, *shared.series.get(post.series, ()))
        shows += [f"{other.docname} {other.title}" if other else "" for other in shown]
    return signature(builder, docname, shows)


def stale(builder: BlogBuilder) -> list[str]:
    """Return the documents whose pages were not written and cannot stay as they are."""
    press, file_of = builder.press, builder.file_of
    unwritten = sorted(builder.env.all_docs.keys() - builder.written)
    return [docname for docname in unwritten if not press.keeps(file_of(docname), signature_of(builder, docname))]


def refresh(builder: BlogBuilder, docname: str) -> None:
    """Write a page again around the article that it had, or from its source where that is not enough."""
    if has_strangers(builder._app):
        builder._write_serial([docname])
    else:
        builder.write_page(docname, article_of(builder._app, docname))
