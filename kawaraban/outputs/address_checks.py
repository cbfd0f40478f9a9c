"""Checks that no two outputs have the same address: posts, pages, lists, feeds, old addresses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx.locale import get_translation

from kawaraban.model.feeds import COPIES, STYLES
from kawaraban.model.listings import paginate
from kawaraban.model.post import address_key, address_of
from kawaraban.model.problems import Problem
from kawaraban.model.redirects import FILE, expand_redirects, feed_copies, lines_of, redirect_file
from kawaraban.outputs.feeds import all_channels
from kawaraban.state import build_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from kawaraban.state import Build

_ = get_translation("sphinx")

FIXED = ("search.html", "404.html", "sitemap.xml", "robots.txt", "sitemap.html", "objects.inv",
         "blog/archive.html", "blog/archive.json", "blog/category.html", "blog/tag.html", "blog/feeds.html",
         "search/index.json", STYLES, *COPIES)  # fmt: skip


def check_addresses(app: Sphinx, _env: BuildEnvironment) -> None:
    """Report every address that two outputs claim, with the names of both."""
    build = build_of(app)
    if build.is_catalogue_checked:
        return
    taken: dict[str, str] = {}
    for owner, path, line, address in _claims(build):
        key = address_key(address)
        first = taken.setdefault(key, owner)
        if first != owner:
            text = _("%s and %s want one address, /%s; rename one of them.") % (owner, first, address)
            build.problems.append(Problem(path, line, text))
    folders = {parent: address for address in taken for parent in _parents(address)}
    for address in taken.keys() & folders.keys():
        text = _("%s and %s want one address, /%s; rename one of them.")
        text %= (taken[address], taken[folders[address]], address)
        build.problems.append(Problem("conf.py", 1, text))


def _parents(address: str) -> list[str]:
    """Return the parent folders of a file: `a/b/c.html` → `a`, `a/b`."""
    parts = address.split("/")[:-1]
    return ["/".join(parts[: n + 1]) for n in range(len(parts))]


def _claims(build: Build) -> Iterator[tuple[str, str, int, str]]:
    """Yield (owner, source, line, address) of everything that will be published."""
    for address in FIXED:
        yield f"/{address}", "conf.py", 1, address
    for listing in build.lists:
        for page in paginate(listing, build.site.page_size):
            yield _("the list /%s.html") % page.pagename, "conf.py", 1, f"{page.pagename}.html"
    for channel in all_channels(build):
        for file in channel.files:
            yield f"/{file}", "conf.py", 1, file
    for docname in sorted(build.sources, key=lambda name: (name.startswith("posts/"), name)):
        path = build.sources[docname]
        yield path, path, 1, f"{address_of(docname)}.html"
    for post in build.posts:
        for old in post.redirect_from:
            path = build.sources[post.docname]
            line = build.line(post.docname, "redirect_from")
            yield _("the old address %s of %s") % (old, path), path, line, redirect_file(old)
    yield from _claims_of_redirects(build)


def _claims_of_redirects(build: Build) -> Iterator[tuple[str, str, int, str]]:
    """Yield the same for the old addresses in redirects.toml, and in conf.py those of Rediraffe."""
    redirects = build.redirects
    lines = lines_of(build.session.root) if redirects else {}
    for old in redirects:
        file = FILE if old in lines else "conf.py"
        yield _("the old address %s of %s") % (old, file), file, lines.get(old, 1), redirect_file(old)
    more = [*expand_redirects(redirects, build.lists, build.site.page_size), *feed_copies(redirects, build.lists)]
    for file in set(more) - {redirect_file(old) for old in redirects}:
        yield _("the old address %s of %s") % (f"/{file}", FILE), FILE, 1, file
