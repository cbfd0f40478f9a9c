"""Navigation: the links at the top of every page, and the table of contents of a page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from docutils import nodes
from sphinx import addnodes
from sphinx.locale import get_translation

from kawaraban.state import build_of

if TYPE_CHECKING:
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
    """Return the top navigation: all posts, the home page's toctree, `external_links`."""
    links = [NavLink(_("Posts"), "blog")] if build_of(app).posts else []
    for toctree in _toctrees(app):
        for title, target in toctree["entries"]:
            if "://" in target:
                links.append(NavLink(title or target, url=target))
            elif target in app.env.titles:
                links.append(NavLink(title or app.env.titles[target].astext(), target))
    options: dict[str, Any] = cast("StandaloneHTMLBuilder", app.builder).theme_options
    links += [NavLink(link["name"], url=link["url"]) for link in options.get("external_links") or []]
    return tuple(links)


def _toctrees(app: Sphinx) -> list[addnodes.toctree]:
    toc = app.env.tocs.get(app.config.root_doc)
    return list(toc.findall(addnodes.toctree)) if toc is not None else []
