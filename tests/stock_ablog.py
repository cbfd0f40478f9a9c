"""What Sphinx, MyST and ABlog publish of the blogs in tests/adopt without Kawaraban: their addresses, the ids in feeds.

`python -m tests.stock_ablog` builds each blog so, with the builder that the title of its old addresses names, and
writes them anew.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.test_adopt import BLOGS, OLD, lay, sections_of, write_sections

STOCK = """
extensions = [*dict.fromkeys([*(name for name in extensions if name != "kawaraban"), "ablog", "myst_parser"])]
templates_path = [path for path in globals().get("templates_path", []) if path == "_templates"]
if html_theme not in ("alabaster", "classic", "pydata_sphinx_theme"):
    html_theme, html_theme_options, html_sidebars = "alabaster", {}, {}
"""
"""Added to conf.py: a theme that is there, for addresses are the same in all; what ABlog 0.11 refuses is left out."""


def publish(sections: dict[str, str], root: Path) -> str:
    """Build the blog that these are the parts of in *root*, and return the list of its old addresses."""
    lay(sections, root)
    conf, index = root / "conf.py", root / "index.md"
    conf.write_text(f'html_theme = ""\n{conf.read_text("utf-8")}{STOCK}', "utf-8")
    if not index.exists() and not index.with_suffix(".rst").exists():  # Sphinx asks for one
        index.write_text("# Blog\n", "utf-8")
    command = [sys.executable, "-m", "sphinx", "-q", "-b", builder_of(sections), str(root), str(root / "_build")]
    subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
    site = root / "_build"
    found = sorted(path.relative_to(site).as_posix() for path in site.rglob("*.*ml"))
    return "".join(f"{line}\n" for path in found if path[0] != "_" for line in _lines(site, path, builder_of(sections)))


def builder_of(sections: dict[str, str]) -> str:
    """Return the builder of Sphinx that the title of the old addresses names."""
    return next(title for title in sections if title.startswith(OLD)).removeprefix(OLD).strip(" ()")


def _lines(site: Path, path: str, builder: str) -> list[str]:
    """Return the address of a file, and below it the ids of a feed's entries."""
    address = re.sub(r"(?<![^/])index\.html$", "", path) if builder == "dirhtml" else path
    ids = re.findall(r"<entry>\s*<id>(.*?)</id>", (site / path).read_text("utf-8")) if path.endswith(".xml") else []
    return [f"/{address}", *(f"  {each}" for each in ids)]


if __name__ == "__main__":
    for file in BLOGS:
        parts = sections_of(file)
        with tempfile.TemporaryDirectory() as folder:
            addresses = publish(parts, Path(folder).resolve())
        write_sections(file, {title: addresses if title.startswith(OLD) else text for title, text in parts.items()})
