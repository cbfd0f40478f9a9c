"""Redirects from old addresses of lists and pages, stored in `redirects.toml` at the root of the blog.

Those of a post are in its front matter (`redirect_from`). `make rename` writes the file when a category or a tag is
renamed, one line for each address:

    "/blog/category/世界情勢.html" = "/blog/category/世界情勢など.html"

The further pages of a list are redirected, too, and its feeds are copied to their old addresses for subscribers, whose
readers do not follow a page. A feed at an address of its own is copied if it is named itself:

    "/blog/2019/atom.xml" = "/blog/atom.xml"
"""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from sphinx.locale import get_translation

from kawaraban.model.feeds import KINDS, has_feeds
from kawaraban.model.frontmatter.values import as_old_address
from kawaraban.model.listings import paginate
from kawaraban.model.messages.toml import read_toml
from kawaraban.model.problems import InvalidFile, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from kawaraban.model.listings import Listing

_ = get_translation("sphinx")

FILE = "redirects.toml"
HEAD = "# Redirects from old addresses: written by `make rename`; comments are lost, everything else may be edited.\n"
_KEY = re.compile(r'\s*"([^"]*)"')


def redirect_file(old_address: str) -> str:
    """Return the file (relative to the root) that serves an old address such as `/2010/old.html` or `/2010/old/`."""
    path = unicodedata.normalize("NFC", unquote(old_address)).lstrip("/")
    if path.endswith((".html", ".htm", ".xml")):
        return path
    return path.rstrip("/") + "/index.html" if path.rstrip("/") else "index.html"


def old_address_of(address: str) -> str:
    """Return the address of a document as in `redirect_from`; *address* is relative to the root, without `.html`."""
    return "/" + re.sub(r"[%?#:\\\s]", lambda found: quote(found[0]), address) + ".html"


def read_redirects(root: str | Path) -> dict[str, str]:
    """Return the final target of each old address; empty if there is no file. Raises InvalidFile."""
    found, _text = read_toml(root, FILE)
    for old, new in found.items():
        try:
            if not isinstance(new, str):
                raise ValueError(_("should be a text."))
            as_old_address(old), as_old_address(new)
        except ValueError as error:
            raise InvalidFile(Problem(FILE, line_of(root, old), _("%s: %s") % (old, error))) from None
    return {old: _final_target(old, found, root) for old in found}


def _final_target(old: str, redirects: Mapping[str, str], root: str | Path) -> str:
    """Return the final target of an old address. Raises InvalidFile if the redirects are circular."""
    seen, address = {old}, redirects[old]
    while address in redirects:
        if address in seen:
            text = _("“%s” is redirected to itself; delete this line.") % old
            raise InvalidFile(Problem(FILE, line_of(root, old), text))
        seen.add(address)
        address = redirects[address]
    return address


def lines_of(root: str | Path) -> dict[str, int]:
    """Return the line number of each old address in the file, as it is written there; empty if there is no file."""
    file = Path(root, FILE)
    lines = file.read_text("utf-8", "replace").splitlines() if file.is_file() else []
    keys = [(found[1], number) for number, line in enumerate(lines, 1) if (found := _KEY.match(line))]
    return dict(reversed(keys))


def line_of(root: str | Path, old: str) -> int:
    """Return the line number of an old address in the file, or 1."""
    return lines_of(root).get(old, 1)


def expand_redirects(redirects: Mapping[str, str], lists: Iterable[Listing], size: int) -> dict[str, str]:
    """Return the file of each old address and its target's; further pages of lists are redirected to the first one.

    Feeds are not among them: they are copied, see `feed_copies`.
    """
    feeds = redirected_feeds(redirects)
    found = {
        redirect_file(old): redirect_file(new) for old, new in redirects.items() if redirect_file(old) not in feeds
    }
    for former, listing in _lists_at(redirects, lists):
        numbers = [page.number for page in paginate(listing, size) if page.number]
        found |= {f"{former}/page/{number}.html": f"{listing.pagename}.html" for number in numbers}
    return found


def feed_copies(redirects: Mapping[str, str], lists: Iterable[Listing]) -> dict[str, str]:
    """Return the file of each feed at an old address of it or of its list, with the file of the feed to copy there."""
    known = [listing for listing in lists if has_feeds(listing)] if redirects else []
    feeds = {f"{listing.pagename}/{name}" for listing in known for name in KINDS}
    of_lists = {
        f"{former}/{name}": f"{listing.pagename}/{name}"
        for former, listing in _lists_at(redirects, known)
        for name in KINDS
    }
    named = {old: of_lists.get(new, new) for old, new in redirected_feeds(redirects).items()}
    return of_lists | {old: new for old, new in named.items() if new in feeds}


def redirected_feeds(redirects: Mapping[str, str]) -> dict[str, str]:
    """Return the file of each old address of a feed and its target's, for feeds that are named themselves."""
    files = ((redirect_file(old), redirect_file(new)) for old, new in redirects.items())
    return {old: new for old, new in files if old.endswith(".xml") and new.endswith(".xml")}


def _lists_at(redirects: Mapping[str, str], lists: Iterable[Listing]) -> Iterator[tuple[str, Listing]]:
    """Yield the old page name of each redirected list, and the list; old addresses in another form are no others."""
    known = {f"{listing.pagename}.html": listing for listing in lists} if redirects else {}
    for old, new in redirects.items():
        if (listing := known.get(redirect_file(new))) and redirect_file(old).endswith(".html"):
            former = redirect_file(old).removesuffix(".html").removesuffix("/index")
            if former != listing.pagename:
                yield former, listing


def add_redirects(redirects: Mapping[str, str], renamed: Mapping[str, str]) -> dict[str, str]:
    """Return the redirects with more of them added; an old address that is in use again loses its redirect."""
    ends = {old: renamed.get(new, new) for old, new in redirects.items()} | dict(renamed)
    return {old: new for old, new in ends.items() if old not in renamed.values()}


def format_redirects(redirects: Mapping[str, str]) -> str:
    """Return the content of redirects.toml, sorted by old address."""
    import tomli_w  # only `make rename` writes the file

    return f"{HEAD}\n{tomli_w.dumps(dict(sorted(redirects.items())))}"
