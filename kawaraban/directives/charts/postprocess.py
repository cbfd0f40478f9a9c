"""Reduces the SVG drawn by Vega-Lite to what is visible, and gives it light and dark colours.

Vega writes the names of colours as they are (`fill="ink"`). Each is replaced by a class, and a stylesheet in the
drawing defines both colours. Text is displayed in a font of the reader's device.
"""

from __future__ import annotations

import re

from lxml import etree

from kawaraban.directives.charts.palette import DARK, LIGHT

SVG = "{http://www.w3.org/2000/svg}"
SHOWN = "Hiragino Sans, Noto Sans CJK JP, Noto Sans JP, BIZ UDPGothic, Yu Gothic, sans-serif"
COLOURED = {"fill": "f", "stroke": "s"}
"""Attributes that hold a colour, with the prefix of the classes that replace them."""
GEOMETRY = ("d", "transform", "x", "y", "x1", "y1", "x2", "y2", "dx", "dy", "width", "height")
"""Attributes rounded to a tenth of a pixel. Text is not rounded: its decimals are the author's."""
UNSEEN = ("aria-label", "aria-roledescription", "aria-hidden", "role", "class", "font-family", "pointer-events")
"""Attributes without effect in an `<img>`, which has its own alternative text; and the font used for measuring."""
DEFAULTS = {"opacity": "1", "transform": "translate(0,0)"}
LONG = 400
"""A longer path is a coastline, which may be simplified."""
APART = 12
"""The least distance of two points of a coastline, in tenths of a pixel."""


def postprocessed(svg: str) -> str:
    """Return the SVG to publish. Raises etree.XMLSyntaxError for input that is not SVG."""
    root = etree.fromstring(svg.encode())
    _drop_unseen(root)
    used: dict[str, str] = {}
    for element in root.iter(f"{SVG}*"):
        _shorten(element)
        _classify(element, used)
    _renumber(root)
    style = etree.Element(f"{SVG}style")
    style.text = _stylesheet(used)
    root.insert(0, style)
    _unwrap(root)
    etree.cleanup_namespaces(root)
    return etree.tostring(root, encoding="unicode")


def _drop_unseen(root: etree._Element) -> None:
    """Remove elements that are not displayed, and group backgrounds without a colour."""
    for element in list(root.iter(f"{SVG}path")):
        is_empty_ground = element.get("class") == "background" and not any(map(element.get, COLOURED))
        parent = element.getparent()
        if parent is not None and (is_empty_ground or element.get("display") == "none"):
            parent.remove(element)


def _attributes(element: etree._Element) -> list[tuple[str, str]]:
    """Return the current attributes as strings, for the type checker."""
    return [(str(name), str(value)) for name, value in element.items()]


def _shorten(element: etree._Element) -> None:
    """Remove attributes without effect, and round and simplify geometry."""
    for name, value in _attributes(element):
        if name in UNSEEN or DEFAULTS.get(name) == value:
            del element.attrib[name]
        elif name == "d" and len(value) > LONG:
            element.set(name, _thinned(value))
        elif name in GEOMETRY:
            element.set(name, _rounded(value))


def _rounded(value: str) -> str:
    """Return a list of numbers, or a path, rounded to a tenth of a pixel."""
    return re.sub(r"-?\d+\.\d{2,}", lambda number: f"{float(number[0]):.1f}".removesuffix(".0"), value)


def _thinned(path: str) -> str:
    """Return a path in tenths of a pixel, without points that are too close to the previous one."""
    parts = []
    for part in path.split("M")[1:]:
        line, closed, _rest = part.partition("Z")
        points = [tuple(round(float(number) * 10) for number in point.split(",")) for point in line.split("L")]
        (x, y), steps = points[0], []
        for point in points[1:]:
            if abs(point[0] - x) + abs(point[1] - y) >= APART:
                steps.append(f"{_tenths(point[0] - x)},{_tenths(point[1] - y)}".replace(",-", "-"))
                x, y = point
        if len(steps) > 1 or not closed:
            parts.append(
                f"M{_tenths(points[0][0])},{_tenths(points[0][1])}l{' '.join(steps)}{closed}".replace(" -", "-")
            )
    return "".join(parts)


def _tenths(number: int) -> str:
    """Return a number of tenths as text: 5, -2.3, .4."""
    text = f"{abs(number) / 10:g}".removeprefix("0") or "0"
    return f"-{text}" if number < 0 else text


def _classify(element: etree._Element, used: dict[str, str]) -> None:
    """Replace each colour of the palette by a class, and record in *used* the attribute that the class stands for."""
    classes = []
    for attribute, letter in COLOURED.items():
        if (colour := element.get(attribute)) in LIGHT:
            del element.attrib[attribute]
            classes.append(f"{letter}-{colour}")
            used[classes[-1]] = attribute
    if classes:
        element.set("class", " ".join(classes))


def _stylesheet(used: dict[str, str]) -> str:
    """Return the stylesheet for the classes used in a drawing."""

    def rules(colours: dict[str, str]) -> str:
        return "".join(f".{name}{{{used[name]}:{colours[name[2:]]}}}" for name in sorted(used))

    return f"text{{font-family:{SHOWN}}}{rules(LIGHT)}@media(prefers-color-scheme:dark){{{rules(DARK)}}}"


def _renumber(root: etree._Element) -> None:
    """Number the ids of each drawing from 1, since Vega continues numbering from one drawing to the next."""
    elements = [element for element in root.iter(f"{SVG}*") if element.get("id")]
    ids = {f"url(#{element.get('id')})": f"k{number}" for number, element in enumerate(elements, 1)}
    for element in root.iter(f"{SVG}*"):
        for name, value in _attributes(element):
            if value in ids:
                element.set(name, f"url(#{ids[value]})")
    for element, new in zip(elements, ids.values(), strict=True):
        element.set("id", new)


def _unwrap(root: etree._Element) -> None:
    """Replace groups without attributes by their content, inner ones first."""
    for group in reversed(list(root.iter(f"{SVG}g"))):
        parent = group.getparent()
        if parent is not None and (not group.attrib or not len(group)):
            place = parent.index(group)
            parent[place : place + 1] = list(group)
