"""`python -m kawaraban html`: where nothing has changed, that is told before Sphinx is imported."""

from __future__ import annotations

import os
import sys

from kawaraban.press.unchanged import said_before


def main(arguments: list[str]) -> int:
    """Run one command; return the exit status."""
    if arguments == ["html"]:
        root = os.getcwd()
        site = os.path.join(root, "_build", "html")
        if said := said_before(root, site, os.path.join(root, "_build", "cache")):
            print(f"{said}\n{os.path.join(site, 'index.html')}")
            return 0
    from kawaraban import commands

    return commands.main(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
