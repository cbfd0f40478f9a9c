"""Link cards and videos.

`{linkcard} URL` shows what `links.toml` has for the address, unless its options override it; an address that is a
paragraph of its own becomes a card, too. `{youtube}`, `{vimeo}` and `{niconico}` show a still picture. A page sends no
request to these sites before a click.
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.locale import get_translation
from sphinx.transforms import SphinxTransform
from sphinx.util.docutils import SphinxDirective

from kawaraban.directives.links.video_services import SERVICES, Video, video_of
from kawaraban.images.files import size_of
from kawaraban.model.links import FILE, ICON, Link, read_links
from kawaraban.model.messages import own_message
from kawaraban.model.problems import InvalidFile
from kawaraban.state import build_of
from kawaraban.state.index import index_of
from kawaraban.text.dates import long_date
from kawaraban.text.urls import netloc_of

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.writers.html5 import HTML5Translator

_ = get_translation("sphinx")

OPTIONS = ("title", "site", "description")


class linkcard(nodes.General, nodes.Element):  # noqa: N801 - node classes of docutils are lowercase
    """A link card with attributes url, title, site, description, seen; its picture is its child."""


class video(nodes.General, nodes.Element):  # noqa: N801
    """A video with attributes page, player, service, title, caption, ratio; its still picture is its child."""


def link_of(env: BuildEnvironment, url: str) -> Link | None:
    """Return the entry of `links.toml` for an address, and note the file as a dependency of the current document."""
    env.note_dependency(FILE)
    return build_of(env._app).links.get(url)


def _picture(path: str, line: int) -> list[nodes.Node]:
    if not path:
        return []
    image = nodes.image("", uri=f"/{path}", alt="")
    image.line = line
    return [image]


def card(env: BuildEnvironment, url: str, line: int, options: dict[str, str]) -> linkcard:
    """Return the card of an address with the options, or else its entry in `links.toml`, or else its host."""
    known = link_of(env, url)
    if known is None and "title" not in options:
        index_of(env).unknown_links.setdefault(env.docname, []).append(url)
    known = known or Link()
    words = {name: options.get(name) or getattr(known, name) for name in OPTIONS}
    words["site"] = words["site"] or netloc_of(url).removeprefix("www.")
    words["title"] = words["title"] or url
    pictures = _picture(options.get("picture", known.picture), line)
    node = linkcard("", *pictures, url=url, seen=known.seen.isoformat() if known.seen else "", **words)
    node.line = line
    return node


class Linkcard(SphinxDirective):
    """`{linkcard} URL` with options title, site, description, picture (a path relative to the root, empty for none)."""

    required_arguments = 1
    option_spec = dict.fromkeys((*OPTIONS, "picture"), directives.unchanged)

    def run(self) -> list[nodes.Node]:
        """Return the card. Raises DirectiveError for a wrong address."""
        url = directives.uri(self.arguments[0])
        if not re.match(r"https?://[^/\s]+", url) or not netloc_of(url):
            text = _("“%s” should be a full address, such as “https://example.org/a.html”.")
            raise self.error(own_message(text % url))
        return [card(self.env, url, self.lineno, self.options)]


class ShowVideo(SphinxDirective):
    """`{youtube}`, `{vimeo}`, `{niconico}`: an id or address; title, start (seconds), caption, ratio, picture."""

    required_arguments = 1
    final_argument_whitespace = True
    option_spec = {
        "title": directives.unchanged, "caption": directives.unchanged, "ratio": directives.unchanged,
        "picture": directives.unchanged, "start": directives.nonnegative_int,
    }  # fmt: skip

    def run(self) -> list[nodes.Node]:
        """Return the video. Raises DirectiveError for a wrong id, address or ratio."""
        service = SERVICES[self.name]
        found = video_of(self.name, self.arguments[0])
        if found is None:
            text = _("“%s” is no video of %s's; write its address or its id.")
            raise self.error(own_message(text % (self.arguments[0], service.name)))
        found = Video(found.service, found.id, self.options.get("start", found.start))
        ratio = self.options.get("ratio", "16/9").strip()
        if not re.fullmatch(r"[1-9]\d{0,3}\s*[/:]\s*[1-9]\d{0,3}", ratio):
            raise self.error(own_message(_("“%s” is no ratio; write it like 16/9.") % ratio))
        known = link_of(self.env, found.page)
        if known is None and "title" not in self.options:
            index_of(self.env).unknown_links.setdefault(self.env.docname, []).append(found.page)
        known = known or Link()
        index_of(self.env).players.setdefault(self.env.docname, set()).add(service.host)
        node = video(
            "", *_picture(self.options.get("picture", known.picture), self.lineno),
            page=found.page_at, player=found.player, service=service.name, ratio=re.sub(r"\s*[/:]\s*", "/", ratio),
            title=self.options.get("title") or known.title or _("Video"), caption=self.options.get("caption", ""),
        )  # fmt: skip
        node.line = self.lineno
        return [node]


class CardsOfLinks(SphinxTransform):
    """Turns an address that is a paragraph of its own into a card."""

    default_priority = 290  # before images are found

    def apply(self, **_kwargs: Any) -> None:
        """Replace such paragraphs in place."""
        if not self.config.kawaraban_link_cards:
            return
        for link in list(self.document.findall(nodes.reference)):
            paragraph, address = link.parent, link.get("refuri", "")
            if not (address.startswith("http") and isinstance(paragraph, nodes.paragraph) and len(paragraph) == 1):
                continue
            written = paragraph.rawsource.strip().strip("<>") or link.astext()
            is_alone = isinstance(paragraph.parent, (nodes.section, nodes.document))
            if is_alone and re.fullmatch(r"https?://\S+", written) and "](" not in written and netloc_of(written):
                paragraph.replace_self(card(self.env, address, paragraph.line or 1, {}))


def load_links(app: Sphinx) -> None:
    """Read `links.toml`; an error in it becomes a problem."""
    try:
        build_of(app).links = read_links(Path(app.srcdir))
    except InvalidFile as error:
        build_of(app).problems.append(error.problem)


def note_unknown(app: Sphinx, env: BuildEnvironment) -> None:
    """Add a notice with the number of cards that `make links` would complete."""
    urls = {url for found in index_of(env).unknown_links.values() for url in found}
    if urls:
        build_of(app).notices.append(_("cards that make links would complete: %d.") % len(urls))


def _picture_html(self: HTML5Translator, node: nodes.Element, name: str) -> str:
    """Return the picture of a card or a video, empty if it has none."""
    image = node.next_node(nodes.image)
    if image is None or image["uri"] not in self.builder.images:
        return ""
    size = size_of(self.builder.srcdir / image["uri"])
    if size and max(size) <= ICON:
        name = "linkcard-icon"
    measures = f' width="{size[0]}" height="{size[1]}"' if size else ""
    source = f"{self.builder.imgpath}/{quote(self.builder.images[image['uri']])}"
    return f'<img class="{name}" src="{source}" alt=""{measures} loading="lazy" decoding="async">'


def visit_linkcard(self: HTML5Translator, node: linkcard) -> None:
    """Write a card."""
    written = {key: self.encode(node[key]) for key in ("title", "site", "description")}
    description = f'<span class="linkcard-text">{written["description"]}</span>' if node["description"] else ""
    seen = ""
    if node["seen"]:
        when = date.fromisoformat(node["seen"])
        seen = self.encode(_(", seen on %s") % long_date(when, build_of(self.builder._app).site.language))
    self.body.append(
        f'<p class="linkcard"><a href="{self.attval(node["url"])}" rel="noopener">'
        f"{_picture_html(self, node, 'linkcard-picture')}"
        f'<span class="linkcard-title">{written["title"]}</span>{description}'
        f'<span class="linkcard-site">{written["site"]}{seen}</span></a></p>\n'
    )
    raise nodes.SkipNode


def visit_video(self: HTML5Translator, node: video) -> None:
    """Write a still picture that links to the video; a script replaces it with the player on a click."""
    caption = f"<p>{self.encode(node['caption'])}</p>" if node["caption"] else ""
    told = _("A click loads the player from %s.") % node["service"]
    self.body.append(
        f'<figure class="kw-video"><a href="{self.attval(node["page"])}" '
        f'data-player="{self.attval(node["player"])}" rel="noopener" '
        f'style="aspect-ratio:{node["ratio"]}">{_picture_html(self, node, "kw-video-still")}'
        f'<span class="kw-video-title">{self.encode(node["title"])}</span>'
        f'<span class="kw-video-site">{self.encode(node["service"])}</span></a>'
        f"<figcaption>{caption}<p>{self.encode(told)}</p></figcaption></figure>\n"
    )
    raise nodes.SkipNode


def setup(app: Sphinx) -> None:
    """Register nodes, directives and transform."""
    app.add_node(linkcard, html=(visit_linkcard, None))
    app.add_node(video, html=(visit_video, None))
    app.add_directive("linkcard", Linkcard)
    for name in SERVICES:
        app.add_directive(name, ShowVideo)
    app.add_transform(CardsOfLinks)
