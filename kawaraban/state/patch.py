"""Patches of other packages: what is replaced, and the source that is known; applied for one build, and reverted.

So another project of Sphinx's in the same process is built as if ours had never been there, also after a build that
failed.
"""

from __future__ import annotations

import hashlib
import inspect
import sys
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import ExitStack

VERSIONS = {"ablog": "0.11.13", "docutils": "0.22.4", "myst_parser": "5.2.0", "sphinx": "9.0.4"}
"""The versions of which the sources are known; of any other, they are compared."""


class Patch(NamedTuple):
    """A function, or another value, that takes the place of one of another package.

    `owner` is a module or a class, `name` what is replaced in it; `source` is what `known` returns for the functions on
    whose source the patch relies: that one, where `relies_on` names no others. `upstream` is the address of an issue.
    """

    owner: Any
    name: str
    replacement: Any
    source: str
    relies_on: tuple[Callable[..., Any], ...] = ()
    upstream: str = "none yet"

    def known(self) -> str:
        """Return the first digits of the SHA-256 of the sources on which the patch relies; empty where one is gone."""
        try:
            functions = self.relies_on or (getattr(self.owner, self.name),)
            text = "".join(map(inspect.getsource, functions))
        except (AttributeError, OSError, TypeError):
            return ""
        return hashlib.sha256(text.encode()).hexdigest()[:12]

    def fits(self) -> bool:
        """Return whether the package is as it was when the patch was written."""
        package = (self.owner.__name__ if inspect.ismodule(self.owner) else self.owner.__module__).partition(".")[0]
        version = getattr(sys.modules.get(package), "__version__", "")
        return bool(version and version == VERSIONS.get(package)) or self.known() == self.source

    def apply(self, undo: ExitStack) -> None:
        """Put the replacement in place; *undo* puts back what was there, or takes it away where it is inherited."""
        if self.name in vars(self.owner):
            undo.callback(setattr, self.owner, self.name, vars(self.owner)[self.name])
        else:
            undo.callback(delattr, self.owner, self.name)
        setattr(self.owner, self.name, self.replacement)
