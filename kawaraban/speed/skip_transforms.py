"""Transforms left out where they would change nothing.

Slow: two of Sphinx's transforms go through every node of each document: one for the language of its blocks of code,
also where it has none; one for a count of translated parts that only a substitution or a setting asks for. Gain: a
thirtieth of the time of reading. Assumes: they look for these kinds of nodes and leave alone all others; what
`kawaraban.speed.node_kinds` has seen is all that there is, and where that patch is not applied, nothing is left out.
"""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms.i18n import TranslationProgressTotaliser
from sphinx.transforms.post_transforms.code import HighlightLanguageTransform

from kawaraban.speed.node_kinds import Seen

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.transforms import SphinxTransform

KINDS: dict[Any, tuple[type, ...]] = {
    HighlightLanguageTransform: (nodes.literal_block, addnodes.highlightlang),
    TranslationProgressTotaliser: (nodes.substitution_reference,),
}
"""The kinds of nodes without which a transform is needless."""
_ORIGINALS: dict[Any, Any] = {transform: transform.apply for transform in KINDS}


def holds() -> bool:
    """Return whether the transforms are as they are known."""
    return all(list(inspect.signature(apply).parameters) == ["self", "kwargs"] for apply in _ORIGINALS.values())


def apply(app: Sphinx) -> None:
    """Leave them out where there is nothing for them."""

    def guarded(transform: Any) -> Any:
        kinds, apply = KINDS[transform], _ORIGINALS[transform]

        def when_needed(self: SphinxTransform, **kwargs: Any) -> None:
            if self.document is not Seen.document or not all(map(Seen.lacks, kinds)):
                apply(self, **kwargs)

        return when_needed

    for transform in KINDS:
        if transform is not TranslationProgressTotaliser or not app.config.translation_progress_classes:
            transform.apply = guarded(transform)


def revert(_app: Sphinx) -> None:
    """Put them back."""
    for transform, apply in _ORIGINALS.items():
        transform.apply = apply
