"""Metadata of linked pages, stored in `links.toml` at the root of the blog.

Builds only read the file; `make links` fetches what is missing. Link cards therefore do not change unless the author
changes them, and outlive the linked pages. Each URL is a table:

    ["https://www.usgs.gov/centers/national-minerals-information-center"]
    title = "National Minerals Information Center"
    site = "USGS"
    description = "Statistics on minerals."
    picture = "links/0123456789ab.webp"
    seen = 2026-11-24

`picture` is a path from the root. Every field but `seen` is optional, and all may be edited by hand.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from typing import TYPE_CHECKING, Any

from sphinx.locale import get_translation

from kawaraban.model.messages.toml import read_toml
from kawaraban.model.problems import InvalidFile, Problem

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_ = get_translation("sphinx")

FILE = "links.toml"
FOLDER = "links"
ICON = 64
"""Pictures up to this width and height in pixels are site icons; they are displayed at half the size."""
HEAD = "# What links lead to, as seen on a day: made by `make links`, which only adds; change it as you like.\n"


@dataclass(frozen=True, slots=True)
class Link:
    """Metadata of a linked page. `picture` is a path below the root, `seen` the day on which it was fetched."""

    title: str = ""
    site: str = ""
    description: str = ""
    picture: str = ""
    seen: date | None = None


def read_links(root: Path) -> dict[str, Link]:
    """Return the links of the blog in *root* by URL; empty if there is no file. Raises InvalidFile."""
    found, text = read_toml(root, FILE)
    return {url: _link(url, about, text) for url, about in found.items()}


def _link(url: str, about: Any, text: str) -> Link:
    line = next((number for number, each in enumerate(text.splitlines(), 1) if url in each), 1)
    names = {field.name for field in fields(Link)}
    if not isinstance(about, dict):
        raise InvalidFile(Problem(FILE, line, _("“%s” should be a table of what is known of a link.") % url))
    for name, value in about.items():
        if name not in names or not isinstance(value, date if name == "seen" else str):
            raise InvalidFile(
                Problem(
                    FILE,
                    line,
                    _("“%s” of a link is a text (`seen` a day) among: %s.") % (name, ", ".join(sorted(names))),
                )
            )
    return Link(**about)


def to_toml(links: Mapping[str, Link]) -> str:
    """Return the text of links.toml, sorted by URL, without characters that TOML forbids."""
    import tomli_w  # only used by `make links`

    tables = {}
    for url, link in sorted(links.items()):
        known = {field.name: getattr(link, field.name) for field in fields(Link)}
        tables[_clean(url)] = {
            name: _clean(value) if isinstance(value, str) else value for name, value in known.items() if value
        }
    return f"{HEAD}\n{tomli_w.dumps(tables)}"


def _clean(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8").replace("\x7f", "")
