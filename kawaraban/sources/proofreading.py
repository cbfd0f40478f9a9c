"""Find likely mistakes in posts that cause no error: full-width marks, emphasis that is shown literally.

They may be intended, so `make check` shows them as notices with file and line.
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
from kawaraban.sources.literal_marks import LITERAL_MARKS
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
"""Directives whose content is Markdown."""
_SECTIONS = re.compile(r"markdown\s*=\s*[\"']?(?:1|block|span)", re.IGNORECASE)
"""The attribute that enables Markdown within HTML in other implementations."""
_LEFT = re.compile(r"\*\*|~~|(?<![0-9A-Za-z_])__(?![0-9A-Za-z_])|\*[^*\s][^*]*\*")
_HALF = re.compile(r"[\uff66-\uff9f]+")


def proofread(text: str) -> list[Fault]:
    """Return likely mistakes in a post, in order of lines; *text* is its whole source."""
    _block, length, _told = split_front_matter(text)
    body = "\n" * length + "\n".join(text.split("\n")[length:])
    return sorted({*_letters(text), *_marks(body, 0)}, key=lambda fault: (fault.line, str(fault.text)))


@cache
def _parser() -> MarkdownIt:
    """Return a parser with the rules of pages, which leaves escaped characters in tokens of their own."""
    parser = create_parser(MdParserConfig(enable_extensions=set(MARKDOWN)), RendererHTML)
    parser.core.ruler.disable(["text_join", "cjk_line_ends", "attr"])
    return parser


def _letters(text: str) -> Iterator[Fault]:
    """Yield characters that a search for their usual form does not find."""
    for number, line in enumerate(text.split("\n"), 1):
        if found := _HALF.search(line):
            wide = unicodedata.normalize("NFKC", found[0])
            yield Fault(number, _("“%s” is half-width kana; in full width it is “%s”.") % (found[0], wide))
        if not unicodedata.is_normalized("NFC", line):
            parts = re.finditer(r"\w[\u0300-\u036f\u3099\u309a]+", line)
            if part := next((each[0] for each in parts if not unicodedata.is_normalized("NFC", each[0])), ""):
                message = _("“%s” is typed as a letter and a separate mark (NFD); type it as one letter.")
                yield Fault(number, message % unicodedata.normalize("NFC", part))


def _marks(body: str, start: int) -> Iterator[Fault]:
    """Yield marks that are shown literally, headings that skip levels, and blocks that are not recognised."""
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
            yield from _in_lines([words], line)  # MyST parses it as a comment
        elif token.type in ("fence", "colon_fence"):
            yield from _block(token, line)


def _heading(token: Token, words: str, above: int, line: int) -> Iterator[Fault]:
    """Yield likely mistakes in a heading that follows one of level *above*."""
    level = int(token.tag[1])
    if token.markup == "-" and ("\n" in words or words.rstrip().endswith(("。", "！", "？", "…", "!", "?"))):
        yield Fault(
            line, _("a line of “---” below text makes it a heading; a blank line between them makes it a line.")
        )
    elif level > above + 1:
        text = _("“%s” stands below “%s”; the next level is “%s”.")
        yield Fault(line, text % ("#" * level, "#" * above, "#" * (above + 1)))


def _block(token: Token, line: int) -> Iterator[Fault]:
    """Yield likely mistakes in a block, and marks in its content."""
    info = token.info.strip()
    name, _blank, words = info.partition(" ")
    if token.type == "colon_fence" and info[:1] not in ("", "{") and words and not box_of(info):
        yield Fault(line, _("“%s” is no box that is known here, and “%s” is not shown.") % (f":::{name}", words))
    if _NESTED.match(info) or (token.type == "colon_fence" and info[:1] != "{"):
        yield from _marks(token.content, line)
    elif token.type == "fence" and (notice := notice_on(info, token.content)):
        yield Fault(line, notice)


def _in_text(children: list[Token], line: int) -> Iterator[Fault]:
    """Yield literal marks in a paragraph, with NUL for anything that is not text."""
    lines = [""]
    for child in children:
        if child.type in ("softbreak", "hardbreak"):
            lines.append("")
        else:
            lines[-1] += child.content if child.type == "text" else "\0"
    yield from _in_lines(lines, line)


def _in_lines(lines: list[str], line: int) -> Iterator[Fault]:
    """Yield literal marks in lines of text, of which *line* is the first; each kind is reported once."""
    for pattern, text in [*LITERAL_MARKS, (_LEFT, "")]:
        for number, words in enumerate(lines, line):
            if found := pattern.search(words):
                yield Fault(number, _(text) % found[0].replace("\0", "…") if text else _left(words, found))
                break


def _left(words: str, found: re.Match[str]) -> str:
    near = words[max(0, found.start() - 8) : found.end() + 8].replace("\0", "…").strip()
    return _("“%s” shows marks of emphasis; are there spaces inside them, or is one missing?") % near


def notices_of(build: Build) -> list[str]:
    """Return the notices on all documents of a build: “posts/a.md:3: …”."""
    found = []
    for path in sorted(build.sources.values()):
        text, _faults = decode(Path(build.session.root, path).read_bytes())
        found += [f"{path}:{fault.line}: {fault.text}" for fault in proofread(text)]
    return found
