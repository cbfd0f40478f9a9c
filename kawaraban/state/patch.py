"""Patches of other packages, applied for the duration of one build.

They are reverted even if the build fails, so that other Sphinx projects in the same process are not affected.
"""

from __future__ import annotations

import hashlib
import inspect
import sys
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import ExitStack

VERSIONS = {
    "ablog": "0.11.13", "docutils": "0.22.4", "markdown_it": "4.3.0", "mdit_py_plugins": "0.7.0",
    "myst_parser": "5.2.0", "sphinx": "9.0.4",
}  # fmt: skip
"""Versions whose sources are known to match; with other versions, the sources are compared."""


class Patch(NamedTuple):
    """A replacement for a function, or another value, of another package.

    `owner` is a module or a class, `name` the attribute that is replaced. `source` is the hash (`source_hash`) of the
    functions that the patch depends on: `relies_on`, or else the replaced one. `upstream` is the URL of an issue.
    """

    owner: Any
    name: str
    replacement: Any
    source: str
    relies_on: tuple[Callable[..., Any], ...] = ()
    upstream: str = "none yet"

    def source_hash(self) -> str:
        """Return the hash (12 digits of SHA-256) of the sources that the patch depends on; empty if one is missing."""
        try:
            functions = self.relies_on or (getattr(self.owner, self.name),)
            text = "".join(map(inspect.getsource, functions))
        except (AttributeError, OSError, TypeError):
            return ""
        return hashlib.sha256(text.encode()).hexdigest()[:12]

    def is_applicable(self) -> bool:
        """Return whether the patch matches the installed versions of the packages."""
        return all(map(_is_known, {_package(each) for each in (self.owner, *self.relies_on)})) or (
            self.source_hash() == self.source
        )

    def apply(self, undo: ExitStack) -> None:
        """Apply the patch, and register its reversal with *undo*."""
        if self.name in vars(self.owner):
            undo.callback(setattr, self.owner, self.name, vars(self.owner)[self.name])
        else:
            undo.callback(delattr, self.owner, self.name)
        setattr(self.owner, self.name, self.replacement)


def _package(place: Any) -> str:
    """Return the name of the package that contains a module, a class or a function."""
    name: str = place.__name__ if inspect.ismodule(place) else place.__module__
    return name.partition(".")[0]


def _is_known(package: str) -> bool:
    version = getattr(sys.modules.get(package), "__version__", "")
    return bool(version and version == VERSIONS.get(package))
