"""Redirects: a static page at each old address that leads readers and search engines to the new one.

They come from posts (`redirect_from`), redirects.toml, and the settings of the extension sphinxext-rediraffe, which
itself writes nothing with a builder that it does not know.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from sphinx.locale import get_translation

from kawaraban.incremental.edition import PAGES
from kawaraban.incremental.files import digest
from kawaraban.model.problems import InvalidFile
from kawaraban.model.redirects import (
    FILE,
    expand_redirects,
    feed_copies,
    old_address_of,
    read_redirects,
    redirect_file,
    redirected_feeds,
)
from kawaraban.state import build_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx

    from kawaraban.state import Build

_ = get_translation("sphinx")

FIXED_PAGES = ("search.html", "sitemap.html", "blog/archive.html", "blog/feeds.html")
"""Pages that every blog has."""


def load_redirects(app: Sphinx) -> None:
    """Read all redirects of pages and lists; if redirects.toml is invalid, add a problem.

    Raises ExtensionError for invalid settings of Rediraffe, which has logged what is wrong.
    """
    build = build_of(app)
    try:
        build.redirects = _rediraffe_redirects(app) | read_redirects(build.session.root)
    except InvalidFile as error:
        build.problems.append(error.problem)


def _rediraffe_redirects(app: Sphinx) -> dict[str, str]:
    """Return the redirects between documents (`old.md`, `posts/new.md`) that Rediraffe would write, as addresses."""
    if "sphinxext.rediraffe" not in app.extensions:
        return {}
    from sphinxext.rediraffe import create_graph, create_simple_redirects

    given = app.config.rediraffe_redirects or {}
    documents = create_simple_redirects(given if isinstance(given, dict) else create_graph(app.srcdir / given))
    folders = build_of(app).site.post_folders
    suffixes = tuple(sorted({*app.config.source_suffix, ".md", ".rst", ".html"}))

    def address(path: str) -> str:
        end = next((suffix for suffix in suffixes if path.endswith(suffix)), "")
        return old_address_of(folders.address_of(path.removesuffix(end)))

    return {address(old): address(new) for old, new in documents.items()}


def write_redirects(app: Sphinx) -> None:
    """Write a page with a meta refresh, a canonical link and a visible link at each old address."""
    build = build_of(app)
    for old, uri, title in _redirects(build):
        context = {
            "language": build.site.language,
            "title": title,
            "target": "../" * old.count("/") + uri,
            "canonical": build.site.base_url + uri,
        }
        signature = digest(repr((context, build.session.editions[PAGES])))
        if not build.session.retain_if_current(old, signature):
            build.session.write(old, app.builder.templates.render("redirect.html", context), signature)


def _redirects(build: Build) -> Iterator[tuple[str, str, str]]:
    """Yield (file, address of the target, its title) for each old address."""
    for post in build.posts:
        yield from ((redirect_file(old), post.uri, post.title) for old in post.redirect_from)
    if not build.redirects:
        return
    titles = dict.fromkeys(FIXED_PAGES, build.site.title)
    titles |= {f"blog/{kind}.html": build.site.title for kind in build.overviews}
    titles |= {f"{build.site.post_folders.address_of(docname)}.html": build.site.title for docname in build.sources}
    titles |= {f"{listing.pagename}.html": listing.title for listing in build.lists}
    titles |= {f"{post.pagename}.html": post.title for post in build.posts}
    copied = feed_copies(build.redirects, build.lists)
    missing = {old: new for old, new in redirected_feeds(build.redirects).items() if old not in copied}
    for old, new in (expand_redirects(build.redirects, build.lists, build.site.page_size) | missing).items():
        if new in titles:
            yield old, quote(new), titles[new]
        else:  # no error: the last post of a list may have become a draft
            build.notices.append(
                _("%s: the old address /%s is redirected to /%s, which does not exist now.") % (FILE, old, new)
            )
