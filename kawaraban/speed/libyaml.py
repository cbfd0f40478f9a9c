"""Front matter read by libyaml.

Slow: MyST reads the front matter of each document twice, with PyYAML's loader in Python. Gain: a tenth of the time of
reading. Assumes: both loaders understand a document in the same way (PyYAML's tests say so), and MyST calls
`yaml.safe_load`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml

from kawaraban.state.patch import Patch

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx


def safe_load(stream: Any) -> Any:
    """Return the first YAML document in *stream*, only plain values in it."""
    return yaml.load(stream, Loader=yaml.CSafeLoader)


def holds() -> bool:
    """Return whether PyYAML was built with libyaml."""
    return hasattr(yaml, "CSafeLoader")


def patches(_app: Sphinx) -> Iterator[Patch]:
    """Read with libyaml."""
    yield Patch(yaml, "safe_load", safe_load, "c3fa80596c0b")
