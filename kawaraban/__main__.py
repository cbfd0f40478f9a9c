"""`python -m kawaraban`: if nothing has changed, `html` reports that without importing Sphinx."""

from __future__ import annotations

import gc
import os
import sys
from importlib.machinery import PathFinder

from kawaraban.incremental.look import Look, keep
from kawaraban.incremental.noop import known_summary
from kawaraban.incremental.source_changes import is_pending

TYPE_CHECKING = False
if TYPE_CHECKING:
    from importlib.machinery import ModuleSpec
    from typing import Any, NoReturn

GC_THRESHOLDS = (1_000_000 if (os.cpu_count() or 1) > 1 else 50_000, 20, 100)
"""Arguments of `gc.set_threshold`: a build makes hundreds of thousands of objects, most of which stay.

With several cores, other processes read and write many documents (`speed.workers`); with one, their garbage is here.
"""

UNUSED = ("snowballstemmer", "soupsieve", "sphinx.ext.doctest")
"""Modules that Sphinx and bs4 import and hardly a build uses; loading them takes 60 ms."""


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
        site, cache = os.path.join(root, "_build", "html"), os.path.join(root, "_build", "cache")
        look = Look(root, site, cache)
        if summary := known_summary(look):
            print(f"{summary}\n{os.path.join(site, 'index.html')}")
            return 0
        if not is_pending(root):
            look.look_beside()
            keep(look)
        build_and_leave(cache)
    status = run(arguments)
    gc.freeze()  # the process ends; collecting what is left would take half a second
    return status


def run(arguments: list[str]) -> int:
    """Import what commands need, run one, and return its exit status."""
    gc.set_threshold(*GC_THRESHOLDS)
    sys.meta_path.insert(0, LoadOnDemand)
    from kawaraban import cli

    return cli.main(arguments)


def build_and_leave(cache: str) -> NoReturn:
    """Build, and end the process at once: to tear down all that was made takes time, and mmdr then complains of leaks.

    What was compiled is kept, if not elsewhere, in the folder *cache*.
    """
    from kawaraban.incremental.compiled import Compiled, folder_for

    compiled = None if os.environ.get("KAWARABAN_PLAIN") else Compiled(folder_for(cache))
    if compiled:
        compiled.begin()
    status = run(["html"])
    if compiled and status == 0:
        compiled.save()
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
