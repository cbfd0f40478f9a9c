"""What pages may load: a Content-Security-Policy in every page, and a file of headers for hosts that read one.

The policy (CSP Level 3) is what `sources.raw_html` checks at build, told to the browser as well. A page that would load
something from a host that is not allowed fails the build, whatever put it there: a template, an extension, conf.py.
"""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from typing import TYPE_CHECKING

from sphinx.locale import get_translation
from sphinx.util import logging

from kawaraban.pages.assets.scripts import INLINE, script
from kawaraban.sources.raw_html import host_message, script_message
from kawaraban.text.html_scan import scan_page

if TYPE_CHECKING:
    from collections.abc import Collection

    from kawaraban.model.config import Site

_ = get_translation("sphinx")
logger = logging.getLogger(__name__)


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


def check_page(site: Site, html: str, pagename: str) -> None:
    """Warn where a page would load something from a host that is not allowed, or run a script of an address."""
    seen = scan_page(html)
    for host in sorted(seen.hosts() - site.hosts):
        logger.warning(host_message(host), location=pagename)
    for name in () if site.raw_html_trusted else sorted({found.name for found in seen.scripts}):
        logger.warning(script_message(name), location=pagename)
