"""Skips transforms that would change nothing.

Slow: of some hundred transforms of each document, most look for nodes that hardly any document has, such as glossaries,
citations or aliases of C++; or for translations, of which a blog has none; and docutils sorts them for each document.
Gain: a tenth of the time for reading. Assumes: a transform changes only nodes of these kinds, or, for references, those
with a `refname` that are not resolved; there are no translations without a folder of them. `kawaraban.speed.node_kinds`
must track the document; if that patch is not applied, nothing is skipped.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes
from docutils.transforms import Transformer, misc, references
from sphinx import addnodes, transforms
from sphinx.domains import c, citation, cpp
from sphinx.locale import translators
from sphinx.transforms import i18n, post_transforms
from sphinx.transforms.post_transforms import code
from sphinx.transforms.references import SphinxDanglingReferences
from sphinx.util.i18n import docname_to_domain
from sphinx.util.nodes import process_only_nodes

from kawaraban.speed.node_kinds import Seen
from kawaraban.state.patch import Patch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from docutils.transforms import Transform
    from sphinx.application import Sphinx

Entry = tuple[str, "type[Transform]", Any, dict[str, Any]]
"""What docutils lists of a transform: the text by which it is sorted, its class, a `pending` node or None, options."""
_apply, _add = Transformer.apply_transforms, Transformer.add_transforms
_resolve, _translate = SphinxDanglingReferences.apply, i18n.Locale.apply
KINDS: dict[type[Transform], tuple[type, ...]] = {
    c.AliasTransform: (c.AliasNode,),
    citation.CitationDefinitionTransform: (nodes.citation,),
    citation.CitationReferenceTransform: (nodes.citation_reference,),
    code.HighlightLanguageTransform: (nodes.literal_block, addnodes.highlightlang),
    code.TrimDoctestFlagsTransform: (nodes.literal_block, nodes.doctest_block),
    cpp.AliasTransform: (cpp.AliasNode,),
    i18n.PreserveTranslatableMessages: (addnodes.translatable,),
    i18n.TranslationProgressTotaliser: (nodes.substitution_reference,),
    misc.Transitions: (nodes.transition,),
    post_transforms.OnlyNodeTransform: (addnodes.only,),
    post_transforms.PropagateDescDomain: (addnodes.desc_signature,),
    references.ExternalTargets: (nodes.target,),
    references.InternalTargets: (nodes.target,),
    references.PropagateTargets: (nodes.target,),
    references.Substitutions: (nodes.substitution_reference,),
    transforms.AutoIndexUpgrader: (addnodes.index,),
    transforms.DefaultSubstitutions: (nodes.substitution_reference,),
    transforms.DoctestTransform: (nodes.doctest_block,),
    transforms.FilterSystemMessages: (nodes.system_message,),
    transforms.GlossarySorter: (addnodes.glossary,),
    transforms.HandleCodeBlocks: (nodes.block_quote,),
    transforms.MoveModuleTargets: (nodes.target,),
    transforms.ReorderConsecutiveTargetAndIndexNodes: (nodes.target,),
}
"""Kinds of nodes without which a transform does nothing."""
REFERENCES = (nodes.reference, nodes.footnote_reference, nodes.citation_reference)


def applying(kinds: dict[type[Transform], tuple[type, ...]]) -> Callable[[Transformer], None]:
    """Return `apply_transforms`, which skips a transform if the document lacks its kinds of nodes."""

    def apply_transforms(self: Transformer) -> None:
        document = self.document
        document.reporter.attach_observer(document.note_transform_message)
        while self.transforms:
            if not self.sorted:
                self.transforms.sort(reverse=True)
                self.sorted = True
            entry = self.transforms.pop()
            _priority, transform, pending, options = entry
            needed = kinds.get(transform) if document is Seen.document else None
            if needed is None or not all(map(Seen.lacks, needed)):
                transform(document, startnode=pending).apply(**options)
            self.applied.append(entry)
        document.reporter.detach_observer(document.note_transform_message)

    return apply_transforms


def adding() -> Callable[[Transformer, Iterable[type[Transform]]], None]:
    """Return `add_transforms`, which makes the entries of some transforms once."""
    known: dict[tuple[Any, ...], list[Entry]] = {}

    def add_transforms(self: Transformer, transform_list: Iterable[type[Transform]]) -> None:
        wanted, count = tuple(transform_list), len(self.transforms)
        key = (self.serialno, *wanted)
        if (entries := known.get(key)) is None:
            _add(self, wanted)
            known[key] = self.transforms[count:]
        else:
            self.transforms += entries
            self.serialno += len(entries)
            self.sorted = False

    return add_transforms


def translate_if_known(self: i18n.Locale, **kwargs: Any) -> None:
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
    kinds = dict(KINDS)
    if app.config.translation_progress_classes:
        del kinds[i18n.TranslationProgressTotaliser]
    ways: list[Any] = [vars(transform).get("run") or vars(transform)["apply"] for transform in KINDS]
    sources = (_apply, *ways, process_only_nodes, code.HighlightLanguageVisitor)
    yield Patch(Transformer, "apply_transforms", applying(kinds), "7c7ff47c09d0", sources)
    yield Patch(Transformer, "add_transforms", adding(), "83f87e30a3aa", (_add, Transformer.get_priority_string))
    if not any(Path(app.srcdir, folder).is_dir() for folder in app.config.locale_dirs):
        yield Patch(i18n.Locale, "apply", translate_if_known, "118126ca0d1c")
    dangling = (_resolve, references.DanglingReferences.apply, references.DanglingReferencesVisitor)
    yield Patch(SphinxDanglingReferences, "apply", resolve_if_needed, "15ae7b60bbfc", dangling)
