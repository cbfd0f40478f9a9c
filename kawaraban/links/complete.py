"""`make links`: look at the links that `links.toml` does not know, keep what they say, tell of those that are dead."""

from __future__ import annotations

import hashlib
import io
import os
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from PIL import Image, ImageOps, UnidentifiedImageError
from sphinx.locale import get_translation

from kawaraban.links import FILE, FOLDER, ICON, Link, read_links, written
from kawaraban.links.fetch import PAGE, PICTURE, Unreachable, fetch
from kawaraban.links.pages import About, about, about_oembed, decoded
from kawaraban.links.wanted import wanted_of
from kawaraban.videos import SERVICES, video_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from kawaraban.links.wanted import Wanted

_ = get_translation("sphinx")

WIDTH = 640
"""Of the small pictures that are kept, in pixels: twice what a phone shows."""
MOST_PIXELS = 50_000_000
ARCHIVE = "https://web.archive.org/web/{year}/{url}"


def look_at(url: str, *, private: bool = False) -> tuple[Link, bytes]:
    """Return what an address leads to, and the bytes of its picture, else of its site's icon. Raises Unreachable."""
    said = About()
    asks = next((each for name, each in SERVICES.items() if each.oembed and video_of(name, url)), None)
    if asks:
        address = asks.oembed.format(page=quote(url, safe=""))
        answer = fetch(address, PAGE, ("application/json", "text/json"), private=private)
        said = about_oembed(answer.data.decode("utf-8", "replace"), answer.url)
    if not said.title:
        answer = fetch(url, PAGE, ("text/html", "application/xhtml+xml"), private=private)
        said = about(decoded(answer.data, answer.content_type), answer.url)
        if not said.picture and said.oembed:
            said = _with_oembed(said, private=private)
    picture = _picture(said.picture, WIDTH, private=private) if said.picture else b""
    if not picture and said.icon:
        picture = _picture(said.icon, ICON, private=private)
    site = said.site or (urlsplit(url).hostname or "").removeprefix("www.")
    return Link(said.title, site, said.description), picture


def _with_oembed(said: About, *, private: bool) -> About:
    try:
        answer = fetch(said.oembed, PAGE, ("application/json", "text/json"), private=private)
    except Unreachable:
        return said
    more = about_oembed(answer.data.decode("utf-8", "replace"), answer.url)
    return replace(said, title=said.title or more.title, site=said.site or more.site, picture=more.picture)


def _picture(url: str, width: int, *, private: bool) -> bytes:
    """Return a copy, at most *width* wide, of the picture at an address, nothing where it cannot be had."""
    try:
        answer = fetch(url, PICTURE, ("image/",), private=private)
        with Image.open(io.BytesIO(answer.data)) as original:
            if original.width * original.height > MOST_PIXELS or min(original.size) < min(width, 32):
                return b""
            small = ImageOps.exif_transpose(original).convert("RGBA" if width == ICON else "RGB")
    except (Unreachable, UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError):
        return b""
    small.thumbnail((width, width))
    data = io.BytesIO()
    small.save(data, "WEBP", quality=75, method=6)
    return data.getvalue()


def today() -> date:
    """Return the day on which links are looked at: that of `SOURCE_DATE_EPOCH` where it is set."""
    given = os.environ.get("SOURCE_DATE_EPOCH", "")
    return datetime.fromtimestamp(int(given), UTC).date() if given.isdigit() else datetime.now().astimezone().date()


def complete(root: Path, paths: list[str], *, again: bool = False, private: bool = False) -> Iterator[str]:
    """Look at the links of the sources at *paths*, and yield a line on each.

    *again*: those that are known, too, are asked whether they are still there; what is known of them stays. The file is
    written after each, so that nothing is lost where this is stopped. Raises Faulty.
    """
    links = read_links(root)
    first: dict[str, Wanted] = {}
    for each in wanted_of(root, paths):
        first.setdefault(each.url, each)
    for url, where in first.items():
        if url in links and not again:
            continue
        try:
            link, picture = look_at(url, private=private)
        except Unreachable as error:
            text = _("%s:%d: %s cannot be reached: %s") % (where.path, where.line, url, error)
            if error.dead:
                text += " " + _("A copy may be at %s") % ARCHIVE.format(year=today().year, url=url)
            yield text
            continue
        if url not in links:
            links[url] = replace(link, picture=_keep(root, url, picture), seen=today())
            _write(root, written(links))
            yield f"{url}: {link.title or _('no title')}"
    yield _("%d links are known.") % len(links)


def _keep(root: Path, url: str, picture: bytes) -> str:
    if not picture:
        return ""
    name = f"{FOLDER}/{hashlib.sha256(url.encode()).hexdigest()[:12]}.webp"
    (root / FOLDER).mkdir(exist_ok=True)
    (root / name).write_bytes(picture)
    return name


def _write(root: Path, text: str) -> None:
    part = root / f"{FILE}.part"
    part.write_text(text, "utf-8")
    part.replace(root / FILE)
