"""Finds the links that a blog shows as cards and videos in its Markdown, without a build."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from kawaraban.directives.links.video_services import SERVICES, video_of
from kawaraban.text.encoding import decode

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_FENCE = re.compile(r"\s*(`{3,}|~{3,}|:{3,})\s*(?:\{([\w-]+)\}\s*(\S*))?(.*)$")
_ALONE = re.compile(r"\s{0,3}<?(https?://[^\s<>]+)>?\s*")


class Wanted(NamedTuple):
    """A link that is shown as a card or a video: source, line and address."""

    path: str
    line: int
    url: str


def wanted_in(text: str, path: str) -> Iterator[Wanted]:
    """Yield the links in a source: those of directives, and addresses that are a paragraph of their own."""
    lines, closing = text.split("\n"), ""
    for number, line in enumerate(lines):
        fence = _FENCE.match(line)
        if closing:
            if fence and fence[1].startswith(closing) and not fence[2] and not fence[4].strip():
                closing = ""
            continue
        if fence:
            kind, argument = fence[2] or "", fence[3] or ""
            if kind == "linkcard" and argument:
                yield Wanted(path, number + 1, argument)
            elif kind in SERVICES and (video := video_of(kind, argument)):
                yield Wanted(path, number + 1, video.page)
            if fence[1][0] != ":" or kind in ("linkcard", *SERVICES):  # the content of other `:::` blocks is Markdown
                closing = fence[1]
            continue
        alone = _ALONE.fullmatch(line)
        around = lines[max(0, number - 1) : number] + lines[number + 1 : number + 2]
        if alone and not any(each.strip() for each in around):
            yield Wanted(path, number + 1, alone[1])


def wanted_of(root: Path, paths: list[str]) -> list[Wanted]:
    """Return the links in the sources at *paths* relative to *root*."""
    found: list[Wanted] = []
    for path in paths:
        text, _faults = decode((root / path).read_bytes())
        found += wanted_in(text, path)
    return found
