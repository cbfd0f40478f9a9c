"""The file `_headers`, for hosts that support it: security policy, media types, cache lifetimes.

The last two are those of `model.http_headers`, which `make publish` gives to object stores. What hosts do by themselves
is left out: a file without a lifetime here is revalidated, and the suffix decides the type of most files.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kawaraban.incremental.manifest import NOJEKYLL
from kawaraban.model.feeds import COPIES, KINDS
from kawaraban.model.http_headers import FOREVER, content_type
from kawaraban.pages.assets.csp import policy
from kawaraban.pages.assets.scripts import scripts
from kawaraban.pages.context import context_of
from kawaraban.state import build_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from sphinx.application import Sphinx

    from kawaraban.model.config import Site

DRAWINGS = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; sandbox"
"""The policy of an SVG file opened on its own: no requests, no scripts."""


FEEDS = ("blog/", "blog/:kind/:label/")
"""Folders of feeds; a word after a colon stands for any folder, on Netlify and on Cloudflare Pages."""


def headers(site: Site, hashed: Iterable[str], players: Collection[str] = (), inline: Collection[str] = ()) -> str:
    """Return `_headers` in the format of Netlify and Cloudflare Pages: a path pattern, then its headers.

    *hashed* are the stylesheets and scripts with a hash in their names; *players* and *inline* are as in `policy`.
    Cloudflare Pages reads at most 100 patterns with one `*` each, and joins the values of a header that several of them
    give (developers.cloudflare.com/pages/configuration/headers), so no file gets a type or a lifetime twice.
    """
    feeds = [*COPIES, *(f"{folder}{name}" for folder in FEEDS for name in KINDS)]
    blocks = {
        "*": [
            f"Content-Security-Policy: {policy(site, players, inline)};frame-ancestors 'self'",
            "Referrer-Policy: strict-origin-when-cross-origin",
            "X-Content-Type-Options: nosniff",
        ],
        # some hosts match * within a path segment only, others across; browsers enforce both policies
        **{f"{folder}*.svg": [f"Content-Security-Policy: {DRAWINGS}"] for folder in ("", "_images/", "_static/")},
        **{file: [f"Cache-Control: {FOREVER}"] for file in (*hashed, "_images/*")},
        **{file: [f"Content-Type: {content_type(file)}"] for file in feeds},
        "blog/atom-*": [f"Content-Type: {content_type('blog/atom-1.xml')}"],
    }
    lines = [f"{site.base_path}{where}\n" + "".join(f"  {line}\n" for line in each) for where, each in blocks.items()]
    return "".join(lines)


def write_headers(app: Sphinx) -> None:
    """Write `_headers`, and `.nojekyll` (without it GitHub Pages may leave out `_static`), except for a preview."""
    build = build_of(app)
    if not build.site.preview:
        hashed = [*build.stylesheets.values(), *scripts().values()]
        players = context_of(app).context["players"]
        build.session.write("_headers", headers(build.site, hashed, players, build.inline_scripts))
        build.session.write(NOJEKYLL, "")
