"""HTML as a browser sees it (HTML Standard, 13.2): what runs, what is loaded, what is linked, what is read.

Posts, finished pages and excerpts all ask here. What is meant is what the elements of the parsed page say, whatever
the text looked like.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote

import turbohtml
from turbohtml import CData, Comment, Namespace, Text

from kawaraban.text import css
from kawaraban.text.urls import bare_of, candidates, host_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from turbohtml import Element

LOADING = {
    "src", "srcset", "imagesrcset", "poster", "data", "background", "action", "formaction", "ping", "attributionsrc",
    "lowsrc", "dynsrc", "codebase", "archive", "classid",
}  # fmt: skip
"""Attributes whose addresses a browser asks without a click, or sends something to; `href` on some elements, too."""
LOADING_LINKS = {
    "stylesheet", "preload", "modulepreload", "prefetch", "prerender", "preconnect", "dns-prefetch", "icon",
    "mask-icon", "apple-touch-icon", "apple-touch-icon-precomposed", "apple-touch-startup-image", "manifest", "import",
    "compression-dictionary", "dictionary",
}  # fmt: skip
"""What a `<link>` is (`rel`) whose address a browser asks."""
FRAMES = {"script", "iframe", "frame", "embed", "object", "portal", "use", "base", "form", "button", "input"}
"""Elements in which a `data:` address is a page or a script."""
ANIMATIONS = {"animate", "set", "animatemotion", "animatetransform", "animatecolor"}
DATA = {"application/ld+json", "application/json"}
"""Types of scripts that do not run."""
_OF_INTEREST = ",".join(
    [
        *(f"[{name}]" for name in sorted(LOADING)),
        *(f'link[rel~="{rel}" i]' for rel in sorted(LOADING_LINKS)),
        "[style]", "style", "base", "svg :not(path,circle,rect,line,polygon,polyline,g,title)",
        '[href*="script" i]', '[href^="data:" i]', r'[href*="\9 "]', r'[href*="\a "]',
    ]
)  # fmt: skip
"""What of a finished page is looked at: there are some hundred elements in one, and few of them load anything."""
_SHAPES = {"srcset": "set", "imagesrcset": "set", "style": "css", "ping": "list", "archive": "list"}


class Span(NamedTuple):
    """A part of the HTML: the first character, the one behind the last. (0, 0) where it is not known."""

    start: int
    end: int


class Script(NamedTuple):
    """Something that runs, or takes the reader elsewhere without a click: its name, and where it stands."""

    name: str
    span: Span


class Held(NamedTuple):
    """An attribute (or, without a name, the text of a `<style>`) that holds addresses: `shape` tells how.

    `loads`: whether a browser asks them without a click.
    """

    name: str
    value: str
    shape: str
    loads: bool
    span: Span

    def addresses(self, *, sure: bool = False) -> list[str]:
        """Return the addresses, as they are written; *sure* leaves out texts of CSS that may be none."""
        match self.shape:
            case "css":
                return css.addresses(self.value, sure=sure)
            case "set":
                return [self.value[start:end] for start, end in candidates(self.value)]
            case "list":
                return self.value.split()
            case "values":
                return [] if sure else [*self.value.split(";"), *css.addresses(self.value)]
        return [self.value]

    def replaced(self, change: Callable[[str], str]) -> str:
        """Return the value with each address as *change* gives it."""
        if self.shape == "css":
            return css.changed(self.value, change, sure=True)
        spans = {"set": candidates(self.value), "one": [(0, len(self.value))]}.get(self.shape, [])
        value = self.value
        for start, end in reversed(spans):
            value = value[:start] + change(self.value[start:end]) + value[end:]
        return value


class Seen(NamedTuple):
    """What a browser finds in HTML.

    Of the marks that were asked for, `marks` are read as elements, `quoted` stand in texts and comments.
    """

    scripts: list[Script]
    held: list[Held]
    marks: set[str]
    quoted: set[str]

    def hosts(self) -> set[str]:
        """Return the hosts of others that are asked without a click."""
        return {host for held in self.held if held.loads for each in held.addresses() if (host := host_of(each))}


def scan(html: str, *, scripting: bool = False, mark: str = "") -> Seen:
    """Return all that a page would run, load and link, with *scripting* in the browser on or off.

    *mark* is the name of elements whose `id`s are returned.
    """
    page = turbohtml.parse(html, source_locations=True, scripting=scripting, allow_declarative_shadow_roots=False)
    seen = Seen([], [], set(), set())
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


def scan_page(html: str) -> Seen:
    """Return what a finished page would load, and the scripts in its addresses."""
    seen = Seen([], [], set(), set())
    for element in turbohtml.parse(html, positions=False).select(_OF_INTEREST):
        _look(element, seen)
    return seen


def _look(element: Element, seen: Seen) -> None:
    """Note what one element runs, loads and links."""
    tag, names, location = element.tag.lower(), element.attrs, element.source_location
    svg = element.namespace is not Namespace.HTML

    def span(name: str) -> Span:
        found = location.attrs.get(name.lower()) if location else None
        return Span(found.start_offset, found.end_offset) if found else Span(0, 0)

    for name in names:
        if name[:2].lower() == "on" or name == "srcdoc":
            seen.scripts.append(Script(name, span(name)))
        elif kind := _kind(element, tag, name, svg=svg):
            _hold(Held(name, element.attr(name) or "", kind[0], kind[1], span(name)), tag, seen)
    if tag in ("script", "meta", "base", "style"):
        start = Span(location.start_tag.start_offset, location.start_tag.end_offset) if location else Span(0, 0)
        _look_at_special(element, tag, seen, start, svg=svg)


def _look_at_special(element: Element, tag: str, seen: Seen, start: Span, *, svg: bool) -> None:
    """Note what an element does of itself."""
    if tag == "script" and not _is_data(element) and not any(name in element.attrs for name in _sources(svg=svg)):
        seen.scripts.append(Script("<script>", start))
    elif tag == "base" and "href" in element.attrs:
        seen.scripts.append(Script("<base>", start))
    elif tag == "meta" and (element.attr("http-equiv") or "").strip().lower() == "refresh":
        seen.scripts.append(Script("meta refresh", start))
    elif tag == "style":
        text = element.text
        inside = Span(start.end, start.end + len(text)) if start.end else start
        _hold(Held("", text, "css", loads=True, span=inside), tag, seen)


def _hold(held: Held, tag: str, seen: Seen) -> None:
    seen.held.append(held)
    if ":" in held.value or held.shape == "css":
        seen.scripts.extend(Script(scheme, held.span) for scheme in _schemes(held, tag))


def _sources(*, svg: bool) -> tuple[str, ...]:
    return ("href", "xlink:href") if svg else ("src",)


def _is_data(script: Element) -> bool:
    return (script.attr("type") or "").strip().lower() in DATA


def _kind(element: Element, tag: str, name: str, *, svg: bool) -> tuple[str, bool] | None:
    """Return how an attribute holds addresses, and whether they are asked without a click; None for any other."""
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


def _schemes(held: Held, tag: str) -> Iterator[str]:
    """Yield what runs in the addresses of an attribute, as one reads it."""
    for address in held.addresses():
        bare = bare_of(address).lower()
        scheme = bare.partition(":")[0]
        if scheme in ("javascript", "vbscript"):
            yield f"{scheme}:"
        elif scheme == "data" and _is_active(bare, held, tag):
            yield "data:"


def schemes_of(address: str) -> list[str]:
    """Return what runs in the address of a link: `javascript:`, `data:`."""
    return list(_schemes(Held("href", address, "one", loads=False, span=Span(0, 0)), "a"))


def _is_active(address: str, held: Held, tag: str) -> bool:
    """Return whether a `data:` address is a page, a script or a style sheet where it stands."""
    kind = unquote(address.removeprefix("data:")).partition(",")[0].partition(";")[0].strip()
    if tag in FRAMES or (tag == "link" and held.loads):
        return not (tag in ("link", "input") and kind.startswith("image/"))
    if held.shape == "css":
        return not kind.startswith(("image/", "font/", "application/font", "application/x-font"))
    return (not held.loads or held.shape == "values") and bool(re.search("html|xml|svg|script", kind))
