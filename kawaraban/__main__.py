"""`python -m kawaraban`: if nothing has changed, `html` reports that without importing Sphinx."""

from __future__ import annotations

import gc
import os
import sys

from kawaraban.incremental.noop import known_summary

GC_THRESHOLDS = (50_000, 20, 100)
"""Arguments of `gc.set_threshold`: a build makes hundreds of thousands of objects, most of which stay."""


def main(arguments: list[str]) -> int:
    """Run a command and return its exit status."""
    if arguments == ["html"]:
        root = os.getcwd()
        site = os.path.join(root, "_build", "html")
        if summary := known_summary(root, site, os.path.join(root, "_build", "cache")):
            print(f"{summary}\n{os.path.join(site, 'index.html')}")
            return 0
    gc.set_threshold(*GC_THRESHOLDS)
    from kawaraban import cli

    status = cli.main(arguments)
    gc.freeze()  # the process ends; collecting what is left would take half a second
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
