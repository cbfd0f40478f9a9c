"""Count posts, characters, pictures and files, and compare the site with the limits of usual hosts.

The limits are from the documentation of the hosts: GitHub Pages, “GitHub Pages limits” (a published site may have
1 GB) and “About large files on GitHub” (a file may have 100 MiB); Cloudflare Pages, “Limits” (20,000 files on
the Free plan, 25 MiB a file); Netlify, “Site deploys overview” (54,000 files a folder).
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from sphinx.locale import get_translation

from kawaraban.incremental.files import files_below
from kawaraban.model.problems import N_

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kawaraban.state import Build

_ = get_translation("sphinx")

MEGA = 2**20
NEAR = 0.8
"""The part of a limit from which it is reported."""


class Size(NamedTuple):
    """The size of a site: number of files, of files in the largest folder, total bytes, and the largest file."""

    files: int = 0
    in_folder: int = 0
    bytes: int = 0
    largest: int = 0
    name: str = ""


class Limit(NamedTuple):
    """The limit of a host: a field of `Size` and its maximum."""

    host: str
    field: str
    most: int


LIMITS = (
    Limit("GitHub Pages", "bytes", 10**9),
    Limit("GitHub Pages", "largest", 100 * MEGA),
    Limit("Cloudflare Pages", "files", 20_000),
    Limit("Cloudflare Pages", "largest", 25 * MEGA),
    Limit("Netlify", "in_folder", 54_000),
)
WORDS = {
    "bytes": N_("the whole site"), "largest": N_("the largest file"), "files": N_("number of files"),
    "in_folder": N_("files in one folder"),
}  # fmt: skip


def size_of(files: Mapping[str, int]) -> Size:
    """Return the size of a site from the sizes of its files by name."""
    folders = Counter(name.rpartition("/")[0] for name in files)
    name = max(files, key=lambda name: files[name], default="")
    return Size(len(files), max(folders.values(), default=0), sum(files.values()), files.get(name, 0), name)


def limits(size: Size) -> list[str]:
    """Return a line for each limit that a site approaches or exceeds."""
    lines = []
    for host, field, most in LIMITS:
        there = getattr(size, field)
        if there >= NEAR * most:
            state = _("over the limit") if there > most else _("near the limit")
            what = _(WORDS[field]) + (f" ({size.name})" if field == "largest" else "")
            lines.append(f"  {host}: {what}: {_shown(there, field)} / {_shown(most, field)}, {state}")
    return lines


def _shown(number: int, field: str) -> str:
    return f"{number:,}" if "files" in field or field == "in_folder" else f"{number / MEGA:,.1f} MiB"


def numbers(build: Build, site: str, pictures: int) -> list[str]:
    """Return the size of a blog with its finished site in the folder *site*, and the limits it approaches, as lines."""
    found = {name: Path(path).stat().st_size for name, path in files_below(site) if not name.startswith(".")}
    size = size_of(found)
    message = _("Posts: %s, characters: %s, pictures: %s; files of the site: %s, together %s.")
    characters = sum(post.characters for post in build.posts)
    counts = [f"{count:,}" for count in (len(build.posts), characters, pictures, size.files)]
    return [message % (*counts, _shown(size.bytes, "bytes")), *limits(size)]
