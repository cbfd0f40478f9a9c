"""Editions: for each product of a build, a digest of what it depends on besides the documents.

When the edition of `reading` changes, everything is built again; when another one changes, only that product.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from kawaraban.incremental.files import digest

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

    from kawaraban.incremental.manifest import Source

READING, PAGES, FEEDS, SIDEBAR = "reading", "pages", "feeds", "sidebar"
"""The products: articles and all that is made from them, the pages around them, feeds, the sidebar."""

APART = (
    ".md", ".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".svg", ".ico", ".bmp", ".tif", ".tiff", ".heic", ".heif",
    ".mp3", ".mp4", ".webm", ".ogg", ".wav", ".pdf", ".epub", ".zip", ".woff", ".woff2", ".ttf", ".otf", ".csv", ".tsv",
    ".log", "links.toml", "redirects.toml",
)  # fmt: skip
"""Endings of files that templates and extensions do not read; pages that show them depend on them individually."""


class Input(NamedTuple):
    """A dependency: its name, its value as text, and the products that depend on it; empty for all products."""

    name: str
    value: str
    products: Collection[str] = ()


def editions_of(inputs: Iterable[Input], program: str) -> dict[str, str]:
    """Return the edition of each product. Inputs of all products, and the digest *program*, are inputs of `reading`."""
    lines: dict[str, list[str]] = {product: [] for product in (READING, PAGES, FEEDS, SIDEBAR)}
    for each in inputs:
        for product in each.products or (READING,):
            lines[product].append(f"{each.name} {each.value}")
    lines[READING].append(program)
    return {product: digest("\n".join(sorted(found))) for product, found in lines.items()}


def file_inputs(
    sources: Mapping[str, Source], templates: Collection[str], posts: tuple[str, ...], is_apart: Callable[[str], bool]
) -> Iterator[Input]:
    """Yield an input for each file that a template or an extension may read.

    Files in the folders *posts* are none. Files in the folders *templates* are inputs of pages only. *is_apart* returns
    whether a path (or a folder) is excluded. conf.py is left out, since its values are compared instead of its text.
    """
    folders = tuple(f"{folder.rstrip('/')}/" for folder in templates)
    for path, source in sources.items():
        if path == "conf.py" or path.startswith(posts) or path.lower().endswith(APART) or _is_below(path, is_apart):
            continue
        inside = next((folder for folder in folders if path.startswith(folder)), "")
        products = (SIDEBAR if path.startswith(f"{inside}sidebar/") else PAGES,) if inside else ()
        yield Input(path, source.digest, products)


def _is_below(path: str, is_apart: Callable[[str], bool]) -> bool:
    parts = path.split("/")
    return any(is_apart("/".join(parts[: n + 1])) for n in range(len(parts)))
