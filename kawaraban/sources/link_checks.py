"""Check links to documents and files: targets must be published and exist."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx import addnodes
from sphinx.locale import get_translation

from kawaraban.model.problems import Problem
from kawaraban.sources.metadata import link_target_digest
from kawaraban.state import build_of
from kawaraban.state.access import outside_fault
from kawaraban.state.index import index_of, line_of_node, report, source_of
from kawaraban.text.urls import is_script

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx

_ = get_translation("sphinx")


def check_links(app: Sphinx, doctree: nodes.document) -> None:
    """Report each link to an unpublished post or a missing file.

    The targets of valid links, and what other documents may show of this one, are added to the index.
    """
    build, docname = build_of(app), app.env.docname
    links: set[str] = set()
    for node in list(doctree.findall(addnodes.pending_xref)):
        target = _document_of(node, app, docname)
        text, line = _fault_of(node, app, target), line_of_node(node)
        if text and build.site.preview and target in build.waiting:
            ahead = Problem(source_of(app.env, docname), line, text)
            index_of(app.env).preview_problems.setdefault(docname, []).append((target, ahead))
        elif text:
            report(app.env, line, text)
            node.replace_self(node.children)  # already reported
            continue
        links.add(target or "#")
    for toctree in doctree.findall(addnodes.toctree):
        links.update(toctree["includefiles"])
        for entry in [entry for entry in toctree["entries"] if is_script(entry[1])]:
            report(app.env, line_of_node(toctree), _("“%s” is no address for a link.") % entry[1])
            toctree["entries"].remove(entry)
    if links:
        index_of(app.env).links[docname] = frozenset(links)
    index_of(app.env).link_targets[docname] = link_target_digest(doctree, app.env.tocs.get(docname))


def _fault_of(node: addnodes.pending_xref, app: Sphinx, target: str) -> str:
    """Return what is wrong with a reference to the document *target*, or an empty text."""
    waiting = build_of(app).waiting
    if target in waiting and app.env.docname not in waiting:
        return _("a link to %s, which is not published (a draft, or its date is yet to come).") % f"{target}.md"
    if target.startswith(("/", "../")) and (text := outside_fault(app, f"{target}.md", f"{target}.md")):
        return text
    known = target in build_of(app).sources or (app.srcdir / f"{target}.md").exists()
    if target and node["reftype"] == "myst" and not known:
        return _("there is no file “%s” to link to; its path is counted from this one.") % str(node["reftarget"])
    return ""


def _document_of(node: addnodes.pending_xref, app: Sphinx, docname: str) -> str:
    """Return the docname that a reference points to, or an empty text."""
    target = str(node["reftarget"])
    if node.get("refdomain") == "doc":
        return target
    file = target.split("#", maxsplit=1)[0]
    if node["reftype"] == "doc" or (node["reftype"] == "myst" and file.endswith(".md")):
        return app.env.relfn2path(file.removesuffix(".md"), docname)[0]
    return ""
