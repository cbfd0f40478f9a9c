"""Count posts, characters, pictures and files, and compare the site with the limits of usual hosts."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.locale import get_translation

from kawaraban.incremental.files import files_below
from kawaraban.model.hosts import REDIRECTS, count_redirects, near_limits, shown, size_of

if TYPE_CHECKING:
    from kawaraban.state import Build

_ = get_translation("sphinx")


def numbers(build: Build, site: str, pictures: int) -> list[str]:
    """Return the size of a blog with its finished site in the folder *site*, and the limits it approaches, as lines."""
    found = {name: Path(path).stat().st_size for name, path in files_below(site) if not name.startswith(".")}
    redirects = count_redirects(Path(site, REDIRECTS).read_text("utf-8", "replace")) if REDIRECTS in found else 0
    size = size_of(found, redirects)
    message = _("Posts: %s, characters: %s, pictures: %s; files of the site: %s, together %s.")
    characters = sum(post.characters for post in build.posts)
    counts = [f"{count:,}" for count in (len(build.posts), characters, pictures, size.files)]
    return [message % (*counts, shown(size.bytes, "bytes")), *near_limits(size)]
