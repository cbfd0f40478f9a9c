"""The Content-Security-Policy (CSP Level 3) of every page, also used for `_headers`.

It makes the browser enforce what `sources.raw_html` checks in the sources. A page that would load something from a host
that is not allowed fails the build, whatever caused it: a template, an extension or conf.py.
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
from kawaraban.state import build_of
from kawaraban.text.html_scan import scan_page

if TYPE_CHECKING:
    from collections.abc import Collection

    from sphinx.application import Sphinx

    from kawaraban.model.config import Site

_ = get_translation("sphinx")
logger = logging.getLogger(__name__)


@cache
def _hash(text: str) -> str:
    """Return the base64-encoded SHA-256 of an inline script, as used in a policy."""
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def policy_of(app: Sphinx, players: Collection[str]) -> str:
    """Return the policy of pages as written in `<meta>`; *players* are the hosts of video players."""
    return policy(build_of(app).site, players, build_of(app).inline_scripts)


def policy(site: Site, players: Collection[str] = (), inline: Collection[str] = ()) -> str:
    """Return the policy for pages with the scripts *inline* besides our own."""
    hosts = "".join(f" {host}" for host in sorted(site.hosts))
    allowed = " ".join(f"'sha256-{_hash(text)}'" for text in (script(INLINE), *inline))
    run = "'unsafe-inline'" if site.raw_html_trusted else allowed
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
    """Warn if a page would load something from a host that is not allowed, or run an inline script from its content."""
    seen = scan_page(html)
    for host in sorted(seen.hosts() - site.hosts):
        logger.warning(host_message(host), location=pagename)
    for name in () if site.raw_html_trusted else sorted({found.name for found in seen.scripts}):
        logger.warning(script_message(name), location=pagename)
