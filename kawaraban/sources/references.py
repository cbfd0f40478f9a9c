"""Find references to other files in the source of a document: links, pictures, roles, directives and HTML, not code.

MyST's document tree does not contain the positions of paths, so this module scans the text. It accepts slightly more
than MyST; callers change a reference only if it leads to an existing file or a known address.
"""

from __future__ import annotations

import posixpath
import re
import unicodedata
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote, unquote, urlsplit

from kawaraban.model.frontmatter.yaml_nodes import split_front_matter

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kawaraban.model.post import PostFolders


class Reference(NamedTuple):
    """A path in a text, from `start` to `end`, as typed.

    `kind` is "link" (Markdown and HTML, percent-encoded), "file" (not encoded), "root" (relative to the root) or
    "document" (without suffix). `mark` is the role, or the directive with its option (`postlist:tags`).
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
    """Yield all references below the front matter of a document, in no particular order."""
    _block, length, _faults = split_front_matter(text)
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
    """Return the name of the directive that a fence opens ("code" or "box" if none), and its argument."""
    found = _DIRECTIVE.match(fence["info"])
    if not found:
        return ("code" if fence["mark"][0] != ":" else "box"), []
    start = at + fence.start("info") + found.start("argument")
    named = found["argument"]
    return found["name"], [Reference(start, start + len(named), named, "file")] if named else []


def _in_block(line: str, at: int, name: str) -> Iterator[Reference]:
    """Yield the reference in an option of a directive, or in an entry of a `{toctree}`."""
    if found := _OPTION.match(line):
        kind = "root" if found["name"] == "picture" else "file"
        start, end = found.span("value")
        yield Reference(at + start, at + end, found["value"], kind, f"{name}:{found['name']}")
    elif name in _DOCUMENTS and (found := _ENTRY.match(line)):
        group = "inner" if found["inner"] else "plain"
        yield Reference(at + found.start(group), at + found.end(group), found[group], "document")


def _in_prose(text: str, at: int) -> Iterator[Reference]:
    """Yield the references of links, pictures, roles and HTML."""
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
    """Return the scheme with which MyST marks links to files of the project, or an empty string."""
    return next((scheme for scheme in ("project:", "path:") if path.startswith(scheme)), "")


class Paths:
    """The files of a project by the paths that references use."""

    def __init__(self, files: Mapping[str, str]) -> None:
        """Take the file for each path."""
        self.known = {unicodedata.normalize("NFC", path): file for path, file in files.items()}

    def target(self, reference: Reference, folder: str) -> str:
        """Return the file to which a reference in a document in *folder* leads, or an empty string."""
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


def renamed_path(reference: Reference, folder: str, target: str) -> str:
    """Return a reference to the file *target* for a document in *folder*, in the same notation as *reference*."""
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


def renamed_address(
    reference: Reference, path: str, folders: PostFolders, base_url: str, addresses: tuple[str, str]
) -> str:
    """Return the new text of a reference in the document *path* to an address that has changed.

    *addresses* are the old and the new address, relative to the root, without `.html`; addresses below that of a list
    change with it. The result is empty if the reference leads elsewhere.
    """
    named, rest = re.match(r"([^#?]*)(.*)", reference.path, re.DOTALL).groups()  # type: ignore[union-attr]  # always
    said, folder = unquote(named), posixpath.dirname(folders.address_of(path.removesuffix(".md")))
    old, new = addresses
    start = next((each for each in (base_url, urlsplit(base_url).path, "/") if said.startswith(each)), "")
    whole = said[len(start) :] if start else posixpath.normpath(posixpath.join(folder, said))
    if reference.kind != "link" or not (whole == f"{old}.html" or (old[:5] == "blog/" and whole.startswith(f"{old}/"))):
        return ""
    other = new + whole[len(old) :]
    other = start + other if start else posixpath.relpath(other, folder or ".")
    return (quote(other, safe="/:") if said != named else other) + rest
