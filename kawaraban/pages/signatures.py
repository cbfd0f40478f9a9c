"""What each page shows, in a few digits: where they are as they were, the page stays as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from kawaraban.incremental.edition import SIDEBAR
from kawaraban.incremental.files import digest
from kawaraban.model.listings import NEWEST
from kawaraban.pages.context import context_of
from kawaraban.pages.sidebar import OURS
from kawaraban.state import build_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx.application import Sphinx
    from sphinx.builders.html import StandaloneHTMLBuilder


def signature(app: Sphinx, pagename: str, inputs: Iterable[str]) -> str:
    """Return what stands for all that a page shows: *shows*, and what surrounds the text of every page.

    A sidebar with parts that only the blog knows may show anything of any post.
    """
    builder = cast("StandaloneHTMLBuilder", app.builder)
    parts = [context_of(app).frame, *inputs]
    if app.config.html_sidebars and not all(part.startswith(OURS) for part in builder._get_sidebars(pagename)):
        parts += [build_of(app).catalogue, build_of(app).session.editions[SIDEBAR]]
    return digest("\n".join(parts))


def signature_of(app: Sphinx, docname: str) -> str:
    """Return what stands for all that the page of a document shows, its article left out."""
    shared, build = context_of(app), build_of(app)
    inputs = []
    if docname == app.config.root_doc:
        inputs += [post.digest for post in build.posts[: NEWEST * 2]]
        inputs += [build.session.editions[SIDEBAR]]  # JSON-LD tells of the author
    if post := shared.by_docname.get(docname):
        inputs += [post.digest]
        shown = (*shared.neighbours[docname], *shared.related[docname], None, *shared.series.get(post.series, ()))
        inputs += [f"{other.docname} {other.title}" if other else "" for other in shown]
    return signature(app, docname, inputs)
