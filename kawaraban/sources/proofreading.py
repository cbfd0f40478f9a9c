"""A gentle reading of the posts for what fails in silence: marks typed full-width, emphasis that stayed as typed.

Nothing here is an error: each may be meant. `make check` shows them with file and line.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from markdown_it.renderer import RendererHTML
from myst_parser.config.main import MdParserConfig
from sphinx.locale import get_translation

from kawaraban.model.defaults import MARKDOWN
from kawaraban.model.frontmatter.yaml_nodes import split_front_matter
from kawaraban.sources.literal_marks import TYPED
from kawaraban.sources.markdown import create_parser
from kawaraban.sources.markdown.boxes import box_of
from kawaraban.sources.markdown.fences import notice_on
from kawaraban.text.encoding import Fault, decode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markdown_it import MarkdownIt
    from markdown_it.token import Token

    from kawaraban.state import Build

_ = get_translation("sphinx")

_NESTED = re.compile(r"\{(?!code|eval|math|raw|mermaid|literal)[\w-]+\}")
"""Directives whose content is Markdown, too."""
_SECTIONS = re.compile(r"markdown\s*=\s*[\"']?(?:1|block|span)", re.IGNORECASE)
"""The attribute by which other Markdowns go on within HTML."""
_LEFT = re.compile(r"\*\*|~~|(?<![0-9A-Za-z_])__(?![0-9A-Za-z_])|\*[^*\s][^*]*\*")
_HALF = re.compile(r"[\uff66-\uff9f]+")


def proofread(text: str) -> list[Fault]:
    """Return what a post's author may not have meant, in the order of lines; *text* is the whole source."""
    _block, length, _told = split_front_matter(text)
    body = "\n" * length + "\n".join(text.split("\n")[length:])
    return sorted({*_letters(text), *_marks(body, 0)}, key=lambda fault: (fault.line, str(fault.text)))


@cache
def _parser() -> MarkdownIt:
    """Return a parser that reads as a page is read, and keeps apart what was escaped."""
    parser = create_parser(MdParserConfig(enable_extensions=set(MARKDOWN)), RendererHTML)
    parser.core.ruler.disable(["text_join", "cjk_line_ends", "attr"])
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
    """Yield marks that are shown as they were typed, and blocks that are not what they seem; headings come in order."""
    level, titled = 1, False
    tokens = _parser().parse(body)
    for at, token in enumerate(tokens):
        line = start + (token.map[0] if token.map else 0) + 1
        if token.type == "inline":
            yield from _in_text(token.children or [], line)
        elif token.type == "heading_open" and not token.level:
            yield from _heading(token, tokens[at + 1].content, level, line)
            level = int(token.tag[1])
            if level == 1 and titled:
                yield Fault(line, _("“#” is the title of the whole; its parts begin with “##”."))
            titled = titled or level == 1
        elif token.type == "html_block" and _SECTIONS.search(token.content):
            yield Fault(line, _("Markdown within HTML is read where blank lines stand around it, not for “markdown=”."))
        elif token.type == "attrs_block" and "{%" in (words := body.split("\n")[line - start - 1]):
            yield from _in_lines([words], line)  # MyST takes it for a comment, and shows nothing
        elif token.type in ("fence", "colon_fence"):
            yield from _block(token, line)


def _heading(token: Token, words: str, above: int, line: int) -> Iterator[Fault]:
    """Yield what may be wrong with a heading whose last one had the level *above*."""
    level = int(token.tag[1])
    if token.markup == "-" and ("\n" in words or words.rstrip().endswith(("。", "！", "？", "…", "!", "?"))):
        yield Fault(
            line, _("a line of “---” below text makes it a heading; a blank line between them makes it a line.")
        )
    elif level > above + 1:
        text = _("“%s” stands below “%s”; the next level is “%s”.")
        yield Fault(line, text % ("#" * level, "#" * above, "#" * (above + 1)))


def _block(token: Token, line: int) -> Iterator[Fault]:
    """Yield what a reader may not see of a block, and the marks in it."""
    info = token.info.strip()
    name, _blank, words = info.partition(" ")
    if token.type == "colon_fence" and info[:1] not in ("", "{") and words and not box_of(info):
        yield Fault(line, _("“%s” is no box that is known here, and “%s” is not shown.") % (f":::{name}", words))
    if _NESTED.match(info) or (token.type == "colon_fence" and info[:1] != "{"):
        yield from _marks(token.content, line)
    elif token.type == "fence" and (notice := notice_on(info, token.content)):
        yield Fault(line, notice)


def _in_text(children: list[Token], line: int) -> Iterator[Fault]:
    """Yield the marks of one paragraph; a NUL stands for what is no text."""
    lines = [""]
    for child in children:
        if child.type in ("softbreak", "hardbreak"):
            lines.append("")
        else:
            lines[-1] += child.content if child.type == "text" else "\0"
    yield from _in_lines(lines, line)


def _in_lines(lines: list[str], line: int) -> Iterator[Fault]:
    """Yield the marks in lines of text, of which *line* is the first, each kind once."""
    for pattern, text in [*TYPED, (_LEFT, "")]:
        for number, words in enumerate(lines, line):
            if found := pattern.search(words):
                yield Fault(number, _(text) % found[0].replace("\0", "…") if text else _left(words, found))
                break


def _left(words: str, found: re.Match[str]) -> str:
    near = words[max(0, found.start() - 8) : found.end() + 8].replace("\0", "…").strip()
    return _("“%s” shows marks of emphasis; are there spaces inside them, or is one missing?") % near


def notices_of(build: Build) -> list[str]:
    """Return the notices on all posts and pages of a build: “posts/a.md:3: …”."""
    found = []
    for path in sorted(build.sources.values()):
        text, _faults = decode(Path(build.session.root, path).read_bytes())
        found += [f"{path}:{fault.line}: {fault.text}" for fault in proofread(text)]
    return found
