"""Sanitises SVG: what is published runs no code, loads nothing from elsewhere, and leads elsewhere only by links.

Elements, attributes and addresses that are known to be harmless are kept; everything else is removed. An SVG from which
nothing is removed is published byte for byte.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.parsers import expat

from lxml import etree
from sphinx.locale import get_translation

from kawaraban.images.svg_names import ANIMATED, ATTRIBUTES, ELEMENTS
from kawaraban.text import css
from kawaraban.text.urls import host_of, strip_ignored

if TYPE_CHECKING:
    from collections.abc import Iterator

_ = get_translation("sphinx")

SVG, XLINK, XML = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink", "http://www.w3.org/XML/1998/namespace"
MOST_BYTES, MOST_TAGS = 20_000_000, 1_000_000
_ANIMATIONS = {"animate", "animateColor", "animateMotion", "animateTransform", "set"}
_QUALIFIED = {f"{{{XML}}}space", f"{{{XML}}}lang", f"{{{XLINK}}}title", f"{{{XLINK}}}type"}
_STEPS = ("values", "from", "to", "by")
_HREFS = ("href", f"{{{XLINK}}}href")
_DATA = re.compile(
    r"data:(?:image/(?:png|jpe?g|gif|webp)|font/[\w.+-]+|application/(?:x-)?font-[\w.+-]+)\s*[;,]", re.IGNORECASE
)


class Refused(Exception):
    """An SVG that cannot be published; the message says why."""


def clean(data: bytes) -> bytes:
    """Return a sanitised SVG, which is *data* itself if nothing has to be removed. Raises Refused."""
    if len(data) > MOST_BYTES or data.count(b"<") > MOST_TAGS:
        raise Refused(_("it is too large: at most %d MB and %d elements") % (MOST_BYTES // 10**6, MOST_TAGS // 2))
    declares = _declares(data)
    try:
        root = etree.fromstring(data, etree.XMLParser(no_network=True, strip_cdata=False))
    except etree.XMLSyntaxError as error:
        raise Refused(_("it is not well-formed XML, or nested too deeply, at line %d") % error.lineno) from None
    if root.tag != f"{{{SVG}}}svg":
        raise Refused(_('it does not begin with <svg xmlns="%s">') % SVG)
    removed = [*_foreign_nodes(root), *_foreign_attributes(root)]
    if not removed and not declares and _is_utf8(data, root.getroottree()):
        return data
    etree.cleanup_namespaces(root)
    cleaned: bytes = etree.tostring(root, encoding="utf-8")
    return cleaned + b"\n"


class _RootReached(Exception):
    """Raised when the parser reaches the root element."""


def _declares(data: bytes) -> bool:
    """Return whether the document type declares entities for strings, as Illustrator writes them; they are resolved.

    Raises Refused if it declares anything else: default attributes, or entities that contain elements.
    """
    found: list[bool] = []

    def declare(_name: str, is_parameter: bool, value: str | None, *_source: str | None) -> None:
        found.append(not is_parameter and value is not None and not re.search("[<&%]", value))

    def begin(*_about: object) -> None:
        raise _RootReached

    parser = expat.ParserCreate()
    parser.EntityDeclHandler = declare
    for other in ("AttlistDeclHandler", "ElementDeclHandler", "NotationDeclHandler"):
        setattr(parser, other, lambda *_about: found.append(False))
    parser.StartElementHandler = begin
    try:
        parser.Parse(data, True)
    except _RootReached:
        pass
    except (expat.ExpatError, ValueError, LookupError):
        found.append(False)
    if not all(found):
        raise Refused(_("it is not in UTF-8, or its <!DOCTYPE … [ … ]> declares something; export it as plain SVG"))
    return bool(found)


def _is_utf8(data: bytes, tree: etree._ElementTree) -> bool:
    """Return whether a browser reads the same characters as we do, whatever encoding a server declares."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return tree.docinfo.xml_version == "1.0" and (tree.docinfo.encoding or "UTF-8").upper() in ("UTF-8", "US-ASCII")


def _foreign_nodes(root: etree._Element) -> Iterator[object]:
    """Remove, and yield, each node that is not allowed; texts and comments stay."""
    for beside in [*root.itersiblings(preceding=True), *root.itersiblings()]:
        if not isinstance(beside, etree._Comment):
            yield beside  # what is outside the root is not serialised
    for node in list(root.iter()):
        if isinstance(node, etree._Comment) or (isinstance(node.tag, str) and _is_known(node)):
            continue
        parent = node.getparent()
        if parent is not None:
            _take_out(parent, node)
            yield node


def _is_known(node: etree._Element) -> bool:
    name = etree.QName(node)
    return name.namespace == SVG and name.localname in ELEMENTS and not _moves_address(node)


def _moves_address(node: etree._Element) -> bool:
    """Return whether an animation changes anything but allowed properties, such as an address or an event handler."""
    name = node.get("attributeName")
    return etree.QName(node).localname in _ANIMATIONS and name is not None and name.strip() not in ANIMATED


def _take_out(parent: etree._Element, node: etree._Element) -> None:
    """Remove a node with its content, but not the text after it."""
    if node.tail:
        before = node.getprevious()
        if before is None:
            parent.text = (parent.text or "") + node.tail
        else:
            before.tail = (before.tail or "") + node.tail
    parent.remove(node)


def _foreign_attributes(root: etree._Element) -> Iterator[str]:
    """Remove or correct each attribute and style that is not allowed; yield its name."""
    for node in root.iter(etree.Element):
        for name, value in list(node.attrib.items()):
            kept = _attribute(node, str(name), str(value))
            if kept is None:
                del node.attrib[name]
            elif kept != value:
                node.set(name, kept)
            if kept != value:
                yield str(name)
        if node.tag == f"{{{SVG}}}style" and (kept := _style(text := _text_of(node))) != text:
            node[:] = []
            node.text = kept
            yield "style"


def _text_of(style: etree._Element) -> str:
    """Return the text of a style element as a browser reads it, without XML comments."""
    return "".join([style.text or "", *(child.tail or "" for child in style)])


def _attribute(node: etree._Element, name: str, value: str) -> str | None:
    """Return the allowed value of an attribute, None if it has to be removed."""
    if name in _HREFS:
        return value if _may_lead(node, value) else None
    known = name in ATTRIBUTES or name in _QUALIFIED or re.fullmatch(r"(?:data|aria)-[\w.-]+", name)
    if not known or (name in _STEPS and "script:" in strip_ignored(value).lower()):
        return None
    if name == "style":
        return _style(value)
    return value if all(_is_own(address) for address in css.addresses(value, sure=True)) else None


def _may_lead(node: etree._Element, address: str) -> bool:
    """Return whether an element may have an address: that of a page for `a`, a part of the drawing for all others."""
    bare, name = strip_ignored(address).lower(), etree.QName(node).localname
    if name == "a":
        scheme = re.match(r"[a-z][a-z0-9+.-]*:", bare)
        return scheme is None or scheme[0] in ("http:", "https:", "mailto:")
    return bare.startswith("#") or (name in ("image", "feImage") and _is_own(address))


def _is_own(address: str) -> bool:
    """Return whether an address loads nothing: a part of the drawing, or an embedded image or font."""
    bare = strip_ignored(address)
    return bare.startswith("#") or bool(_DATA.match(bare))


def _style(text: str) -> str:
    """Return CSS that loads nothing."""
    own = css.replace_addresses(text, lambda address: address if _is_own(address) else None, sure=True)
    return css.replace_addresses(own, lambda address: None if host_of(address) else address)
