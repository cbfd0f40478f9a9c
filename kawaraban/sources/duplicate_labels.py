"""Warn of labels defined in two documents, independently of reading order and processes.

Sphinx only warns if one process reads both documents and the first has a title at the label; otherwise the last one
wins.
"""

from __future__ import annotations

import re
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


_WARNING = re.compile(
    r"(duplicate (label of equation|label|citation|\w+ description of) (.*), other instance in )(.*)", re.DOTALL
)


def in_order(env: BuildEnvironment, message: str, path: str, line: int) -> tuple[str, str, int]:
    """Return the message and the place of a warning as if documents were always read in the order of their names.

    A build that reads only the first of two documents with the same label would warn at that one. Paths are relative to
    the source folder.
    """
    found = _WARNING.fullmatch(message)
    if not found:
        return message, path, line
    first, second = env.path2doc(path), found[4] if found[4] in env.found_docs else env.path2doc(found[4])
    if not first or not second or first >= second:
        return message, path, line
    other = first if " of" in found[2] else path
    return f"{found[1]}{other}", env.doc2path(second, base=False).as_posix(), _line_of(env, second, found[3])


def _line_of(env: BuildEnvironment, docname: str, name: str) -> int:
    """Return the line that Sphinx names for a label: of the block below `(label)=`, or the first one of the block with
    `:name:`, `:label:` or `$$ (label)`.

    For other names it is the first line that contains the name, or 1.
    """
    written = name.casefold()
    text = env.doc2path(docname).read_text("utf-8", "replace").casefold()
    lines = [line.strip() for line in text.splitlines()]
    for number, line in enumerate(lines):
        if line == f"({written})=":
            return next((below for below, text in enumerate(lines, 1) if below > number + 1 and text), number + 1)
        if starts := _STARTS.get(line.removesuffix(written)) or _STARTS.get(line.removesuffix(f"({written})")):
            return next((above for above in range(number, 0, -1) if lines[above - 1].startswith(starts)), number + 1)
    return next((number for number, line in enumerate(lines, 1) if written in line), 1)


_STARTS = {**dict.fromkeys((":name: ", ":label: "), ("```", "~~~", ":::")), "$$ ": ("$$",)}
"""How a block begins whose name stands after these words."""


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
