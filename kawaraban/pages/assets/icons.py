"""Icons as small inline SVG: no icon font, no extra request.

The theme option `icon_links` takes the name of a shipped icon, a file of the blog, or an address.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import Markup, escape
from sphinx.locale import get_translation

from kawaraban.model.config import problem_in_conf
from kawaraban.model.problems import suggest
from kawaraban.sources.raw_html import host_message
from kawaraban.state import build_of
from kawaraban.text.urls import netloc_of

if TYPE_CHECKING:
    from sphinx.application import Sphinx

_ = get_translation("sphinx")

FOLDER = Path(__file__).parents[2] / "theme" / "kawaraban" / "icons"


@cache
def shipped() -> dict[str, str]:
    """Return the shipped icons as SVG, by name."""
    return {path.stem: path.read_text("utf-8").strip() for path in sorted(FOLDER.glob("*.svg"))}


_SHORTHANDS = {
    "fa-brands fa-square-github": "github", "fa-brands fa-square-gitlab": "link", "fa-brands fa-bitbucket": "link",
    "fa-brands fa-square-twitter": "x",
}  # fmt: skip
"""Icons that pydata-sphinx-theme adds for the options `github_url` and others, and ours instead."""


def shipped_name(name: str) -> str:
    """Return the name of the shipped icon that an entry of `icon_links` asks for, or an empty text."""
    known = _SHORTHANDS.get(name, name)
    return known if known in shipped() else ""


def icon(name: str) -> Markup:
    """Return a shipped icon as inline SVG; screen readers ignore it."""
    return Markup(shipped()[name])


def icon_of(link: dict[str, str], content_root: str) -> Markup:
    """Return the icon of an entry of `icon_links`; `check_icons` has copied the blog's own files to `_static`."""
    name = link.get("icon", "")
    if known := shipped_name(name):
        return icon(known)
    address = name if "://" in name else f"{content_root}_static/{Path(name).name}"
    return Markup('<img class="icon" src="{}" alt="" width="20" height="20">').format(escape(address))


def check_icons(app: Sphinx) -> None:
    """Copy the blog's own icon files; report unknown icons, and hosts that are not allowed."""
    if app.builder.name != "html":
        return
    build = build_of(app)
    links = app.config.html_theme_options.get("icon_links") or []
    for link in links if isinstance(links, list) else []:
        name = str(link.get("icon", ""))
        host = netloc_of(name) if "://" in name else ""
        if host and host not in build.site.hosts:
            build.problems.append(problem_in_conf("html_theme_options", host_message(host), app.confdir))
        elif not host and not shipped_name(name) and (app.confdir / name).is_file():
            build.session.write(f"_static/{Path(name).name}", (app.confdir / name).read_bytes())
        elif not host and not shipped_name(name):
            text = _("icon_links: there is no icon “%s”; take a file, an address or one of: %s.")
            text = text % (name, ", ".join(shipped())) + suggest(name.rsplit("-", maxsplit=1)[-1], shipped())
            build.problems.append(problem_in_conf("html_theme_options", text, app.confdir))
