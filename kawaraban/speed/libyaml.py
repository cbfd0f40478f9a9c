"""Front matter read by libyaml.

Slow: MyST reads the front matter of each document twice, with PyYAML's loader in Python. Gain: a tenth of the time of
reading. Assumes: both loaders understand a document in the same way (PyYAML's tests say so), and MyST calls
`yaml.safe_load`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from sphinx.application import Sphinx

_original = yaml.safe_load


def safe_load(stream: Any) -> Any:
    """Return the first YAML document in *stream*, only plain values in it."""
    return yaml.load(stream, Loader=yaml.CSafeLoader)


def holds() -> bool:
    """Return whether PyYAML was built with libyaml."""
    return hasattr(yaml, "CSafeLoader")


def apply(_app: Sphinx) -> None:
    """Put it in place."""
    yaml.safe_load = safe_load


def revert(_app: Sphinx) -> None:
    """Put PyYAML's own back."""
    yaml.safe_load = _original
