"""Check that pages load nothing from third parties, and run no scripts, unless the author allows it.

Inline scripts, event handlers and `javascript:` URLs are errors unless `kawaraban_raw_html = "trusted"`. Hosts from
which pages load anything must be listed in `kawaraban_hosts`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from docutils.parsers.rst.directives.misc import Raw
from sphinx.directives.patches import CSVTable
from sphinx.locale import get_translation

from kawaraban.sources.media import replace_file_addresses
from kawaraban.sources.outline import MARK, Skeleton, is_html, line_at, skeleton_of, unclosed_piece
from kawaraban.state import build_of
from kawaraban.state.index import line_of_node, report
from kawaraban.text.html_scan import Span, scan, schemes_of
from kawaraban.text.urls import host_of

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from kawaraban.model.config import Site

_ = get_translation("sphinx")

_LEADING = ("meta refresh", "<base>")


def script_message(script: str) -> str:
    """Return the message about a script or a redirect."""
    if script in _LEADING:
        text = _(
            '%s leads readers away without a click; take it out, or write in conf.py: kawaraban_raw_html = "trusted"'
        )
    else:
        text = _('%s runs a script in the page; take it out, or write in conf.py: kawaraban_raw_html = "trusted"')
    return text % script


def host_message(host: str) -> str:
    """Return the message about a host that is missing in `kawaraban_hosts`."""
    return _('the page would load something from %s; allow it in conf.py: kawaraban_hosts = ["%s"]') % (host, host)


def check_document(app: Sphinx, doctree: nodes.document) -> None:
    """Report what a document runs or loads without permission."""
    site, env = build_of(app).site, app.env
    for image in doctree.findall(nodes.image):
        _report_host(env, site, line_of_node(image), str(image["uri"]))
    for link in () if site.raw_html_trusted else doctree.findall(nodes.reference):
        for scheme in schemes_of(str(link.get("refuri", ""))):
            report(env, line_of_node(link), script_message(scheme))
    if any(map(is_html, doctree.findall(nodes.raw))):
        check_raw(app, site, skeleton_of(doctree))


def check_raw(app: Sphinx, site: Site, skeleton: Skeleton) -> None:
    """Report what raw HTML runs, loads or hides in a browser with scripts enabled or disabled."""
    env, plain = app.env, scan(skeleton.html, mark=MARK)
    for seen in (plain, scan(skeleton.html, scripting=True)):
        if not site.raw_html_trusted:
            for script in seen.scripts:
                report(env, line_at(env, skeleton, script.span, script.name), script_message(script.name))
        for attribute in seen.attributes:
            for address in attribute.addresses() if attribute.loads else ():
                _report_host(env, site, line_at(env, skeleton, attribute.span, attribute.name), address)
    if piece := unclosed_piece(skeleton, plain.marks, plain.quoted):
        text = _("a tag, a comment or an element in this HTML is not closed: it swallows what follows.")
        report(env, line_at(env, skeleton, Span(piece.start, piece.start)), text)
    replace_file_addresses(app, skeleton, plain.attributes)


def _report_host(env: BuildEnvironment, site: Site, line: int, address: str) -> None:
    host = host_of(address)
    if host and host not in site.hosts:
        report(env, line, host_message(host), shared=True)


class LocalRaw(Raw):
    """Docutils' `{raw}` without its option `url`, since builds do not access the network."""

    option_spec = {name: kind for name, kind in (Raw.option_spec or {}).items() if name != "url"}


class LocalCSVTable(CSVTable):
    """Sphinx's `{csv-table}` without its option `url`."""

    option_spec = {name: kind for name, kind in (CSVTable.option_spec or {}).items() if name != "url"}


def setup(app: Sphinx) -> None:
    """Register the directives."""
    app.add_directive("raw", LocalRaw, override=True)
    app.add_directive("csv-table", LocalCSVTable, override=True)
