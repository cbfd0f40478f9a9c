"""The tooltips of the extension sphinx-tippy, made without asking other hosts and the same in each build.

sphinx-tippy finds what a link within the site leads to, and writes a script for each page that shows it. Of itself it
takes documents' names for addresses, forgets what other processes found and names files at random; therefore its
functions are called from here, with addresses as names of pages. Texts of other sites (Wikipedia, DOI, Read the Docs),
which it would download during the build, are left out.
"""

from __future__ import annotations

import pickle
import re
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote

from sphinx.builders.html._assets import _JavaScript
from sphinx.locale import get_translation

from kawaraban.model.config import problem_in_conf
from kawaraban.pages.article import cache_key
from kawaraban.pages.context import context_of
from kawaraban.state import build_of
from kawaraban.text.urls import host_of

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx

_ = get_translation("sphinx")

EXTENSION = "sphinx_tippy"
_NOT_IN_TIPS = re.compile(
    r'<a\b(?=[^>]*"(?:headerlink|footnote-reference|doc-backlink)\b).*?</a>|\s(?:srcset|sizes)="[^"]*"', re.DOTALL
)
"""Links of headings to themselves and of notes, which our pages show as well; and attributes whose addresses
sphinx-tippy does not adapt to another page."""


def replace_tooltips(app: Sphinx) -> None:
    """Disconnect sphinx-tippy's own handlers, and report scripts that pages would load from other hosts."""
    if EXTENSION not in app.extensions:
        return
    import sphinx_tippy

    for event in ("html-page-context", "build-finished"):
        for listener in list(app.events.listeners[event]):
            if listener.handler in (sphinx_tippy.collect_tips, sphinx_tippy.write_tippy_js):
                app.disconnect(listener.id)
    build = build_of(app)
    if {host_of(name) for name in app.config.tippy_js} - {"", *build.site.hosts}:
        text = _(
            "sphinx-tippy's scripts would be loaded from other hosts; put them into _static/, and write "
            'tippy_js = ["popper.min.js", "tippy-bundle.umd.min.js"].'
        )
        build.problems.append(problem_in_conf("tippy_js", text, Path(app.confdir)))
        app.config.tippy_js = ()


def _key(docname: str) -> str:
    """Return the key of a document's tooltips in the cache."""
    return cache_key("tooltips", docname)


def forget_tooltips(app: Sphinx, _env: object, _added: object, _changed: object, removed: set[str]) -> list[str]:
    """Drop the tooltips of removed documents from the cache."""
    if EXTENSION in app.extensions:
        build_of(app).session.obsolete |= set(map(_key, removed))
    return []


def collect_tooltips(
    app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Store what links may show of a document, and which links it has; add the scripts to its page if there are any."""
    if EXTENSION not in app.extensions or pagename not in app.env.all_docs:
        return
    if doctree is not None:
        _store(app, pagename, template, str(context["body"]), doctree)
    tips = _tooltips(app, pagename)
    if tips["refs_in_page"] or tips["custom_in_page"]:
        libraries = [name if host_of(name) else f"_static/{name}" for name in app.config.tippy_js]
        scripts = [*libraries, quote(_script(_address(app, pagename)))]
        context["script_files"] += [_JavaScript(name, defer="defer") for name in scripts]
        context["has_more"] = True


def _store(app: Sphinx, pagename: str, template: str, body: str, doctree: nodes.document) -> None:
    import sphinx_tippy

    found: dict[str, Any] = {}
    address = _address(app, pagename)
    plain = {"body": _NOT_IN_TIPS.sub("", body)}
    sphinx_tippy.collect_tips(_stand_in(app, found), address, template, plain, doctree)
    tips = found[address]
    tips["refs_in_page"] = sorted(tips["refs_in_page"], key=repr)
    tips["custom_in_page"] = sorted(tips["custom_in_page"])
    build_of(app).session.remember(_key(pagename), pickle.dumps(tips))


def _tooltips(app: Sphinx, docname: str) -> dict[str, Any]:
    """Return what sphinx-tippy has found in a document; see its `TippyPageData`."""
    kept = build_of(app).session.recall(_key(docname))
    nothing: dict[str, Any] = {"element_id_map": {}, "id_to_html": {}, "refs_in_page": [], "custom_in_page": []}
    return pickle.loads(kept) if kept else nothing  # noqa: S301 - our own cache


def write_tooltips(app: Sphinx) -> None:
    """Write the script of each page that has tooltips."""
    if EXTENSION not in app.extensions:
        return
    import sphinx_tippy

    session = build_of(app).session
    session.reload_notes()
    pages = {_address(app, docname): _tooltips(app, docname) for docname in sorted(app.env.all_docs)}
    for address, tips in pages.items():
        shown = [
            (page, target)
            for page, target in tips["refs_in_page"]
            if target or None in pages[page or address]["id_to_html"]
        ]
        if tips["refs_in_page"] or tips["custom_in_page"]:
            tips |= {"refs_in_page": shown, "js_path": Path(session.path(_script(address)))}
            sphinx_tippy.write_tippy_props_page(_stand_in(app, pages), address, {}, {}, {})


def _address(app: Sphinx, docname: str) -> str:
    """Return a document's address as links have it, percent-encoded and without suffix."""
    return app.builder.get_target_uri(docname).removesuffix(".html")


def _script(address: str) -> str:
    """Return the path of a page's script relative to the root."""
    return f"_tooltips/{unquote(address)}.js"


def _stand_in(app: Sphinx, pages: dict[str, Any]) -> Any:
    """Return what sphinx-tippy's functions use of an application; they add to *pages*, and read it."""
    import sphinx_tippy

    cache = context_of(app).cache
    if cache.tooltips is None:
        addresses = {_address(app, docname) for docname in app.env.all_docs}
        offline = {"enable_wikitips": False, "enable_doitips": False, "tippy_rtd_urls": (), "enable_mathjax": False}
        cache.tooltips = {"all_docs": addresses, "tippy_config": replace(sphinx_tippy.get_tippy_config(app), **offline)}
    env = SimpleNamespace(tippy_data={"pages": pages}, **cache.tooltips)
    return SimpleNamespace(env=env, builder=app.builder, outdir=app.outdir, add_js_file=lambda *_given, **_more: None)
