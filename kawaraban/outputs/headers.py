"""The file `_headers`, for hosts that support it: security policy, media types, cache lifetimes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kawaraban.model.feeds import COPIES
from kawaraban.pages.assets.csp import policy
from kawaraban.pages.assets.scripts import scripts
from kawaraban.pages.context import context_of
from kawaraban.state import build_of

if TYPE_CHECKING:
    from collections.abc import Collection

    from sphinx.application import Sphinx

    from kawaraban.model.config import Site

DRAWINGS = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; sandbox"
"""The policy of an SVG file opened on its own: no requests, no scripts."""


def headers(site: Site, stylesheet: str, players: Collection[str] = (), inline: Collection[str] = ()) -> str:
    """Return `_headers` in the format of Netlify and Cloudflare Pages: a path pattern, then its headers.

    *players* and *inline* are as in `policy`.
    """
    never_changes = [stylesheet, *scripts().values(), "_static/more.*", "_images/*"]
    blocks = {
        "*": [
            f"Content-Security-Policy: {policy(site, players, inline)};frame-ancestors 'self'",
            "Referrer-Policy: strict-origin-when-cross-origin",
            "X-Content-Type-Options: nosniff",
        ],
        # some hosts match * within a path segment only, others across; browsers enforce both policies
        **{f"{folder}*.svg": [f"Content-Security-Policy: {DRAWINGS}"] for folder in ("", "_images/", "_static/")},
        **{file: ["Cache-Control: public, max-age=31536000, immutable"] for file in never_changes},
        **{file: ["Content-Type: application/atom+xml; charset=utf-8"] for file in COPIES if "." not in file},
    }
    lines = [f"{site.base_path}{where}\n" + "".join(f"  {line}\n" for line in each) for where, each in blocks.items()]
    return "".join(lines)


def write_headers(app: Sphinx) -> None:
    """Write `_headers`, except for a preview."""
    site = build_of(app).site
    if not site.preview:
        stylesheet = build_of(app).stylesheets[""]
        players = context_of(app).context["players"]
        build_of(app).session.write("_headers", headers(site, stylesheet, players, build_of(app).inline_scripts))
