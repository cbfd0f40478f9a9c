"""Find unclosed blocks, paragraphs that became code, unknown boxes, and misspelt languages of code."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sphinx.locale import get_translation

from kawaraban.sources.markdown.boxes import box_of
from kawaraban.sources.markdown.fences import notice_on
from kawaraban.sources.proofreading.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markdown_it.token import Token

    from kawaraban.sources.proofreading.document import Part

_ = get_translation("sphinx")

_WIDE = re.compile(r"[\u3041-\u30ff\u3400-\u9fff]")
_KANA = re.compile(r"[\u3041-\u30ff]")
_PROSE = re.compile(r"[A-Z][A-Za-z,;:'’“”\" -]*(?: [A-Za-z,;:'’“”\"-]+){5,}[.!?]")
"""An English sentence of six or more words, without the punctuation of code."""
_QUOTED = r"[\s>]*"


def blocks(part: Part) -> Iterator[Finding]:
    """Yield likely mistakes in the blocks of a part."""
    around = part.block.markup if part.block and _opener_in(part.block) else ""
    stray = ""
    for token in part.fences():
        line, info = part.first(token), token.info.strip()
        if opener := _opener_in(token):
            yield Finding(line, _swallowed(token, opener))
            stray = token.markup
        elif not _is_closed(part, token):
            is_left = token.markup == stray and not info and not token.content.strip()
            if token.markup != around and not is_left:  # otherwise the block before or around it is reported
                yield Finding(line, _unclosed(token))
        elif token.type == "fence" and (notice := notice_on(info, token.content)):
            yield Finding(line, notice)
        name, _blank, words = info.partition(" ")
        if token.type == "colon_fence" and info[:1] not in ("", "{") and words and not box_of(info):
            message = _("“%s” is no box that is known here, and “%s” is not shown.")
            yield Finding(line, message % (f":::{name}", words))
    for token in part.tokens:
        if token.type == "code_block" and _is_prose(token.content):
            message = _(
                "the indentation before “%s” makes this a code block; remove it, or indent the paragraph with “　”."
            )
            yield Finding(part.first(token), message % _beginning(token.content))


def _is_closed(part: Part, token: Token) -> bool:
    """Return whether a block has a closing fence, and does not end with the document or with its container."""
    first, last = part.first(token), part.last(token)
    mark = re.escape(token.markup[0])
    closing = rf"{_QUOTED}{mark}{{{len(token.markup)},}}\s*"
    made = not part.document.lines[first - 1].lstrip("> \t-*+0123456789.)").startswith(token.markup)
    return made or (last > first and re.fullmatch(closing, part.document.lines[last - 1]) is not None)


def _opener_in(token: Token) -> str:
    """Return the first line in a block that looks like the opening fence of another block, or an empty text.

    Such a block lacks its closing fence, or is nested in one with as few backticks.
    """
    mark = re.escape(token.markup[0])
    pattern = rf"^{mark}{{{len(token.markup)}}}(?!{mark})[ \t]*[\w{{][^`\n]*$"
    found = re.search(pattern, token.content, re.MULTILINE)
    return found[0].strip() if found else ""


def _swallowed(token: Token, opener: str) -> str:
    """Return the message about a block that contains an opening fence."""
    longer = token.markup + token.markup[0]
    message = _(
        "this block contains “%s”: add the missing “%s” before that line, or begin and end the block with “%s”."
    )
    return message % (opener, token.markup, longer)


def _unclosed(token: Token) -> str:
    """Return the message about an unclosed block."""
    count = len(token.content.splitlines())
    message = _("“%s” is not closed, and contains the %d lines after it; close it with “%s” on a line of its own.")
    return message % (f"{token.markup}{token.info.strip()}"[:60], count, token.markup)


def _is_prose(content: str) -> bool:
    """Return whether indented code reads like a paragraph: mostly Japanese, or an English sentence."""
    solid = re.sub(r"\s+", "", content)
    if _KANA.search(solid) and len(_WIDE.findall(solid)) > 0.6 * len(solid):
        return "。" in solid or "、" in solid
    return _PROSE.match(" ".join(content.split())) is not None


def _beginning(content: str) -> str:
    words = content.strip().split("\n")[0]
    return words if len(words) <= 20 else words[:20] + "…"
