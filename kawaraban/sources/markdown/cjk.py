"""Emphasis and line breaks in Chinese, Japanese and Korean text: two plugins of markdown-it-py.

In CommonMark, the spaces and punctuation around `**` decide whether it opens or closes emphasis, which fails for text
without spaces, such as `**「強調」**です`. `cjk_emphasis` implements CJK-friendly emphasis
(https://github.com/tats-u/markdown-cjk-friendly): beside a CJK character, punctuation has no effect. `cjk_line_ends`
removes line breaks between characters of scripts without spaces, as CSS Text 4 describes for segment breaks.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

from markdown_it.common.utils import isMdAsciiPunct, isPunctChar, isWhiteSpace
from markdown_it.rules_inline import StateInline, emphasis, strikethrough
from markdown_it.rules_inline.state_inline import Scanned

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from markdown_it import MarkdownIt
    from markdown_it.rules_core import StateCore
    from markdown_it.token import Token

_ENCLOSED = range(0x1F200, 0x1F266)
"""Enclosed ideographs, of which those in `_ENCLOSED_EMOJI` are displayed as emoji."""
_ENCLOSED_EMOJI = {0x1F201, 0x1F21A, 0x1F22F, *range(0x1F232, 0x1F237), *range(0x1F238, 0x1F23B), 0x1F250, 0x1F251}


@lru_cache(4096)
def is_cjk(char: str) -> bool:
    """Return whether a character is CJK: wide, full-width, half-width or Hangul, but no emoji."""
    if char < "\u1100":
        return False
    width = unicodedata.east_asian_width(char)
    return width in ("F", "H") or (width == "W" and not _is_emoji(char)) or (width == "N" and is_hangul(char))


def _is_emoji(char: str) -> bool:
    """Return whether a wide character is displayed as an emoji by default (UTS #51, Emoji_Presentation)."""
    code = ord(char)
    if code in _ENCLOSED:
        return code in _ENCLOSED_EMOJI
    return (code < 0x2E80 or code >= 0x1F000) and unicodedata.category(char) in ("So", "Sm", "Sk")


def is_hangul(char: str) -> bool:
    """Return whether a character is Hangul."""
    return unicodedata.name(char, "").startswith(("HANGUL", "HALFWIDTH HANGUL"))


def is_punctuation(char: str) -> bool:
    """Return whether a character is punctuation according to CommonMark."""
    return isMdAsciiPunct(ord(char)) or isPunctChar(char)


def _is_cjk_before(char: str, base: str) -> bool:
    """Return whether *char* is CJK, or a variation selector of the CJK character *base*."""
    if not base:
        return is_cjk(char) or "\U000e0100" <= char <= "\U000e01ef"
    return is_cjk(base) or (char == "\ufe01" and base in "‘’“”")


class FriendlyState(StateInline):
    """Inline state with the rules of CJK-friendly emphasis."""

    def scanDelims(self, start: int, canSplitWord: bool) -> Scanned:  # noqa: N802, N803 - markdown-it's names
        """Return whether the delimiters from *start* can open and close emphasis, and their number."""
        end = start
        while end < self.posMax and self.src[end] == self.src[start]:
            end += 1
        after = self.src[end] if end < self.posMax else " "
        before = main = self.src[start - 1] if start else " "
        base = ""
        if "\ufe00" <= before <= "\ufe0e":  # a variation selector other than for emoji
            base = self.src[start - 2] if start > 1 else " "
            main = main if unicodedata.category(base) == "Zs" else base
        blank_before, blank_after = isWhiteSpace(ord(main)), isWhiteSpace(ord(after))
        if blank_before or blank_after:
            return Scanned(not blank_after, not blank_before, end - start)
        opens, closes = is_punctuation(main), is_punctuation(after)
        if canSplitWord:
            beside_cjk = is_cjk(after) or _is_cjk_before(before, base)
            opens, closes = opens or beside_cjk or not closes, closes or beside_cjk or not opens
        return Scanned(opens, closes, end - start)


def _friendly(rule: Callable[[StateInline, bool], bool]) -> Callable[[StateInline, bool], bool]:
    def tokenize(state: StateInline, silent: bool) -> bool:
        state.__class__ = FriendlyState
        return rule(state, silent)

    return tokenize


def cjk_emphasis(md: MarkdownIt) -> None:
    """Enable `*`, `_` and `~~` beside CJK punctuation."""
    md.inline.ruler.at("emphasis", _friendly(emphasis.tokenize))
    md.inline.ruler.at("strikethrough", _friendly(strikethrough.tokenize))


def cjk_line_ends(md: MarkdownIt) -> None:
    """Remove line breaks between characters of scripts without spaces."""
    md.core.ruler.push("cjk_line_ends", join_lines)


def join_lines(state: StateCore) -> None:
    """Remove the line breaks that would be displayed as spaces."""
    for token in state.tokens:
        if token.type == "inline" and token.children and any(child.type == "softbreak" for child in token.children):
            token.children = _joined(token.children)


def _joined(children: list[Token]) -> list[Token]:
    kept: list[Token] = []
    for index, child in enumerate(children):
        following = (children[at] for at in range(index + 1, len(children)))
        if child.type == "softbreak" and joins(_edge(reversed(kept), -1), _edge(following, 0)):
            continue
        if kept and kept[-1].type == child.type == "text" and children[index - 1].type == "softbreak":
            kept[-1].content += child.content
        else:
            kept.append(child)
    return kept


def _edge(tokens: Iterable[Token], end: int) -> str:
    """Return the first character that readers see in *tokens*, or an empty text."""
    for token in tokens:
        if token.type in ("text", "text_special", "myst_role") and token.content:
            return token.content[end]
        if not token.nesting and token.type not in ("text", "footnote_ref"):
            return ""
    return ""


def joins(before: str, after: str) -> bool:
    """Return whether no space belongs between two characters on both sides of a line break.

    Either both are of a script without spaces (Hangul has spaces), or one is and the other is punctuation of ambiguous
    width, such as `…`.
    """
    if not (before and after):
        return False
    widths = [unicodedata.east_asian_width(char) for char in (before, after)]
    wide = [width in "FWH" and not is_hangul(char) for width, char in zip(widths, (before, after), strict=True)]
    marks = [width == "A" and is_punctuation(char) for width, char in zip(widths, (before, after), strict=True)]
    return all(wide) or (wide[0] and marks[1]) or (marks[0] and wide[1])
