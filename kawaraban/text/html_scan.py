"""Scan HTML as a browser parses it (HTML Standard, 13.2) for scripts and for URLs that are loaded or linked.

Used for posts, finished pages and excerpts. The result depends on the parsed elements, not on how the HTML is written.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote

import turbohtml
from turbohtml import CData, Comment, Namespace, Text

from kawaraban.text import css
from kawaraban.text.urls import host_of, srcset_candidates, strip_ignored

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from turbohtml import Element

LOADING = {
    "src", "srcset", "imagesrcset", "poster", "data", "background", "action", "formaction", "ping", "attributionsrc",
    "lowsrc", "dynsrc", "codebase", "archive", "classid",
}  # fmt: skip
"""Attributes whose URLs a browser requests without a click; `href` belongs to these on some elements only."""
LOADING_LINKS = {
    "stylesheet", "preload", "modulepreload", "prefetch", "prerender", "preconnect", "dns-prefetch", "icon",
    "mask-icon", "apple-touch-icon", "apple-touch-icon-precomposed", "apple-touch-startup-image", "manifest", "import",
    "compression-dictionary", "dictionary",
}  # fmt: skip
"""Values of `rel` with which a browser requests the URL of a `<link>`."""
FRAMES = {"script", "iframe", "frame", "embed", "object", "portal", "use", "base", "form", "button", "input"}
"""Elements in which a `data:` URL is a page or a script."""
ANIMATIONS = {"animate", "set", "animatemotion", "animatetransform", "animatecolor"}
DATA = {"application/ld+json", "application/json"}
"""Types of `<script>` that are data and do not run."""
_OF_INTEREST = ",".join(
    [
        *(f"[{name}]" for name in sorted(LOADING)),
        *(f'link[rel~="{rel}" i]' for rel in sorted(LOADING_LINKS)),
        "[style]", "style", "base", "svg :not(path,circle,rect,line,polygon,polyline,g,title)",
        '[href*="script" i]', '[href^="data:" i]', r'[href*="\9 "]', r'[href*="\a "]',
    ]
)  # fmt: skip
"""Selector of the elements of a finished page that can load anything; most of a page's elements cannot."""
_SHAPES = {"srcset": "set", "imagesrcset": "set", "style": "css", "ping": "list", "archive": "list"}


class Span(NamedTuple):
    """Start and end (exclusive) of a part of the HTML; (0, 0) if unknown."""

    start: int
    end: int


class Script(NamedTuple):
    """Something that runs, or redirects without a click: what it is, and where."""

    name: str
    span: Span


class AddressAttribute(NamedTuple):
    """An attribute that contains URLs, or the text of a `<style>` (then without a name).

    `shape` is how it contains them: `one`, `set` (as in `srcset`), `list`, `css`, or `values` of an SVG animation.
    `loads` is whether a browser requests them without a click.
    """

    name: str
    value: str
    shape: str
    loads: bool
    span: Span

    def addresses(self, *, sure: bool = False) -> list[str]:
        """Return the URLs as written; with *sure*, without CSS strings that may not be URLs."""
        match self.shape:
            case "css":
                return css.addresses(self.value, sure=sure)
            case "set":
                return [self.value[start:end] for start, end in srcset_candidates(self.value)]
            case "list":
                return self.value.split()
            case "values":
                return [] if sure else [*self.value.split(";"), *css.addresses(self.value)]
        return [self.value]

    def replace_addresses(self, change: Callable[[str], str]) -> str:
        """Return the value with each URL replaced by what *change* returns for it."""
        if self.shape == "css":
            return css.replace_addresses(self.value, change, sure=True)
        spans = {"set": srcset_candidates(self.value), "one": [(0, len(self.value))]}.get(self.shape, [])
        value = self.value
        for start, end in reversed(spans):
            value = value[:start] + change(self.value[start:end]) + value[end:]
        return value


class ScanResult(NamedTuple):
    """The result of a scan.

    `marks` are the ids of the marker elements that were parsed as elements, `quoted` of those inside text and comments.
    """

    scripts: list[Script]
    attributes: list[AddressAttribute]
    marks: set[str]
    quoted: set[str]

    def hosts(self) -> set[str]:
        """Return the third-party hosts that are requested without a click."""
        return {
            host
            for attribute in self.attributes
            if attribute.loads
            for each in attribute.addresses()
            if (host := host_of(each))
        }


def scan(html: str, *, scripting: bool = False, mark: str = "") -> ScanResult:
    """Return what a page runs, loads and links, with *scripting* enabled or disabled in the browser.

    *mark* is the tag of the marker elements whose ids are collected.
    """
    page = turbohtml.parse(html, source_locations=True, scripting=scripting, allow_declarative_shadow_roots=False)
    seen = ScanResult([], [], set(), set())
    for element in page.iter_elements():
        if element.tag == mark:
            seen.marks.add(element.attr("id") or "")
        else:
            _look(element, seen)
    if mark:
        texts = (
            node.data for node in page.descendants if isinstance(node, (Text, Comment, CData)) and mark in node.data
        )
        seen.quoted.update(found for text in texts for found in re.findall(rf"<{mark} id=(\w+)>", text))
    return seen


def scan_page(html: str) -> ScanResult:
    """Return what a finished page loads, and the scripts in its URLs."""
    seen = ScanResult([], [], set(), set())
    for element in turbohtml.parse(html, positions=False).select(_OF_INTEREST):
        _look(element, seen)
    return seen


def _look(element: Element, seen: ScanResult) -> None:
    """Record what an element runs, loads and links."""
    tag, names, location = element.tag.lower(), element.attrs, element.source_location
    svg = element.namespace is not Namespace.HTML

    def span(name: str) -> Span:
        found = location.attrs.get(name.lower()) if location else None
        return Span(found.start_offset, found.end_offset) if found else Span(0, 0)

    for name in names:
        if name[:2].lower() == "on" or name == "srcdoc":
            seen.scripts.append(Script(name, span(name)))
        elif kind := _kind(element, tag, name, svg=svg):
            _record(AddressAttribute(name, element.attr(name) or "", kind[0], kind[1], span(name)), tag, seen)
    if tag in ("script", "meta", "base", "style"):
        start = Span(location.start_tag.start_offset, location.start_tag.end_offset) if location else Span(0, 0)
        _look_at_special(element, tag, seen, start, svg=svg)


def _look_at_special(element: Element, tag: str, seen: ScanResult, start: Span, *, svg: bool) -> None:
    """Record scripts, redirects, `<base>` and style sheets."""
    if tag == "script" and not _is_data(element) and not any(name in element.attrs for name in _sources(svg=svg)):
        seen.scripts.append(Script("<script>", start))
    elif tag == "base" and "href" in element.attrs:
        seen.scripts.append(Script("<base>", start))
    elif tag == "meta" and (element.attr("http-equiv") or "").strip().lower() == "refresh":
        seen.scripts.append(Script("meta refresh", start))
    elif tag == "style":
        text = element.text
        inside = Span(start.end, start.end + len(text)) if start.end else start
        _record(AddressAttribute("", text, "css", loads=True, span=inside), tag, seen)


def _record(attribute: AddressAttribute, tag: str, seen: ScanResult) -> None:
    seen.attributes.append(attribute)
    if ":" in attribute.value or attribute.shape == "css":
        seen.scripts.extend(Script(scheme, attribute.span) for scheme in _schemes(attribute, tag))


def _sources(*, svg: bool) -> tuple[str, ...]:
    return ("href", "xlink:href") if svg else ("src",)


def _is_data(script: Element) -> bool:
    return (script.attr("type") or "").strip().lower() in DATA


def _kind(element: Element, tag: str, name: str, *, svg: bool) -> tuple[str, bool] | None:
    """Return the shape of an attribute and whether its URLs are loaded without a click; None if it contains none."""
    if name in _SHAPES:
        return _SHAPES[name], True
    if name in LOADING:
        return "one", True
    if name in ("href", "xlink:href"):
        if svg:
            return "one", tag != "a" and element.namespace is Namespace.SVG
        if name == "href" and tag in ("a", "area", "base", "link"):
            rel = (element.attr("rel") or "").lower().split() if tag == "link" else ()
            return "one", tag == "base" or not LOADING_LINKS.isdisjoint(rel)
        return None
    if svg and name in ("values", "from", "to", "by") and tag in ANIMATIONS:
        return "values", True
    return ("css", True) if svg and ("(" in (value := element.attr(name) or "") or "\\" in value) else None


def _schemes(attribute: AddressAttribute, tag: str) -> Iterator[str]:
    """Yield the schemes that execute code in the URLs of an attribute."""
    for address in attribute.addresses():
        bare = strip_ignored(address).lower()
        scheme = bare.partition(":")[0]
        if scheme in ("javascript", "vbscript"):
            yield f"{scheme}:"
        elif scheme == "data" and _is_active(bare, attribute, tag):
            yield "data:"


def schemes_of(address: str) -> list[str]:
    """Return the schemes that execute code in the URL of a link: `javascript:`, `vbscript:`, `data:`."""
    return list(_schemes(AddressAttribute("href", address, "one", loads=False, span=Span(0, 0)), "a"))


def _is_active(address: str, attribute: AddressAttribute, tag: str) -> bool:
    """Return whether a `data:` URL is a page, a script or a style sheet in this place."""
    kind = unquote(address.removeprefix("data:")).partition(",")[0].partition(";")[0].strip()
    if tag in FRAMES or (tag == "link" and attribute.loads):
        return not (tag in ("link", "input") and kind.startswith("image/"))
    if attribute.shape == "css":
        return not kind.startswith(("image/", "font/", "application/font", "application/x-font"))
    return (not attribute.loads or attribute.shape == "values") and bool(re.search("html|xml|svg|script", kind))
