"""A gentle reading of the posts for what fails in silence: marks typed full-width, emphasis that stayed as typed.

Nothing here is an error: each may be meant. `make check` shows them with file and line.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt
from mdit_py_plugins.dollarmath import dollarmath_plugin
from sphinx.locale import get_translation

from kawaraban.encoding import Fault, decode
from kawaraban.frontmatter import cut
from kawaraban.markdown import PLUGINS
from kawaraban.markdown.fences import notice_on

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markdown_it.token import Token

    from kawaraban.build import Build

_ = get_translation("sphinx")

_NESTED = re.compile(r"\{(?!code|eval|math|raw|mermaid|literal)[\w-]+\}")
"""Blocks whose content is Markdown, too."""
_TYPED = [
    (re.compile(r"^＃{1,6}"), _("“%s” is full-width; a heading begins with “# ”.")),
    (re.compile(r"＊{1,3}[^＊\s][^＊]*＊{1,3}"), _("“%s” is full-width; emphasis is written **so**.")),
    (re.compile(r"^｜.*｜"), _("“%s” has full-width bars; the columns of a table are parted by “|”.")),
    (re.compile(r"[［\[][^［］\[\]]+[］\]](?:（(?=[^）]*[/.：:])[^）]+）|[\(（][^)）]*[：:]／／[^)）]*[\)）])"),
     _("“%s” is no link; write it with half-width brackets: [text](address).")),
    (re.compile(r"^＞"), _("“%s” is full-width; a quotation begins with “> ”.")),
    (re.compile(r"^｀{3}|｀[^｀]+｀"), _("“%s” is full-width; code stands between “`”.")),
]  # fmt: skip
_LEFT = re.compile(r"\*\*|~~|(?<![0-9A-Za-z_])__(?![0-9A-Za-z_])|\*[^*\s][^*]*\*")
_HALF = re.compile(r"[\uff66-\uff9f]+")


def proofread(text: str) -> list[Fault]:
    """Return what a post's author may not have meant, in the order of lines; *text* is the whole source."""
    _block, length, _told = cut(text)
    body = "\n".join(text.split("\n")[length:])
    return sorted({*_letters(text), *_marks(body, length)})


@cache
def _parser() -> MarkdownIt:
    """Return a parser that reads as a page is read, and keeps apart what was escaped."""
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    for plugin in PLUGINS:
        parser.use(plugin)
    dollarmath_plugin(parser, allow_digits=False)
    parser.core.ruler.disable(["text_join", "cjk_line_ends"])
    return parser


def _letters(text: str) -> Iterator[Fault]:
    """Yield letters that look like others and are not found by a search for those."""
    for number, line in enumerate(text.split("\n"), 1):
        if found := _HALF.search(line):
            wide = unicodedata.normalize("NFKC", found[0])
            yield Fault(number, _("“%s” is half-width kana; in full width it is “%s”.") % (found[0], wide))
        if not unicodedata.is_normalized("NFC", line):
            parts = re.finditer(r"\w[\u0300-\u036f\u3099\u309a]+", line)
            if part := next((each[0] for each in parts if not unicodedata.is_normalized("NFC", each[0])), ""):
                told = _("“%s” is typed as a letter and a separate mark (NFD); type it as one letter.")
                yield Fault(number, told % unicodedata.normalize("NFC", part))


def _marks(body: str, start: int) -> Iterator[Fault]:
    """Yield marks that are shown as they were typed."""
    for token in _parser().parse(body):
        line = start + (token.map[0] if token.map else 0) + 1
        if token.type == "inline":
            yield from _in_text(token.children or [], line)
        elif token.type in ("fence", "colon_fence") and _NESTED.match(token.info.strip()):
            yield from _marks(token.content, line)
        elif token.type == "fence" and (notice := notice_on(token.info.strip())):
            yield Fault(line, notice)


def _in_text(children: list[Token], line: int) -> Iterator[Fault]:
    """Yield the marks of one paragraph, each kind once; a NUL stands for what is no text."""
    lines = [""]
    for child in children:
        if child.type in ("softbreak", "hardbreak"):
            lines.append("")
        else:
            lines[-1] += child.content if child.type == "text" else "\0"
    for pattern, text in [*_TYPED, (_LEFT, "")]:
        for number, words in enumerate(lines, line):
            if found := pattern.search(words):
                yield Fault(number, text % found[0].replace("\0", "…") if text else _left(words, found))
                break


def _left(words: str, found: re.Match[str]) -> str:
    near = words[max(0, found.start() - 8) : found.end() + 8].replace("\0", "…").strip()
    return _("“%s” shows marks of emphasis; are there spaces inside them, or is one missing?") % near


def notices_of(build: Build) -> list[str]:
    """Return the notices on all posts and pages of a build: “posts/a.md:3: …”."""
    found = []
    for path in sorted(build.sources.values()):
        text, _faults = decode(Path(build.press.root, path).read_bytes())
        found += [f"{path}:{fault.line}: {fault.text}" for fault in proofread(text)]
    return found
