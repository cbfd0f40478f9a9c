"""Limits of usual hosts of static sites, for `make check` and `make publish`.

Sources are these pages of their documentation:

- GitHub Pages: “GitHub Pages limits” (a published site may have 1 GB), “About large files on GitHub” (a file may have
  100 MiB).
- Cloudflare Pages: “Limits” (20,000 files on the Free plan, 25 MiB a file), “Redirects” (2,000 static redirects).
- Netlify: “Site deploys overview” (54,000 files a folder). “Redirects and rewrites” names no fixed limit.
- GitLab Pages: “GitLab.com settings” (1 GB), “GitLab Pages administration” (200,000 files and folders), “GitLab Pages
  redirects” (1,000 rules).
- Amazon S3: “Uploading objects” (5 TB a file). It does not limit the number of files, and does not read `_redirects`.

Old addresses are pages of their own, so only the author's own `_redirects` counts as redirects.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from sphinx.locale import get_translation

from kawaraban.model.problems import N_

if TYPE_CHECKING:
    from collections.abc import Mapping

_ = get_translation("sphinx")

MEGA = 2**20
NEAR = 0.8
"""The part of a limit from which `make check` reports it."""
GITHUB, CLOUDFLARE, NETLIFY, GITLAB, S3 = "GitHub Pages", "Cloudflare Pages", "Netlify", "GitLab Pages", "Amazon S3"
DOMAINS = {".github.io": GITHUB, ".pages.dev": CLOUDFLARE, ".netlify.app": NETLIFY, ".gitlab.io": GITLAB}
"""The hosts of blogs without a domain of their own."""
REDIRECTS = "_redirects"
"""The author's file of redirects, one a line, which some hosts read."""


class Size(NamedTuple):
    """The size of a site: files, entries (files and folders), files in the largest folder, bytes, the largest file."""

    files: int = 0
    entries: int = 0
    in_folder: int = 0
    bytes: int = 0
    largest: int = 0
    redirects: int = 0
    name: str = ""


class Limit(NamedTuple):
    """The limit of a host: a field of `Size` and its maximum."""

    host: str
    field: str
    most: int


LIMITS = (
    Limit(GITHUB, "bytes", 10**9),
    Limit(GITHUB, "largest", 100 * MEGA),
    Limit(CLOUDFLARE, "files", 20_000),
    Limit(CLOUDFLARE, "largest", 25 * MEGA),
    Limit(CLOUDFLARE, "redirects", 2_000),
    Limit(NETLIFY, "in_folder", 54_000),
    Limit(GITLAB, "bytes", 10**9),
    Limit(GITLAB, "entries", 200_000),
    Limit(GITLAB, "redirects", 1_000),
    Limit(S3, "largest", 5 * 10**12),
)
WORDS = {
    "bytes": N_("the whole site"), "largest": N_("the largest file"), "files": N_("number of files"),
    "entries": N_("number of files and folders"), "in_folder": N_("files in one folder"),
    "redirects": N_("lines of _redirects"),
}  # fmt: skip


def size_of(files: Mapping[str, int], redirects: int = 0) -> Size:
    """Return the size of a site from the sizes of its files by name."""
    folders = Counter(name.rpartition("/")[0] for name in files)
    above = {folder[:end] for folder in folders for end, letter in enumerate(f"{folder}/") if letter == "/"} - {""}
    name = max(files, key=lambda name: files[name], default="")
    return Size(
        files=len(files),
        entries=len(files) + len(above),
        in_folder=max(folders.values(), default=0),
        bytes=sum(files.values()),
        largest=files.get(name, 0),
        redirects=redirects,
        name=name,
    )


def count_redirects(text: str) -> int:
    """Return the number of redirects in a `_redirects` file: its lines without comments."""
    return sum(1 for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#"))


def near_limits(size: Size) -> list[str]:
    """Return a line for each limit of any host that a site approaches or exceeds."""
    return [f"  {_line(limit, size)}" for limit in LIMITS if getattr(size, limit.field) >= NEAR * limit.most]


def exceeded_limits(files: Mapping[str, int], host: str | None, redirects: int = 0) -> list[str]:
    """Return a line for each limit of *host* that a site exceeds, given the sizes of its files by name.

    *redirects* is the number of its `_redirects`. There are no known limits where the host is not known (None).
    """
    size = size_of(files, redirects)
    return [_line(limit, size) for limit in LIMITS if limit.host == host and getattr(size, limit.field) > limit.most]


def host_of(base_url: str) -> str | None:
    """Return the host of a blog whose address is a subdomain of that host's, None for all others."""
    domain = urlsplit(base_url).hostname or ""
    return next((host for ending, host in DOMAINS.items() if domain.endswith(ending)), None)


def shown(number: int, field: str) -> str:
    """Return a number of files, or of bytes as MiB."""
    return f"{number / MEGA:,.1f} MiB" if field in ("bytes", "largest") else f"{number:,}"


def _line(limit: Limit, size: Size) -> str:
    host, field, most = limit
    there = getattr(size, field)
    state = _("over the limit") if there > most else _("near the limit")
    what = _(WORDS[field]) + (f" ({size.name})" if field == "largest" else "")
    return f"{host}: {what}: {shown(there, field)} / {shown(most, field)}, {state}"
