"""`python -m kawaraban html`: where nothing has changed, that is told before Sphinx is imported."""

from __future__ import annotations

import gc
import os
import sys

from kawaraban.incremental.noop import known_summary

SELDOM = (50_000, 20, 100)
"""When to look for garbage: a build makes hundreds of thousands of objects that stay."""


def main(arguments: list[str]) -> int:
    """Run one command; return the exit status."""
    if arguments == ["html"]:
        root = os.getcwd()
        site = os.path.join(root, "_build", "html")
        if said := known_summary(root, site, os.path.join(root, "_build", "cache")):
            print(f"{said}\n{os.path.join(site, 'index.html')}")
            return 0
    gc.set_threshold(*SELDOM)
    from kawaraban import cli

    status = cli.main(arguments)
    gc.freeze()  # the process ends: to look through all that is left would take half a second
    return status


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:  # who stops a command knows that it has stopped
        sys.exit(130)
