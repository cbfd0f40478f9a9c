"""The blog's icons in all sizes that devices ask for: its favicon, or the first character of its name as a seal."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import resvg_py
from PIL import Image, ImageDraw

from kawaraban.images import raster
from kawaraban.images.typesetting import FAMILY, FONT, font, settable
from kawaraban.incremental.files import digest
from kawaraban.state import build_of

if TYPE_CHECKING:
    from sphinx.application import Sphinx

    from kawaraban.model.config import Site

PAPER, INK, VERMILION = "#fcfbf8", "#262320", "#a1352a"
"""Colours of `styles/00-tokens.css`."""
SIZES = {"favicon.ico": 48, "apple-touch-icon.png": 180, "icon-192.png": 192, "icon-512.png": 512}
LARGE = max(SIZES.values())
MANIFEST = "site.webmanifest"


def load_square(source: Path, size: int) -> Image.Image | None:
    """Return the image in a file as a square of *size* pixels, None if it cannot be read."""
    try:
        if source.suffix.lower() == ".svg":
            data = resvg_py.svg_to_bytes(
                svg_path=str(source), width=size, height=size, skip_system_fonts=True, font_files=[str(FONT)],
                font_family=FAMILY, resources_dir=str(source.parent),
            )  # fmt: skip
            return raster.cropped(raster.load(bytes(data)), size)
        return raster.cropped(raster.load(source), size)
    except (raster.Unusable, OSError, ValueError):  # resvg raises ValueError
        return None


def seal(title: str, size: int) -> Image.Image:
    """Return the first character of a blog's name, drawn as a seal."""
    square = Image.new("RGBA", (size, size), VERMILION)
    character = settable(title)[:1] or "・"
    ImageDraw.Draw(square).text((size / 2, size / 2), character, PAPER, font(round(size * 0.7)), anchor="mm")
    return square


def _favicon(app: Sphinx, size: int) -> Image.Image | None:
    """Return the blog's favicon as a square of *size* pixels, None if it has none."""
    given = app.config.html_favicon
    return load_square(Path(app.confdir, given), size) if given and "://" not in given else None


def site_icon(app: Sphinx, size: int) -> Image.Image:
    """Return the blog's icon, its favicon or a seal, as a square of *size* pixels."""
    return _favicon(app, size) or seal(build_of(app).site.title, size)


def manifest(site: Site) -> str:
    """Return the web app manifest (https://www.w3.org/TR/appmanifest/) with addresses relative to itself."""
    icons = [(file, size) for file, size in SIZES.items() if file.startswith("icon-")]
    about: dict[str, Any] = {
        "name": site.title,
        "lang": site.language,
        "start_url": "./",
        "scope": "./",
        "display": "minimal-ui",
        "background_color": PAPER,
        "theme_color": PAPER,
        "icons": [{"src": file, "sizes": f"{size}x{size}", "type": "image/png"} for file, size in icons],
    }
    return json.dumps(about | ({"description": site.tagline} if site.tagline else {}), ensure_ascii=False, indent=1)


def write_icons(app: Sphinx) -> None:
    """Write the icons and the manifest if the favicon or the blog's name has changed."""
    session, site = build_of(app).session, build_of(app).site
    given = str(app.config.html_favicon or "")
    signature = digest(f"{given} {session.digest(given)} {site.title}")
    if wanted := [file for file in SIZES if not session.retain_if_current(file, signature)]:
        own = _favicon(app, LARGE)
        icons = {file: _icon(own, file) for file in wanted} if own else _seal_icons(site.title)
        for file in wanted:
            session.write(file, icons[file], signature)
    session.write(MANIFEST, manifest(site))


@lru_cache(4)
def _seal_icons(title: str) -> dict[str, bytes]:
    """Return the icons of a blog without a favicon."""
    large = seal(title, LARGE)
    return {file: _icon(large, file) for file in SIZES}


def _icon(large: Image.Image, file: str) -> bytes:
    picture = large.resize((SIZES[file], SIZES[file]))
    if file.endswith(".ico"):
        return raster.encoded(picture, "ICO", sizes=[(16, 16), (32, 32), (48, 48)])
    if file == "apple-touch-icon.png":  # iOS shows transparent areas in black
        picture = raster.on_background(picture, PAPER)
    return raster.encoded(picture, "PNG")
