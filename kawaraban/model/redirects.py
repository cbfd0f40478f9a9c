"""Old addresses of lists and pages, and where they lead: `redirects.toml` at the root of the blog, kept with the posts.

Those of a post stand in its own front matter (`redirect_from`). `make rename` writes the file when a category or a tag
gets another name, an address a line:

    "/blog/category/世界情勢.html" = "/blog/category/世界情勢など.html"

The further pages and the feeds of a list come along, so that who follows it stays with it.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from sphinx.locale import get_translation

from kawaraban.model.feeds import KINDS, has_feeds
from kawaraban.model.frontmatter.values import as_old_address
from kawaraban.model.listings import paginate
from kawaraban.model.problems import Faulty, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from kawaraban.model.listings import Listing

_ = get_translation("sphinx")

FILE = "redirects.toml"
HEAD = "# Old addresses, and where they lead: made by `make rename`, which only adds; change it as you like.\n"


def file_of(old_address: str) -> str:
    """Return the file below the root that answers an address such as `/2010/old.html` or `/2010/old/`."""
    path = unicodedata.normalize("NFC", unquote(old_address)).lstrip("/")
    if path.endswith((".html", ".htm", ".xml")):
        return path
    return path.rstrip("/") + "/index.html" if path.rstrip("/") else "index.html"


def old_address_of(address: str) -> str:
    """Return the address of a document as `redirect_from` takes it; *address* is from the root, without `.html`."""
    return "/" + re.sub(r"[%?#:\\\s]", lambda found: quote(found[0]), address) + ".html"


def read_redirects(root: str | Path) -> dict[str, str]:
    """Return where each old address leads at last; nothing where there is no file. Raises Faulty."""
    file = Path(root, FILE)
    if not file.is_file():
        return {}
    try:
        found = tomllib.loads(file.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Faulty(Problem(FILE, getattr(error, "lineno", None) or 1, _("this is not TOML: %s") % error)) from None
    for old, new in found.items():
        try:
            if not isinstance(new, str):
                raise ValueError(_("should be a text."))
            as_old_address(old), as_old_address(new)
        except ValueError as error:
            raise Faulty(Problem(FILE, line_of(root, old), _("%s: %s") % (old, error))) from None
    return {old: _end_of(old, found, root) for old in found}


def _end_of(old: str, redirects: Mapping[str, str], root: str | Path) -> str:
    """Return where an old address leads at last. Raises Faulty where it leads nowhere but back."""
    seen, address = {old}, redirects[old]
    while address in redirects:
        if address in seen:
            raise Faulty(Problem(FILE, line_of(root, old), _("“%s” leads back to itself; delete the line.") % old))
        seen.add(address)
        address = redirects[address]
    return address


def line_of(root: str | Path, old: str) -> int:
    """Return the line of the file on which an old address stands, or 1."""
    lines = Path(root, FILE).read_text("utf-8", "replace").splitlines()
    return next((number for number, line in enumerate(lines, 1) if line.lstrip().startswith(f'"{old}"')), 1)


def followed(redirects: Mapping[str, str], lists: Iterable[Listing], size: int) -> dict[str, str]:
    """Return the file of each old address with the file that it leads to; further pages of lists lead to the first."""
    found = {file_of(old): file_of(new) for old, new in redirects.items()}
    for former, listing in _lists_at(redirects, lists):
        numbers = [page.number for page in paginate(listing, size) if page.number]
        found |= {f"{former}/page/{number}.html": f"{listing.pagename}.html" for number in numbers}
    return found


def feed_copies(redirects: Mapping[str, str], lists: Iterable[Listing]) -> dict[str, str]:
    """Return the file of each feed at an old address of its list, with the file of the feed that answers there."""
    return {
        f"{former}/{name}": f"{listing.pagename}/{name}"
        for former, listing in _lists_at(redirects, lists)
        if has_feeds(listing)
        for name in KINDS
    }


def _lists_at(redirects: Mapping[str, str], lists: Iterable[Listing]) -> Iterator[tuple[str, Listing]]:
    """Yield the former name of a list's page, without `.html`, and the list."""
    known = {f"{listing.pagename}.html": listing for listing in lists} if redirects else {}
    for old, new in redirects.items():
        if (listing := known.get(file_of(new))) and file_of(old).endswith(".html"):
            yield file_of(old).removesuffix(".html"), listing


def with_renamed(redirects: Mapping[str, str], renamed: Mapping[str, str]) -> dict[str, str]:
    """Return the redirects once more addresses have been given up for others, which may have been old ones."""
    ends = {old: renamed.get(new, new) for old, new in redirects.items()} | dict(renamed)
    return {old: new for old, new in ends.items() if old not in renamed.values()}


def written(redirects: Mapping[str, str]) -> str:
    """Return the file, in the order of the old addresses."""
    import tomli_w  # `make rename` alone writes

    return f"{HEAD}\n{tomli_w.dumps(dict(sorted(redirects.items())))}"
