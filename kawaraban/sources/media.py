"""Publish the local files that raw HTML refers to, such as videos and documents.

Relative URLs in a post's raw HTML are replaced by those of the published files, whose names contain a digest.
"""

from __future__ import annotations

import re
import unicodedata
from functools import partial
from html import escape
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, urljoin

from docutils import nodes
from sphinx import addnodes
from sphinx.locale import get_translation
from sphinx.util.osutil import relative_uri

from kawaraban.images.files import PICTURES, published_name
from kawaraban.images.lookup import find_file
from kawaraban.images.publish import publish_drawing, publish_whole
from kawaraban.images.transform import check_image
from kawaraban.sources.outline import line_at
from kawaraban.state import build_of
from kawaraban.state.access import document_access_fault
from kawaraban.state.index import index_of, line_of_node, report
from kawaraban.text.urls import host_of, strip_ignored

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from kawaraban.incremental.session import Session
    from kawaraban.sources.outline import Skeleton
    from kawaraban.text.html_scan import AddressAttribute

_ = get_translation("sphinx")

FILES = {"src", "srcset", "imagesrcset", "poster", "data", "background", "href", "xlink:href", "style", ""}
"""Attributes whose relative URLs may refer to local files (without a name: the text of a `<style>`)."""
PAGES = ("", ".html", ".htm", ".xml", ".json", ".txt", ".webmanifest")
"""Suffixes of URLs that may refer to other parts of the site instead of local files."""
FOLDERS = ("_static/", "_images/", "_downloads/")


def local_file(env: BuildEnvironment, address: str) -> tuple[str, str]:
    """Return the path of the local file that a URL refers to, below the source folder, and a fault.

    Both are empty for other URLs: absolute ones, fragments, pages and other files of the site.
    """
    bare = strip_ignored(address)
    name = re.split("[?#]", bare, maxsplit=1)[0]
    if not name or host_of(bare) or re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", bare):
        return "", ""
    relative, _absolute = env.relfn2path(name, env.docname)
    env.note_dependency(relative)  # also a missing file, since it may be added
    path = find_file(Path(env.srcdir), relative)
    if path is None or relative.startswith(".."):
        text = _("there is no file “%s”; its path is counted from the post.") % address.strip()
        return "", "" if _is_of_site(env, name) else document_access_fault(
            env, path or relative, address.strip()
        ) or text
    if text := document_access_fault(env, path, address.strip()):
        return "", text
    if path.endswith(tuple(env.config.source_suffix)):
        return "", _("“%s” is the source of a page; link to the page itself.") % address.strip()
    return ("", "") if name.startswith("/") and path.startswith(_static_folders(env)) else (path, "")


def _is_of_site(env: BuildEnvironment, name: str) -> bool:
    """Return whether a URL may refer to a page or a generated file of the site, which cannot be checked here."""
    page = env._app.builder.get_target_uri(env.docname)
    target = unquote(urljoin(f"/{page}", name)).lstrip("/")
    extra = (Path(env._app.confdir, str(folder)) for folder in env.config.html_extra_path)
    return (
        name.startswith("/")
        or name.endswith("/")
        or PurePosixPath(target).suffix.lower() in PAGES
        or target.startswith(FOLDERS)
        or any((folder / target).exists() or folder.name == target for folder in extra)
    )


def _static_folders(env: BuildEnvironment) -> tuple[str, ...]:
    return tuple(f"{str(folder).strip('/')}/" for folder in env.config.html_static_path)


def file_of(session: Session, path: str) -> str:
    """Return the published name of a source file, which contains a digest of its content."""
    if path.lower().endswith(PICTURES):
        return f"_images/{published_name(path, session.digest(path))}"
    return f"_downloads/{session.digest(path)[:12]}/{unicodedata.normalize('NFC', PurePosixPath(path).name)}"


def replace_file_addresses(app: Sphinx, skeleton: Skeleton, found: list[AddressAttribute]) -> None:
    """Record the files that raw HTML refers to, and replace their URLs."""
    changes = []
    for attribute in found:
        if attribute.name not in FILES:
            continue
        value = attribute.replace_addresses(partial(_published, app, skeleton, attribute))
        if value != attribute.value and attribute.span.end:
            changes.append((attribute.span, f'{attribute.name}="{escape(value)}"' if attribute.name else value))
    html = skeleton.html
    for piece in reversed(skeleton.pieces):
        text = html[piece.start : piece.end]
        for span, new in sorted(changes, reverse=True):
            if piece.start <= span.start < piece.end:
                text = text[: span.start - piece.start] + new + text[span.end - piece.start :]
        if text != html[piece.start : piece.end]:
            piece.node[:] = [nodes.Text(text)]


def _published(app: Sphinx, skeleton: Skeleton, attribute: AddressAttribute, address: str) -> str:
    """Return the URL of the published file; report a file that is missing or cannot be published."""
    env, session = app.env, build_of(app).session
    path, text = local_file(env, address)
    if path and path.lower().endswith(PICTURES):
        text = check_image(session, path, address.strip())
    if text:
        report(env, line_at(env, skeleton, attribute.span, attribute.name), text)
    if text or not path:
        return address
    file = file_of(session, path)
    index_of(env).media.setdefault(env.docname, {})[path] = file
    rest = strip_ignored(address)[len(re.split("[?#]", strip_ignored(address), maxsplit=1)[0]) :]
    return relative_uri(app.builder.get_target_uri(env.docname), quote(file)) + rest


def check_downloads(app: Sphinx, doctree: nodes.document) -> None:
    """Report SVG files among a document's downloads that cannot be published."""
    for node in doctree.findall(addnodes.download_reference):
        target = str(node["reftarget"])
        if target.lower().endswith(".svg"):
            path = find_file(Path(app.srcdir), app.env.relfn2path(target, app.env.docname)[0])
            if path and (fault := check_image(build_of(app).session, path, target)):
                report(app.env, line_of_node(node), fault)


def publish_media(app: Sphinx) -> None:
    """Publish the files of raw HTML, each once, and downloads; SVG files are sanitised."""
    session = build_of(app).session
    for path, file in sorted({pair for found in index_of(app.env).media.values() for pair in found.items()}):
        publish_whole(session, path, file)
    for source, (_docnames, name) in app.env.dlfiles.items():
        path, file = str(source), f"_downloads/{name.as_posix()}"
        if path.lower().endswith(".svg"):
            publish_drawing(session, path, file)
        else:
            session.copy(path, file)
