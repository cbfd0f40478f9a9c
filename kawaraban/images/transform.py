"""The images of a document are found, checked and copied when the document is read.

Non-ASCII names such as `![](地図.png)`, spaces, `%` and the decomposed names of macOS work. Every `<img>` gets a width
and height, so that the layout does not shift while a page loads.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from docutils import nodes
from sphinx.locale import get_translation
from sphinx.transforms import SphinxTransform

from kawaraban.images import raster, svg, variants
from kawaraban.images.files import is_picture, published_name, size_of
from kawaraban.images.lookup import candidate_paths, find_first, is_file_url, missing_message
from kawaraban.state import build_of
from kawaraban.state.access import document_access_fault
from kawaraban.state.index import index_of, line_of_node, report

if TYPE_CHECKING:
    from sphinx.application import Sphinx

    from kawaraban.incremental.session import Session

_ = get_translation("sphinx")


class FindImages(SphinxTransform):
    """Points each image at its file; a missing one is an error with its line.

    MyST leaves the path of a Markdown image percent-encoded, so that Sphinx would not find 地図.png.
    """

    default_priority = 300

    def apply(self, **_kwargs: Any) -> None:
        """Rewrite the paths in place; images are copied on all cores."""
        images: list[tuple[nodes.image, str, str | None]] = []
        for node in self.document.findall(nodes.image):
            uri = str(node["uri"])
            if ("://" in uri and not is_file_url(uri)) or uri.startswith("data:"):
                continue
            places = candidate_paths(self.env, uri)
            found = find_first(self.env.srcdir, places)
            images.append(
                (node, unquote(uri), found or (places[0] if document_access_fault(self.env, places[0], uri) else None))
            )
        faults = self.faults({path: uri for _node, uri, path in images if path})
        good = [path for path, text in faults.items() if not text]
        infos = index_of(self.env).pictures.setdefault(self.env.docname, {})
        infos.update({path: variants.image_info(Path(self.env.srcdir, path)) for path in good})
        for node, uri, path in images:
            if path:
                node["uri"] = "/" + path
                text = faults[path]
            else:
                text = missing_message(self.env, uri)
            if text:
                report(self.env, line_of_node(node), text)
                place = nodes.inline()  # takes over ids and classes that may be referred to
                node.replace_self(place)
                self.document.ids.update(dict.fromkeys(place["ids"], place))

    def faults(self, uris: dict[str, str]) -> dict[str, str]:
        """Return an error message or "" for each image, by path; *uris* are the addresses as written."""
        faults = {path: document_access_fault(self.env, path, uri) for path, uri in uris.items()}
        allowed = {path: uris[path] for path, text in faults.items() if not text}
        check = partial(check_image, build_of(self.env._app).session)
        sizes = [size_of(Path(self.env.srcdir, path)) for path in allowed]
        if sum(bool(size and size[0] > variants.WIDTHS[0]) for size in sizes) < 2:  # threads take longer than checks
            return faults | {path: check(path, uri) for path, uri in allowed.items()}
        with ThreadPoolExecutor(os.cpu_count()) as threads:
            return faults | dict(zip(allowed, threads.map(check, allowed, allowed.values()), strict=True))


def check_image(session: Session, path: str, uri: str) -> str:
    """Make the copies of an image; return an error message or ""; *uri* is its address as written."""
    source = Path(session.root, path)
    if not is_picture(source):
        return _("“%s” cannot be read as a picture.") % uri
    try:
        if source.suffix.lower() == ".svg":
            svg.clean(source.read_bytes())
        else:
            name = published_name(path, session.digest(path))
            for _copy in variants.make_copies(source, name, variants.copies_folder(session)):
                pass
    except raster.Unusable as error:
        return unusable_message(error, uri)
    except svg.Refused as error:
        return _("the drawing “%s” cannot be published: %s.") % (uri, error)
    return ""


def unusable_message(error: raster.Unusable, uri: str) -> str:
    """Return the error message for an unusable image; *uri* is its address as written."""
    if error.pixels:
        text = _("“%s” has %d million pixels; make it smaller (at most %d million).")
        return text % (uri, error.pixels // 10**6, raster.MOST_PIXELS // 10**6)
    return _("“%s” is broken: the file is incomplete or damaged.") % uri


def setup(app: Sphinx) -> None:
    """Register the transform."""
    app.add_transform(FindImages)
