"""`python -m kawaraban html`: where nothing has changed, that is told before Sphinx is imported."""

from __future__ import annotations

import gc
import os
import sys
from importlib.machinery import PathFinder

from kawaraban.incremental.noop import known_summary

TYPE_CHECKING = False
if TYPE_CHECKING:
    from importlib.machinery import ModuleSpec
    from typing import Any

SELDOM = (50_000, 20, 100)
"""When to look for garbage: a build makes hundreds of thousands of objects that stay."""

UNUSED = ("snowballstemmer", "soupsieve")
"""Modules that Sphinx's search and bs4 import, and no build uses: together they take 50 ms to load."""


class OnDemand(PathFinder):
    """Finds the modules that are imported and not used, and puts off their code until somebody asks for anything."""

    @classmethod
    def find_spec(cls, name: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        """Return how a module is loaded, None where that is not put off."""
        spec = PathFinder.find_spec(name, path, target) if name in UNUSED else None
        if spec and spec.loader:
            from importlib.util import LazyLoader  # where nothing is to be done, its import would be felt

            spec.loader = LazyLoader(spec.loader)
        return spec


def main(arguments: list[str]) -> int:
    """Run one command; return the exit status."""
    if arguments == ["html"]:
        root = os.getcwd()
        site = os.path.join(root, "_build", "html")
        if said := known_summary(root, site, os.path.join(root, "_build", "cache")):
            print(f"{said}\n{os.path.join(site, 'index.html')}")
            return 0
    gc.set_threshold(*SELDOM)
    sys.meta_path.insert(0, OnDemand)
    from kawaraban import cli

    status = cli.main(arguments)
    gc.freeze()  # the process ends: to look through all that is left would take half a second
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
