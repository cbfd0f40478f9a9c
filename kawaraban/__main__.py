"""`python -m kawaraban`: if nothing has changed, `html` reports that without importing Sphinx."""

from __future__ import annotations

import gc
import os
import sys
from importlib.machinery import PathFinder

from kawaraban.incremental.noop import known_summary

TYPE_CHECKING = False
if TYPE_CHECKING:
    from importlib.machinery import ModuleSpec
    from typing import Any, NoReturn

GC_THRESHOLDS = (1_000_000 if (os.cpu_count() or 1) > 1 else 50_000, 20, 100)
"""Arguments of `gc.set_threshold`: a build makes hundreds of thousands of objects, most of which stay.

With several cores, other processes read and write many documents (`speed.workers`); with one, their garbage is here.
"""

UNUSED = ("snowballstemmer", "soupsieve")
"""Modules that Sphinx's search and bs4 import and no build uses; loading them takes 50 ms."""


class LoadOnDemand(PathFinder):
    """Finds the modules of `UNUSED`, whose code runs only when an attribute of theirs is asked for."""

    @classmethod
    def find_spec(cls, name: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        """Return the spec of a module that is loaded on demand, None for any other."""
        spec = PathFinder.find_spec(name, path, target) if name in UNUSED else None
        if spec and spec.loader:
            from importlib.util import LazyLoader  # imported here: it would slow down a build without changes

            spec.loader = LazyLoader(spec.loader)
        return spec


def main(arguments: list[str]) -> int:
    """Run a command and return its exit status."""
    if arguments == ["html"]:
        root = os.getcwd()
        site = os.path.join(root, "_build", "html")
        if summary := known_summary(root, site, os.path.join(root, "_build", "cache")):
            print(f"{summary}\n{os.path.join(site, 'index.html')}")
            return 0
    gc.set_threshold(*GC_THRESHOLDS)
    sys.meta_path.insert(0, LoadOnDemand)
    from kawaraban import cli

    status = cli.main(arguments)
    if arguments == ["html"]:
        leave(status)
    gc.freeze()  # the process ends; collecting what is left would take half a second
    return status


def leave(status: int) -> NoReturn:
    """End the process at once: to tear down what a build has made takes time, and mmdr then complains of leaks."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


def console() -> int:
    """Run the command in `sys.argv` and return its exit status; `kawaraban` is this function."""
    try:
        return main(sys.argv[1:])
    except KeyboardInterrupt:  # Ctrl-C, which needs no message
        return 130


if __name__ == "__main__":
    sys.exit(console())
