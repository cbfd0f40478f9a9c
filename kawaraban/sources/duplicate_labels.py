"""Warn of labels defined in two documents, independently of reading order and processes.

Sphinx only warns if one process reads both documents and the first has a title at the label; otherwise the last one
wins.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.locale import __
from sphinx.transforms import SphinxTransform
from sphinx.util import logging

if TYPE_CHECKING:
    from collections.abc import Iterator, Set

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

logger = logging.getLogger(__name__)

KINDS = (("std", "anonlabels"), ("std", "objects"), ("math", "objects"), ("citation", "citations"))
"""Domain data with globally unique names: dicts of tuples that begin with the docname."""


def duplicates(here: dict[str, Any], there: dict[str, Any], docnames: Set[str]) -> Iterator[tuple[str, Any, str, str]]:
    """Yield (kind, name, first document, second document) for names in *there* from *docnames* that *here* has, too."""
    for domain, kind in KINDS:
        known = here.get(domain, {}).get(kind, {})
        for name, (docname, *_rest) in there.get(domain, {}).get(kind, {}).items():
            if docname in docnames and name in known and known[name][0] != docname:
                yield domain + kind, name, *sorted((known[name][0], docname))


def warn_of_duplicates(env: BuildEnvironment, other: BuildEnvironment, docnames: Set[str]) -> None:
    """Warn, with Sphinx's messages, of duplicates between *docnames*, read in *other*, and documents of *env*."""
    for kind, name, first, second in duplicates(env.domaindata, other.domaindata, docnames):
        path = env.doc2path(first)
        text: str
        match kind:
            case "stdanonlabels":
                text = __("duplicate label %s, other instance in %s") % (name, path)
            case "mathobjects":
                text = __("duplicate label of equation %s, other instance in %s") % (name, first)
            case "citationcitations":
                text = __("duplicate citation %s, other instance in %s") % (name, path)
            case _:
                text = __("duplicate %s description of %s, other instance in %s") % (*name, first)
        logger.warning(text, location=(second, _line_of(env, second, name if isinstance(name, str) else name[-1])))


def _line_of(env: BuildEnvironment, docname: str, name: str) -> int:
    """Return the line that Sphinx names for a label: that of the block below it.

    For other names it is the first line that contains the name, or 1.
    """
    lines = env.doc2path(docname).read_text("utf-8", "replace").casefold().splitlines()
    written = name.casefold()
    label = next((number for number, line in enumerate(lines) if line.strip() == f"({written})="), None)
    if label is not None:
        return next((number for number, line in enumerate(lines, 1) if number > label + 1 and line.strip()), label + 1)
    return next((number for number, line in enumerate(lines, 1) if written in line), 1)


class WarnOfDuplicateLabels(SphinxTransform):
    """Warn of duplicate labels without a title, before Sphinx registers them."""

    default_priority = 845

    def apply(self, **_kwargs: Any) -> None:
        """Emit Sphinx's warnings."""
        standard = self.env.domains.standard_domain
        for name, is_explicit in self.document.nametypes.items():
            known = standard.anonlabels.get(name)
            if is_explicit and known and name not in standard.labels and (node := self._labelled(name)) is not None:
                path = self.env.doc2path(known[0])
                logger.warning(__("duplicate label %s, other instance in %s"), name, path, location=node)

    def _labelled(self, name: str) -> nodes.Element | None:
        """Return the node of a label, None if other documents cannot refer to it."""
        node = self.document.ids.get(self.document.nameids[name] or "")
        if isinstance(node, nodes.target) and "refid" in node:
            node = self.document.ids.get(node["refid"])
        is_own = (
            node is None or isinstance(node, nodes.footnote) or "refuri" in node or node.tagname.startswith("desc_")
        )
        return None if is_own else node


def setup(app: Sphinx) -> None:
    """Register the transform."""
    app.add_transform(WarnOfDuplicateLabels)
