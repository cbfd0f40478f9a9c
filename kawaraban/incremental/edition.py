"""The edition: what every page of a blog depends on. In another edition everything is built anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kawaraban.incremental.conf_values import plain
from kawaraban.incremental.files import digest
from kawaraban.incremental.manifest import machinery

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from kawaraban.incremental.manifest import Source

APART = (
    ".md", ".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".svg", ".ico", ".bmp", ".tif", ".tiff", ".mp3", ".mp4",
    ".webm", ".ogg", ".wav", ".pdf", ".epub", ".zip", ".woff", ".woff2", ".ttf", ".otf", ".csv", ".tsv",
    "links.toml",
)  # fmt: skip
"""Files that neither conf.py nor a template reads; pages that show them are made again one by one."""


def edition_of(
    settings: Iterable[tuple[str, object]], sources: Mapping[str, Source], is_apart: Callable[[str], bool]
) -> str:
    """Return a digest of the machinery, the settings, and each file that conf.py, a template or an extension may read.

    *is_apart* says whether a path, or a folder, below the root is none of these.
    """
    shared = [
        f"{path} {source.digest}"
        for path, source in sorted(sources.items())
        if not path.startswith("posts/") and not path.lower().endswith(APART) and not _is_below(path, is_apart)
    ]
    values = [f"{name} {plain(value)}" for name, value in settings]
    return digest("\n".join([machinery(), *sorted(values), *shared]))


def _is_below(path: str, is_apart: Callable[[str], bool]) -> bool:
    parts = path.split("/")
    return any(is_apart("/".join(parts[: n + 1])) for n in range(len(parts)))
