"""Redirects: a static page at each old address that leads readers and search engines to the new one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kawaraban.incremental.edition import PAGES
from kawaraban.incremental.files import digest
from kawaraban.outputs.address_checks import redirect_file
from kawaraban.state import build_of

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def write_redirects(app: Sphinx) -> None:
    """Write a page with a meta refresh, a canonical link and a visible link at each old address."""
    build = build_of(app)
    for post in build.posts:
        for old in post.redirect_from:
            file = redirect_file(old)
            context = {
                "language": build.site.language,
                "title": post.title,
                "target": "../" * file.count("/") + post.uri,
                "canonical": build.site.base_url + post.uri,
            }
            signature = digest(repr((context, build.session.editions[PAGES])))
            if not build.session.retain_if_current(file, signature):
                build.session.write(file, app.builder.templates.render("redirect.html", context), signature)
