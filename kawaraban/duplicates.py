"""The same label in two documents is told, also where two processes have read them.

Sphinx tells it only where one process reads both, and else takes the label that comes last.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sphinx.locale import __
from sphinx.util import logging

if TYPE_CHECKING:
    from collections.abc import Iterator, Set

    from sphinx.environment import BuildEnvironment

logger = logging.getLogger(__name__)

KINDS = (("std", "labels"), ("std", "objects"), ("math", "objects"), ("citation", "citations"))
"""Where Sphinx's domains keep what has one name in all documents: by that name a tuple that begins with the docname."""


def duplicates(here: dict[str, Any], there: dict[str, Any], docnames: Set[str]) -> Iterator[tuple[str, Any, str, str]]:
    """Yield (kind, name, first document, second document) of what *docnames* have in *there* and another one *here*."""
    for domain, kind in KINDS:
        known = here.get(domain, {}).get(kind, {})
        for name, (docname, *_rest) in there.get(domain, {}).get(kind, {}).items():
            if docname in docnames and name in known and known[name][0] != docname:
                yield domain + kind, name, *sorted((known[name][0], docname))


def tell_duplicates(env: BuildEnvironment, other: BuildEnvironment, docnames: Set[str]) -> None:
    """Warn, in Sphinx's words, of what *docnames*, read in *other*, and documents of *env* both say."""
    for kind, name, first, second in duplicates(env.domaindata, other.domaindata, docnames):
        path = env.doc2path(first)
        text: str
        match kind:
            case "stdlabels":
                text = __("duplicate label %s, other instance in %s") % (name, path)
            case "mathobjects":
                text = __("duplicate label of equation %s, other instance in %s") % (name, first)
            case "citationcitations":
                text = __("duplicate citation %s, other instance in %s") % (name, path)
            case _:
                text = __("duplicate %s description of %s, other instance in %s") % (*name, first)
        logger.warning(text, location=second)
