"""What pages may load: a Content-Security-Policy in every page, and a file of headers for hosts that read one.

The policy (CSP Level 3) is what the room `hosts` checks at build, told to the browser as well. A page that would load
something from a host that is not allowed fails the build, whatever put it there: a template, an extension, conf.py.
"""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from typing import TYPE_CHECKING

from sphinx.locale import get_translation
from sphinx.util import logging

from kawaraban.outputs.feeds import COPIES
from kawaraban.pages.assets.scripts import INLINE, script, scripts
from kawaraban.pages.context import shared_of
from kawaraban.sources.raw_html import not_allowed, said_of
from kawaraban.state import build_of
from kawaraban.state.output import after_build
from kawaraban.text.html_scan import scan_page

if TYPE_CHECKING:
    from collections.abc import Collection

    from sphinx.application import Sphinx

    from kawaraban.model.config import Site

_ = get_translation("sphinx")
logger = logging.getLogger(__name__)


DRAWINGS = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; sandbox"
"""The policy of a drawing that is opened alone: it asks nobody, and nothing in it runs."""


@cache
def _inline() -> str:
    """Return the digest of the inline script, as a policy names it."""
    return base64.b64encode(hashlib.sha256(script(INLINE).encode()).digest()).decode()


def policy(site: Site, players: Collection[str] = ()) -> str:
    """Return the policy of the pages, as in a `<meta>`; *players* are hosts that show a video after a click."""
    hosts = "".join(f" {host}" for host in sorted(site.hosts))
    run = "'unsafe-inline'" if site.raw_html_trusted else f"'sha256-{_inline()}'"
    rules = {
        "default-src": f"'self'{hosts}",
        "script-src": f"'self' {run}{hosts}",
        "style-src": f"'self' 'unsafe-inline'{hosts}",
        "img-src": f"'self' data:{hosts}",
        **({"frame-src": f"'self'{hosts}" + "".join(f" {host}" for host in sorted(players))} if players else {}),
        "object-src": "'none'",
        "base-uri": "'self'",
        "form-action": f"'self'{hosts}",
    }
    return ";".join(f"{name} {value}" for name, value in rules.items())


def headers(site: Site, stylesheet: str, players: Collection[str] = ()) -> str:
    """Return `_headers`, as Netlify, Cloudflare Pages and others read it: an address, then its headers."""
    never_changes = [stylesheet, *scripts().values(), "_static/more.*", "_images/*"]
    blocks = {
        "*": [
            f"Content-Security-Policy: {policy(site, players)};frame-ancestors 'self'",
            "Referrer-Policy: strict-origin-when-cross-origin",
            "X-Content-Type-Options: nosniff",
        ],
        # some hosts take * for a part of a path, others for all of it; of two policies both are kept
        **{f"{folder}*.svg": [f"Content-Security-Policy: {DRAWINGS}"] for folder in ("", "_images/", "_static/")},
        **{file: ["Cache-Control: public, max-age=31536000, immutable"] for file in never_changes},
        **{file: ["Content-Type: application/atom+xml; charset=utf-8"] for file in COPIES if "." not in file},
    }
    lines = [f"{site.base_path}{where}\n" + "".join(f"  {line}\n" for line in each) for where, each in blocks.items()]
    return "".join(lines)


def check_page(site: Site, html: str, pagename: str) -> None:
    """Warn where a page would load something from a host that is not allowed, or run a script of an address."""
    seen = scan_page(html)
    for host in sorted(seen.hosts() - site.hosts):
        logger.warning(not_allowed(host), location=pagename)
    for name in () if site.raw_html_trusted else sorted({found.name for found in seen.scripts}):
        logger.warning(said_of(name), location=pagename)


def write_headers(app: Sphinx) -> None:
    """Write the headers; a preview has none."""
    site = build_of(app).site
    if not site.preview:
        stylesheet: str = app.builder.kawaraban_stylesheet  # type: ignore[attr-defined]
        build_of(app).press.write("_headers", headers(site, stylesheet, shared_of(app).context["players"]))


def setup(app: Sphinx) -> None:
    """Register the handlers."""
    after_build(app, write_headers)
