"""Where a document names other files: links, pictures, roles, directives, HTML; found in its text as it was typed.

What is code is left alone. The tree that MyST makes of a text no longer knows where in it a path stood, so that the
text itself is read here, a little more generously than MyST would: what is taken for a path must also be one of a file
that is there, before anybody changes it.
"""

from __future__ import annotations

import posixpath
import re
import unicodedata
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote, unquote, urlsplit

from kawaraban.model.frontmatter.yaml_nodes import cut
from kawaraban.model.post import address_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


class Reference(NamedTuple):
    """A path in a text, from `start` to `end`, as it was typed.

    `kind`: "link" (Markdown and HTML, percent-encoded), "file" (as it is), "root" (counted from the root), "document"
    (without its ending). `mark`: the role, or the directive and its option (`postlist:tags`).
    """

    start: int
    end: int
    path: str
    kind: str
    mark: str = ""


_FENCE = re.compile(r"[ \t>]*(?P<mark>`{3,}|~{3,}|:{3,})[ \t]*(?P<info>[^\n`]*)$")
_DIRECTIVE = re.compile(r"\{(?P<name>[\w:.+-]+)\}[ \t]*(?P<argument>\S.*?)?[ \t]*$")
_VERBATIM = re.compile(
    r"(code|sourcecode|parsed-literal|math|raw|mermaid|eval|highlight|linkcard|youtube|vimeo|niconico)"
)
_OPTION = re.compile(r"[ \t>]*:(?P<name>[\w-]+):[ \t]+(?P<value>\S.*?)[ \t]*$")
_ENTRY = re.compile(r"[ \t]*(?:[^<>\n]*<(?P<inner>[^<>\n]+)>|(?P<plain>[^\s:][^<>\n]*?))[ \t]*$")
_INLINE = re.compile(
    r"""\\[!-/:-@\[-`{-~]"""
    r"""|\{(?P<role>[\w:.+-]+)\}(?P<ticks>`+)(?P<content>[^`\n]+)(?P=ticks)(?!`)"""
    r"""|(?P<code>`+)(?!`)(?:(?!\n[ \t]*\n)[\s\S])*?(?<!`)(?P=code)(?!`)"""
    r"""|<(?:project|path):(?P<auto>[^<>\s]*)>"""
    r"""|<[A-Za-z](?P<attributes>[^<>]*)>"""
    r"""|\]\([ \t\n]*(?:<(?P<angle>[^<>\n]*)>|(?P<loose>[^()<>\n"']+?\.\w{2,5}(?:\#[^\s()]*)?)(?=[ \t]*\))"""
    r"""|(?P<plain>(?:[^\s()\\]|\\.|\([^\s()]*\))+))"""
    r"""|^[ ]{0,3}\[[^\]\n]+\]:[ \t]*(?:<(?P<defined_angle>[^<>\n]*)>|(?P<defined>[^\s<]\S*))""",
    re.MULTILINE,
)
_ATTRIBUTE = re.compile(
    r"""\b(?:src|href|poster|data)[ \t]*=[ \t]*(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<bare>[^\s"'>]+))"""
)
_DOCUMENTS = ("doc", "toctree")


def references(text: str) -> Iterator[Reference]:
    """Yield all references below the front matter of a document, in no order."""
    _block, length, _faults = cut(text)
    lines = text.split("\n")
    at = sum(len(line) + 1 for line in lines[:length])
    fences: list[tuple[str, str]] = []
    prose: list[str] = []
    start = at
    for line in lines[length:]:
        inside = fences[-1][1] if fences else ""
        found = _FENCE.match(line)
        if found and fences and not found["info"].strip() and _closes(found["mark"], fences[-1][0]):
            fences.pop()
        elif found and not _VERBATIM.match(inside or " "):
            name, reference = _opened(found, at)
            fences.append((found["mark"], name))
            yield from reference
        elif _VERBATIM.match(inside or " ") or inside == "toctree":
            yield from _in_block(line, at, inside)
        else:
            yield from _in_block(line, at, inside) if inside else ()
            prose.append(line)
            at += len(line) + 1
            continue
        yield from _in_prose("\n".join(prose), start)
        prose, at = [], at + len(line) + 1
        start = at
    yield from _in_prose("\n".join(prose), start)


def _closes(mark: str, opened: str) -> bool:
    return mark[0] == opened[0] and len(mark) >= len(opened)


def _opened(fence: re.Match[str], at: int) -> tuple[str, list[Reference]]:
    """Return what a fence opens (“code” where that is no directive), and the file that it names behind that."""
    found = _DIRECTIVE.match(fence["info"])
    if not found:
        return ("code" if fence["mark"][0] != ":" else "box"), []
    start = at + fence.start("info") + found.start("argument")
    named = found["argument"]
    return found["name"], [Reference(start, start + len(named), named, "file")] if named else []


def _in_block(line: str, at: int, name: str) -> Iterator[Reference]:
    """Yield what an option of a directive names, or an entry of a table of contents."""
    if found := _OPTION.match(line):
        kind = "root" if found["name"] == "picture" else "file"
        start, end = found.span("value")
        yield Reference(at + start, at + end, found["value"], kind, f"{name}:{found['name']}")
    elif name in _DOCUMENTS and (found := _ENTRY.match(line)):
        group = "inner" if found["inner"] else "plain"
        yield Reference(at + found.start(group), at + found.end(group), found[group], "document")


def _in_prose(text: str, at: int) -> Iterator[Reference]:
    """Yield what links, pictures, roles and HTML name."""
    for found in _INLINE.finditer(text):
        for group in ("auto", "angle", "loose", "plain", "defined_angle", "defined"):
            if found[group]:
                skipped = len(_scheme(found[group]))
                yield Reference(
                    at + found.start(group) + skipped, at + found.end(group), found[group][skipped:], "link"
                )
        if found["attributes"]:
            for each in _ATTRIBUTE.finditer(found["attributes"]):
                group = next(name for name, value in each.groupdict().items() if value is not None)
                start = at + found.start("attributes")
                yield Reference(start + each.start(group), start + each.end(group), each[group], "link")
        if found["role"]:
            inner = re.search(r"<([^<>]+)>\s*$", found["content"])
            start, end = inner.span(1) if inner else (0, len(found["content"]))
            kind = "document" if found["role"] in _DOCUMENTS else "file"
            start += found.start("content")
            end += found.start("content")
            yield Reference(at + start, at + end, text[start:end], kind, found["role"])


def _scheme(path: str) -> str:
    """Return the scheme by which MyST knows a link as one to a file of the project."""
    return next((scheme for scheme in ("project:", "path:") if path.startswith(scheme)), "")


class Paths:
    """The files of a project, found by what documents call them."""

    def __init__(self, files: Mapping[str, str]) -> None:
        """Take each file by the path under which it is to be found: its own, or one that it had."""
        self.known = {unicodedata.normalize("NFC", path): file for path, file in files.items()}

    def target(self, reference: Reference, folder: str) -> str:
        """Return the file that a reference in a document of *folder* means, an empty text where there is none."""
        path = re.split("[#?]", reference.path, maxsplit=1)[0] if reference.kind == "link" else reference.path
        if not path or re.match(r"[A-Za-z][\w+.-]*:|//", path):
            return ""
        if reference.kind == "root":
            folder = ""
        ends = ("", ".md") if reference.kind == "document" else ("",)
        for way in dict.fromkeys((path, unquote(path))):
            whole = way.lstrip("/") if way.startswith("/") else posixpath.join(folder, way)
            name = unicodedata.normalize("NFC", posixpath.normpath(whole))
            for end in ends:
                if file := self.known.get(name + end):
                    return file
        return ""


def renamed(reference: Reference, folder: str, target: str) -> str:
    """Return how a document of *folder* is to name the file *target*, written as the reference was."""
    if reference.kind == "root":
        return target
    path, rest = reference.path, ""
    if reference.kind == "link":
        path = re.split("[#?]", reference.path, maxsplit=1)[0]
        rest = reference.path[len(path) :]
    new = f"/{target}" if path.startswith("/") else posixpath.relpath(target, folder or ".")
    if path.startswith("./") and not new.startswith("."):
        new = f"./{new}"
    if reference.kind == "document" and not path.endswith(".md"):
        new = new.removesuffix(".md")
    if reference.kind == "link":
        is_encoded = unquote(path) != path
        new = quote(new) if is_encoded else re.sub(r"[\s()<>\"'\\%#?]", lambda found: quote(found[0]), new)
    return new + rest


def with_other_address(reference: Reference, path: str, base_url: str, addresses: tuple[str, str]) -> str:
    """Return how the document *path* is to name an address of the site that has become another one.

    *addresses* are the old one and the new one, from the root, without `.html`; a list takes along what lies below its
    own. The result is empty where the reference leads elsewhere.
    """
    named, rest = re.match(r"([^#?]*)(.*)", reference.path, re.DOTALL).groups()  # type: ignore[union-attr]  # always
    said, folder = unquote(named), posixpath.dirname(address_of(path.removesuffix(".md")))
    old, new = addresses
    start = next((each for each in (base_url, urlsplit(base_url).path, "/") if said.startswith(each)), "")
    whole = said[len(start) :] if start else posixpath.normpath(posixpath.join(folder, said))
    if reference.kind != "link" or not (whole == f"{old}.html" or (old[:5] == "blog/" and whole.startswith(f"{old}/"))):
        return ""
    other = new + whole[len(old) :]
    other = start + other if start else posixpath.relpath(other, folder or ".")
    return (quote(other, safe="/:") if said != named else other) + rest
