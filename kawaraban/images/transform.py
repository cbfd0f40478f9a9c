"""The pictures of a document: each is found, checked and copied when the document is read.

`![](地図.png)`, spaces, `%` and the decomposed names of a Mac work; every `<img>` says its width and height, so
that nothing jumps while a page loads.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from docutils import nodes
from sphinx.locale import get_translation
from sphinx.transforms import SphinxTransform

from kawaraban.images import raster, svg, variants
from kawaraban.images.files import find_first, is_picture, missing, name_of, places_of
from kawaraban.state import build_of
from kawaraban.state.access import document_access_fault
from kawaraban.state.index import line_of_node, report

if TYPE_CHECKING:
    from sphinx.application import Sphinx

    from kawaraban.incremental.session import Session

_ = get_translation("sphinx")


class FindImages(SphinxTransform):
    """Point each image at its file; a missing one is an error that names the line.

    MyST leaves the percent-encoding of a Markdown image's path in place, so that 地図.png is never found.
    """

    default_priority = 300

    def apply(self, **_kwargs: Any) -> None:
        """Rewrite the paths in place; the pictures of a page are copied on all cores."""
        images: list[tuple[nodes.image, str, str | None]] = []
        for node in self.document.findall(nodes.image):
            uri = str(node["uri"])
            if "://" in uri or uri.startswith("data:"):
                continue
            places = places_of(self.env, uri)
            found = find_first(self.env.srcdir, places)
            images.append(
                (node, unquote(uri), found or (places[0] if document_access_fault(self.env, places[0], uri) else None))
            )
        faults = self.faults({path: uri for _node, uri, path in images if path})
        for node, uri, path in images:
            if path:
                node["uri"] = "/" + path
                text = faults[path]
            else:
                text = missing(self.env, uri)
            if text:
                report(self.env, line_of_node(node), text)
                place = nodes.inline()  # takes over names and classes, to which other parts may refer
                node.replace_self(place)
                self.document.ids.update(dict.fromkeys(place["ids"], place))

    def faults(self, uris: dict[str, str]) -> dict[str, str]:
        """Return what is wrong with each picture, or nothing, by path; *uris* are the addresses as written."""
        if len(uris) < 2:
            return {path: self.fault(path, uri) for path, uri in uris.items()}
        with ThreadPoolExecutor(os.cpu_count()) as threads:
            return dict(zip(uris, threads.map(self.fault, uris, uris.values()), strict=True))

    def fault(self, path: str, uri: str) -> str:
        """Make the copies of a picture; return what is wrong with it, or nothing."""
        return document_access_fault(self.env, path, uri) or fault_of(build_of(self.env._app).session, path, uri)


def fault_of(session: Session, path: str, uri: str) -> str:
    """Make the copies of a picture; return what is wrong with it, or nothing; *uri* is its address as written."""
    source = Path(session.root, path)
    if not is_picture(source):
        return _("“%s” cannot be read as a picture.") % uri
    try:
        if source.suffix.lower() == ".svg":
            svg.clean(source.read_bytes())
        else:
            for _copy in variants.made(source, name_of(path, session.digest(path)), variants.folder_of(session)):
                pass
    except raster.Unusable as error:
        return why_unusable(error, uri)
    except svg.Refused as error:
        return _("the drawing “%s” cannot be published: %s.") % (uri, error)
    return ""


def why_unusable(error: raster.Unusable, uri: str) -> str:
    """Return what is wrong with a picture; *uri* is its address as written."""
    if error.pixels:
        text = _("“%s” has %d million pixels; make it smaller (at most %d million).")
        return text % (uri, error.pixels // 10**6, raster.MOST_PIXELS // 10**6)
    return _("“%s” is broken: it cannot be read to its end.") % uri


def setup(app: Sphinx) -> None:
    """Register the transform."""
    app.add_transform(FindImages)
