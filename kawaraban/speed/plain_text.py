"""Returns text that needs no cleaning as it is.

Slow: docutils splits and joins each text three times to remove the null characters by which its own parser marks
escapes; Markdown has none. For the plain text of each title, MyST and Sphinx copy its nodes and search the copy for
images and raw markup. Gain: a twentieth of the time for reading, a hundredth of that for writing. Assumes:
`Text.astext` returns the text without the marks, and `clean_astext` that of a node without images and raw markup.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import myst_parser.mdit_to_docutils.base as myst
import sphinx.domains.std as std
import sphinx.util.nodes
from docutils import nodes
from myst_parser.mdit_to_docutils import transforms

from kawaraban.state.patch import Patch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sphinx.application import Sphinx

_astext = nodes.Text.astext
CLEAN: tuple[tuple[Any, Callable[..., str], str], ...] = (
    (myst, myst.clean_astext, "01ffb3974daa"),
    (transforms, myst.clean_astext, "01ffb3974daa"),
    (std, sphinx.util.nodes.clean_astext, "b6f3eb2d2717"),
)
"""The modules that call `clean_astext`, the function that each calls, and its hash."""


def astext(self: nodes.Text) -> str:
    """Return the text without the marks of escapes."""
    return _astext(self) if "\0" in self else str(self)


def without_copy(clean: Callable[..., str]) -> Callable[[nodes.Element], str]:
    """Return `clean_astext`, which calls the original *clean* only for nodes that contain more than text."""

    def clean_astext(node: nodes.Element) -> str:
        """Return the text of a node without images and raw markup."""
        is_text = all(isinstance(child, nodes.Text) for child in node.children)
        return node.astext() if is_text and not isinstance(node, (nodes.image, nodes.raw)) else clean(node)

    return clean_astext


def patches(_app: Sphinx) -> Iterator[Patch]:
    """Check for what is to be removed before removing it."""
    yield Patch(nodes.Text, "astext", astext, "2277f99984d5", (_astext, nodes.unescape))
    for module, clean, source in CLEAN:
        yield Patch(module, "clean_astext", without_copy(clean), source, (clean,))
