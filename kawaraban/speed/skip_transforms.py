"""Skips transforms that would change nothing.

Slow: some transforms visit every node of each document for rare cases: the language of code blocks; the count of
translated parts, which only a substitution or a setting uses; references by name, which Markdown hardly has. Or they
look for translations of each document, of which a blog has none. Gain: a twentieth of the time for reading. Assumes: a
transform changes only nodes of these kinds, or, for references, those with a `refname` that are not resolved; there are
no translations without a folder of them. `kawaraban.speed.node_kinds` must track the document; if that patch is not
applied, nothing is skipped.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes
from docutils.transforms.references import DanglingReferences, DanglingReferencesVisitor
from sphinx import addnodes
from sphinx.locale import translators
from sphinx.transforms.i18n import Locale, TranslationProgressTotaliser
from sphinx.transforms.post_transforms.code import HighlightLanguageTransform
from sphinx.transforms.references import SphinxDanglingReferences
from sphinx.util.i18n import docname_to_domain

from kawaraban.speed.node_kinds import Seen
from kawaraban.state.patch import Patch

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx
    from sphinx.transforms import SphinxTransform

_resolve, _translate = SphinxDanglingReferences.apply, Locale.apply
KINDS: dict[Any, tuple[type, ...]] = {
    HighlightLanguageTransform: (nodes.literal_block, addnodes.highlightlang),
    TranslationProgressTotaliser: (nodes.substitution_reference,),
}
"""Kinds of nodes without which a transform does nothing."""
REFERENCES = (nodes.reference, nodes.footnote_reference, nodes.citation_reference)
SOURCES: dict[Any, str] = {HighlightLanguageTransform: "d5185241044b", TranslationProgressTotaliser: "974b5d67ec29"}


def guarded(transform: Any) -> Any:
    """Return a replacement of a transform's `apply` that does nothing if the document lacks its kinds of nodes."""
    kinds, apply = KINDS[transform], transform.apply

    def when_needed(self: SphinxTransform, **kwargs: Any) -> None:
        if self.document is not Seen.document or not all(map(Seen.lacks, kinds)):
            apply(self, **kwargs)

    return when_needed


def translate_if_known(self: Locale, **kwargs: Any) -> None:
    """Translate a document if there are translations of its name, which may be those of Sphinx's own messages."""
    domain = docname_to_domain(self.env.current_document.docname, self.config.gettext_compact)
    if ("general", domain) in translators:
        _translate(self, **kwargs)


def resolve_if_needed(self: SphinxDanglingReferences, **kwargs: Any) -> None:
    """Resolve references by name if there are any."""
    found: Iterator[Any] = (node for kind in REFERENCES for node in self.document.findall(kind))
    if self.document is not Seen.document or any("refname" in node and not node.resolved for node in found):
        _resolve(self, **kwargs)


def patches(app: Sphinx) -> Iterator[Patch]:
    """Skip the transforms if they have nothing to do."""
    for transform in KINDS:
        if transform is not TranslationProgressTotaliser or not app.config.translation_progress_classes:
            yield Patch(transform, "apply", guarded(transform), SOURCES[transform])
    if not any(Path(app.srcdir, folder).is_dir() for folder in app.config.locale_dirs):
        yield Patch(Locale, "apply", translate_if_known, "118126ca0d1c")
    sources = (_resolve, DanglingReferences.apply, DanglingReferencesVisitor)
    yield Patch(SphinxDanglingReferences, "apply", resolve_if_needed, "15ae7b60bbfc", sources)
