"""The signature of a page: a digest of all that it shows. If it is the same as before, the page is kept."""

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
    """Return the signature of a page: the digest of *inputs* and of what surrounds the content of every page.

    A sidebar with parts that Kawaraban does not know may show anything of any post, so that all posts count.
    """
    builder = cast("StandaloneHTMLBuilder", app.builder)
    parts = [context_of(app).frame, *inputs]
    if app.config.html_sidebars and not all(part.startswith(OURS) for part in builder._get_sidebars(pagename)):
        parts += [build_of(app).catalogue, build_of(app).session.editions[SIDEBAR]]
    return digest("\n".join(parts))


def signature_of(app: Sphinx, docname: str) -> str:
    """Return the signature of a document's page, without its article."""
    shared, build = context_of(app), build_of(app)
    inputs = []
    if docname == app.config.root_doc:
        inputs += [post.digest for post in build.posts[: NEWEST * 2]]
        inputs += [build.session.editions[SIDEBAR]]  # the JSON-LD includes the author
    if post := shared.by_docname.get(docname):
        inputs += [post.digest]
        shown = (*shared.neighbours[docname], *shared.related[docname], None, *shared.series.get(post.series, ()))
        inputs += [f"{other.docname} {other.title}" if other else "" for other in shown]
    if docname in shared.chapters:
        inputs += map(repr, shared.chapters[docname])
    return signature(app, docname, inputs)
