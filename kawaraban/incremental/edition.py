"""Editions: digests of what a product of the build depends on besides the sources of its own.

Where the edition of reading changes, everything is built anew; where only that of another product does, that product.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from kawaraban.incremental.files import digest
from kawaraban.incremental.manifest import machinery

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

    from kawaraban.incremental.manifest import Source

READING, PAGES, FEEDS, SIDEBAR = "reading", "pages", "feeds", "sidebar"
"""The products: articles with all that is made of them, the pages around them, feeds, the sidebar of pages."""

APART = (
    ".md", ".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".svg", ".ico", ".bmp", ".tif", ".tiff", ".mp3", ".mp4",
    ".webm", ".ogg", ".wav", ".pdf", ".epub", ".zip", ".woff", ".woff2", ".ttf", ".otf", ".csv", ".tsv",
    "links.toml", "redirects.toml",
)  # fmt: skip
"""Files that no template or extension reads; pages that show them are made again one by one."""


class Input(NamedTuple):
    """Something that products depend on: its name, its value as text, the products; none: all of them."""

    name: str
    value: str
    products: Collection[str] = ()


def editions_of(inputs: Iterable[Input]) -> dict[str, str]:
    """Return the edition of each product; what all depend on, this program too, counts for that of reading."""
    lines: dict[str, list[str]] = {product: [] for product in (READING, PAGES, FEEDS, SIDEBAR)}
    for each in inputs:
        for product in each.products or (READING,):
            lines[product].append(f"{each.name} {each.value}")
    lines[READING].append(machinery())
    return {product: digest("\n".join(sorted(found))) for product, found in lines.items()}


def files_that_count(
    sources: Mapping[str, Source], templates: Collection[str], is_apart: Callable[[str], bool]
) -> Iterator[Input]:
    """Yield each file that a template or an extension may read, those in the folders of *templates* for pages.

    *is_apart* says whether a path, or a folder, below the root is none of these. Of conf.py, the values count.
    """
    folders = tuple(f"{folder.rstrip('/')}/" for folder in templates)
    for path, source in sources.items():
        if path == "conf.py" or path.startswith("posts/") or path.lower().endswith(APART) or _is_below(path, is_apart):
            continue
        inside = next((folder for folder in folders if path.startswith(folder)), "")
        products = (SIDEBAR if path.startswith(f"{inside}sidebar/") else PAGES,) if inside else ()
        yield Input(path, source.digest, products)


def _is_below(path: str, is_apart: Callable[[str], bool]) -> bool:
    parts = path.split("/")
    return any(is_apart("/".join(parts[: n + 1])) for n in range(len(parts)))
