"""Pages load nothing from strangers: raw HTML and pictures from elsewhere are the author's decision, written down.

Inline scripts, event handlers and `javascript:` are errors unless `kawaraban_raw_html = "trusted"`; a host from
which a page would load something must stand in `kawaraban_hosts`.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from docutils import nodes
from docutils.parsers.rst.directives.misc import Raw
from sphinx.directives.patches import CSVTable
from sphinx.locale import get_translation

from kawaraban.build import build_of
from kawaraban.posts.shelf import line_of_node, report

if TYPE_CHECKING:
    from sphinx.application import Sphinx

_ = get_translation("sphinx")

LOADING = {"src", "srcset", "poster", "data", "background", "formaction", "action"}
"""Attributes whose addresses a browser may ask without a click (`href` too, on `link` and SVG's `use`, `image`)."""
LINKING = {"href", "xlink:href", "src", "action", "formaction", "data", "poster"}


class RawHTML(HTMLParser):
    """Finds in raw HTML what runs (`unsafe`) and the hosts from which it loads (`hosts`), with lines from 0."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.unsafe: list[tuple[int, str]] = []
        self.hosts: list[tuple[int, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at one tag."""
        line = self.getpos()[0] - 1
        names = {name for name, _value in attrs}
        if tag == "script" and "src" not in names:
            self.unsafe.append((line, "<script>"))
        for name, value in attrs:
            if name.startswith("on"):
                self.unsafe.append((line, name))
            if name == "srcdoc":
                self.unsafe.append((line, name))
            bare = re.sub(r"[\x00-\x20]", "", value or "").lower()
            if name in LINKING and bare.startswith(("javascript:", "vbscript:", "data:text/html")):
                self.unsafe.append((line, bare.split(":", maxsplit=1)[0] + ":"))
            if name in LOADING or (name in ("href", "xlink:href") and tag in ("link", "use", "image", "feimage")):
                self._note(line, value or "")
            if name == "style":
                self._style(line, value or "")
        if tag == "style":
            self.set_cdata_mode("style")
        if tag == "meta" and any("refresh" in (value or "").lower() for name, value in attrs if name == "http-equiv"):
            self.unsafe.append((line, "meta refresh"))

    handle_startendtag = handle_starttag

    def handle_data(self, data: str) -> None:
        """Look at the text of a `<style>`."""
        if self.cdata_elem == "style":
            self._style(self.getpos()[0] - 1, data)

    def _style(self, line: int, css: str) -> None:
        for found in re.findall(r"""(?:url\(\s*|@import\s+)['"]?([^'")\s;]+)""", css):
            self._note(line, found)

    def _note(self, line: int, addresses: str) -> None:
        for part in re.split(r",\s+|\s+", addresses):
            if host := host_of(part):
                self.hosts.append((line, host))


def host_of(address: str) -> str:
    """Return the host of a full or scheme-relative address, or an empty text."""
    if not re.match(r"\s*([a-zA-Z][\w+.-]*:)?[\\/]{2}", address):
        return ""
    try:
        return (urlsplit(address.strip().replace("\\", "/")).netloc.rpartition("@")[2]).lower()
    except ValueError:
        return address


def check_document(app: Sphinx, doctree: nodes.document) -> None:
    """Report what a document would run or load without leave."""
    site = build_of(app).site
    for node in [*doctree.findall(nodes.raw), *doctree.findall(nodes.image)]:
        base = line_of_node(node)
        found = RawHTML()
        if isinstance(node, nodes.image):
            found._note(0, str(node["uri"]))
        elif "html" in node.get("format", ""):
            found.feed(node.astext())
            found.close()
        if not site.raw_html_trusted:
            for line, what in found.unsafe:
                text = _("%s runs a script in the page; take it out, or set kawaraban_raw_html = “trusted”.")
                report(app.env, base + line, text % what)
        for line, host in found.hosts:
            if host not in site.hosts:
                text = _('the page would load something from %s; allow it in conf.py: kawaraban_hosts = ["%s"]')
                report(app.env, base + line, text % (host, host))


class LocalRaw(Raw):
    """Docutils' `{raw}` without its option `url`: a build asks nothing of the network."""

    option_spec = {name: kind for name, kind in (Raw.option_spec or {}).items() if name != "url"}


class LocalCSVTable(CSVTable):
    """Sphinx's `{csv-table}` without its option `url`."""

    option_spec = {name: kind for name, kind in (CSVTable.option_spec or {}).items() if name != "url"}


def setup(app: Sphinx) -> None:
    """Register directives and handler."""
    app.add_directive("raw", LocalRaw, override=True)
    app.add_directive("csv-table", LocalCSVTable, override=True)
    app.connect("doctree-read", check_document, priority=640)
