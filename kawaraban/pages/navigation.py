"""Navigation: the links at the top of every page, the site's table of contents, and that of a page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from docutils import nodes
from sphinx import addnodes
from sphinx.locale import get_translation

from kawaraban.state import build_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sphinx.application import Sphinx
    from sphinx.builders.html import StandaloneHTMLBuilder

_ = get_translation("sphinx")


@dataclass(frozen=True, slots=True)
class Heading:
    """An entry of a table of contents."""

    anchor: str
    text: str
    children: tuple[Heading, ...]


@dataclass(frozen=True, slots=True)
class NavLink:
    """A link in the navigation, to a page or to an address."""

    title: str
    pagename: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the site's table of contents, that is a toctree of the home page; the caption may be empty."""

    caption: str
    links: tuple[NavLink, ...]


CONTENTS = "sidebar/contents.html"
"""The part of the sidebar that shows the site's table of contents; the links at the top then leave it out."""


def outline(toc: nodes.Node | None) -> tuple[Heading, ...]:
    """Return the table of contents of a page, without its title, from Sphinx's `env.tocs`."""

    def items(bullets: nodes.Node) -> tuple[Heading, ...]:
        found = []
        for item in bullets.children:
            reference = item.next_node(nodes.reference)
            below = next((child for child in item.children if isinstance(child, nodes.bullet_list)), None)
            if reference is not None and reference.get("anchorname"):
                text = reference.astext()
                found.append(Heading(reference["anchorname"], text, items(below) if below else ()))
            elif below:
                found.extend(items(below))
        return tuple(found)

    return items(toc) if toc is not None else ()


def navigation(app: Sphinx) -> tuple[NavLink, ...]:
    """Return the top navigation: all posts, the home page's toctrees unless a sidebar shows them, `external_links`."""
    links = [NavLink(_("Posts"), "blog")] if build_of(app).posts else []
    if not _shows_contents(app):
        links += [link for part in _parts(app) for link in part.links]
    options: dict[str, Any] = cast("StandaloneHTMLBuilder", app.builder).theme_options
    links += [NavLink(link["name"], url=link["url"]) for link in options.get("external_links") or []]
    return tuple(links)


def site_contents(app: Sphinx) -> tuple[Part, ...]:
    """Return the site's table of contents; it is empty if no sidebar shows it."""
    return tuple(_parts(app)) if _shows_contents(app) else ()


def reading_order(parts: Iterable[Part]) -> dict[str, tuple[NavLink | None, NavLink | None]]:
    """Return the links (before, after) for each page of a table of contents by page name, in order."""
    pages = {link.pagename: link for part in parts for link in part.links if link.pagename}
    links: tuple[NavLink | None, ...] = (None, *pages.values(), None)
    return {name: (links[n], links[n + 2]) for n, name in enumerate(pages)}


def _shows_contents(app: Sphinx) -> bool:
    return any(CONTENTS in parts for parts in app.config.html_sidebars.values())


def _parts(app: Sphinx) -> Iterator[Part]:
    """Yield the toctrees of the home page."""
    toc = app.env.tocs.get(app.config.root_doc)
    for toctree in toc.findall(addnodes.toctree) if toc is not None else ():
        links = []
        for title, target in toctree["entries"]:
            if "://" in target:
                links.append(NavLink(title or target, url=target))
            elif target in app.env.titles:
                links.append(NavLink(title or app.env.titles[target].astext(), target))
        yield Part(toctree.get("caption") or "", tuple(links))
