"""Transforms left out where they would change nothing.

Slow: two of Sphinx's transforms go through every node of each document: one for the language of its blocks of code,
also where it has none; one for a count of translated parts that only a substitution or a setting asks for. Gain: a
thirtieth of the time of reading. Assumes: they look for these kinds of nodes and leave alone all others; what
`kawaraban.speed.node_kinds` has seen is all that there is, and where that patch is not applied, nothing is left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms.i18n import TranslationProgressTotaliser
from sphinx.transforms.post_transforms.code import HighlightLanguageTransform

from kawaraban.speed.node_kinds import Seen
from kawaraban.state.patch import Patch

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx
    from sphinx.transforms import SphinxTransform

KINDS: dict[Any, tuple[type, ...]] = {
    HighlightLanguageTransform: (nodes.literal_block, addnodes.highlightlang),
    TranslationProgressTotaliser: (nodes.substitution_reference,),
}
"""The kinds of nodes without which a transform is needless."""
SOURCES: dict[Any, str] = {HighlightLanguageTransform: "d5185241044b", TranslationProgressTotaliser: "974b5d67ec29"}


def guarded(transform: Any) -> Any:
    """Return the `apply` of a transform, which does nothing where there is nothing for it."""
    kinds, apply = KINDS[transform], transform.apply

    def when_needed(self: SphinxTransform, **kwargs: Any) -> None:
        if self.document is not Seen.document or not all(map(Seen.lacks, kinds)):
            apply(self, **kwargs)

    return when_needed


def patches(app: Sphinx) -> Iterator[Patch]:
    """Leave them out where there is nothing for them."""
    for transform in KINDS:
        if transform is not TranslationProgressTotaliser or not app.config.translation_progress_classes:
            yield Patch(transform, "apply", guarded(transform), SOURCES[transform])
